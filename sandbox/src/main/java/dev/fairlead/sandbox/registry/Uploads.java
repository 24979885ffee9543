package dev.fairlead.sandbox.registry;

import dev.fairlead.sandbox.registry.RegistryError.Code;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Blob uploads that are not finished, one file each, named by repository and id; the file's size
/// is the upload's progress, so an upload goes on after a restart. Safe for any thread; one request
/// at a time has an upload, a second one is refused.
final class Uploads {
  private static final Pattern RANGE =
      Pattern.compile("(?:bytes[= ])?(\\d{1,18})-(\\d{1,18})(?:/\\S+)?");

  private final Path directory;
  private final Set<String> taken = ConcurrentHashMap.newKeySet();

  Uploads(Path directory) {
    this.directory = directory;
  }

  /// What a request does with an upload that it has for itself.
  interface Work<T> {
    T with(Open upload) throws IOException;
  }

  /// What was removed.
  record Abandoned(int uploads, long bytes) {}

  String begin(String repository) throws IOException {
    String id = UUID.randomUUID().toString();
    Path file = directory.resolve(repository).resolve(id);
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    return id;
  }

  /// Gives the caller an upload for itself.
  ///
  /// @throws RegistryError where it is unknown, or another request has it
  <T> T exclusively(String repository, String id, Work<T> work) throws IOException {
    Path file = directory.resolve(repository).resolve(id);
    if (!id.matches("[0-9a-f-]{36}")) {
      throw unknown(repository, id);
    }
    if (!taken.add(id)) {
      throw new RegistryError(Code.BLOB_UPLOAD_INVALID, "another request writes upload " + id);
    }
    try {
      if (!Files.isRegularFile(file)) {
        throw unknown(repository, id);
      }
      return work.with(new Open(id, file));
    } finally {
      taken.remove(id);
    }
  }

  /// The bytes received so far; another request may be adding to them.
  long size(String repository, String id) throws IOException {
    try {
      if (id.matches("[0-9a-f-]{36}")) {
        return Files.size(directory.resolve(repository).resolve(id));
      }
    } catch (NoSuchFileException _) {
      // said below
    }
    throw unknown(repository, id);
  }

  /// Removes uploads to which nothing was added since a moment, and what was left of others.
  Abandoned removeAbandoned(Instant before) {
    int uploads = 0;
    long bytes = 0;
    for (Path file : files()) {
      String id = file.getFileName().toString();
      if (!taken.add(id)) {
        continue;
      }
      try {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          long size = Files.size(file);
          Files.delete(file);
          uploads++;
          bytes += size;
        }
      } catch (NoSuchFileException _) {
        // finished meanwhile
      } catch (IOException e) {
        throw new UncheckedIOException("cannot remove upload " + file, e);
      } finally {
        taken.remove(id);
      }
    }
    return new Abandoned(uploads, bytes);
  }

  private List<Path> files() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory, e);
    }
  }

  private static RegistryError unknown(String repository, String id) {
    return new RegistryError(Code.BLOB_UPLOAD_UNKNOWN, "no upload " + id + " in " + repository);
  }

  /// The value of a `Range` header that says how much has arrived.
  static String progress(long size) {
    return "0-" + Math.max(0, size - 1);
  }

  /// An upload that one request has for itself.
  ///
  /// @param file its bytes so far
  record Open(String id, Path file) {
    /// Adds a chunk. Where the chunk breaks off, what has come of it stays, and the client may ask
    /// how much that is; where the disk is full or the chunk is not what it says, nothing of it
    /// stays.
    ///
    /// @param contentRange `<first>-<last>` as the client sent it, or null: the chunk goes to the
    ///   end
    void append(@Nullable String contentRange, InputStream chunk) throws IOException {
      long before = Files.size(file);
      long expected = -1;
      if (contentRange != null) {
        Matcher range = RANGE.matcher(contentRange);
        if (!range.matches() || Long.parseLong(range.group(2)) < Long.parseLong(range.group(1))) {
          throw new RegistryError(
              Code.BLOB_UPLOAD_INVALID, "Content-Range is not <first>-<last>: " + contentRange);
        }
        long first = Long.parseLong(range.group(1));
        expected = Long.parseLong(range.group(2)) - first + 1;
        if (first != before) {
          throw new RegistryError(
              Code.RANGE_INVALID,
              "upload " + id + " has " + before + " bytes, the chunk starts at " + first);
        }
      }
      long received = 0;
      byte[] buffer = new byte[1 << 16];
      try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
        for (int read = chunk.read(buffer); read >= 0; read = chunk.read(buffer)) {
          try {
            out.write(buffer, 0, read);
          } catch (IOException e) {
            truncate(before);
            throw e;
          }
          received += read;
        }
      }
      if (expected >= 0 && received != expected) {
        truncate(before);
        throw new RegistryError(
            Code.SIZE_INVALID,
            "the chunk has " + received + " bytes, Content-Range says " + expected);
      }
    }

    void cancel() throws IOException {
      Files.deleteIfExists(file);
    }

    private void truncate(long size) throws IOException {
      try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
        channel.truncate(size);
      }
    }
  }
}
