package dev.fairlead.sandbox.registry;

import dev.fairlead.sandbox.registry.RegistryError.Code;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Blob uploads that are not finished, one file each, named by repository and id; the file's size
/// is the upload's progress, so an upload goes on after a restart. Safe for any thread; two writers
/// on one upload are refused.
final class Uploads {
  private static final Pattern RANGE = Pattern.compile("(?:bytes[= ])?(\\d+)-(\\d+)(?:/\\S+)?");

  private final Path directory;
  private final Set<String> beingWritten = ConcurrentHashMap.newKeySet();

  Uploads(Path directory) {
    this.directory = directory;
  }

  String begin(String repository) {
    String id = UUID.randomUUID().toString();
    Path file = directory.resolve(repository).resolve(id);
    try {
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot begin upload " + file, e);
    }
    return id;
  }

  /// The bytes received so far.
  long size(String repository, String id) {
    try {
      return Files.size(file(repository, id));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read upload " + id, e);
    }
  }

  /// Adds a chunk.
  ///
  /// @param contentRange `<first>-<last>` as the client sent it, or null: the chunk goes to the end
  void append(String repository, String id, @Nullable String contentRange, InputStream chunk) {
    Path file = file(repository, id);
    if (!beingWritten.add(id)) {
      throw new RegistryError(Code.BLOB_UPLOAD_INVALID, "another request writes upload " + id);
    }
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
      long before = Files.size(file);
      long expected = -1;
      if (contentRange != null) {
        Matcher range = RANGE.matcher(contentRange);
        if (!range.matches()) {
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
      long received = chunk.transferTo(out);
      if (expected >= 0 && received != expected) {
        truncate(file, before);
        throw new RegistryError(
            Code.SIZE_INVALID,
            "the chunk has " + received + " bytes, Content-Range says " + expected);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot receive upload " + id, e);
    } finally {
      beingWritten.remove(id);
    }
  }

  /// The file of an upload that the caller is about to take away.
  Path file(String repository, String id) {
    Path file = directory.resolve(repository).resolve(id);
    if (!id.matches("[0-9a-f-]{36}") || !Files.isRegularFile(file)) {
      throw new RegistryError(Code.BLOB_UPLOAD_UNKNOWN, "no upload " + id + " in " + repository);
    }
    return file;
  }

  void cancel(String repository, String id) {
    try {
      Files.deleteIfExists(file(repository, id));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove upload " + id, e);
    }
  }

  private static void truncate(Path file, long size) throws IOException {
    try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  /// The value of a `Range` header that says how much has arrived.
  static String progress(long size) {
    return "0-" + Math.max(0, size - 1);
  }
}
