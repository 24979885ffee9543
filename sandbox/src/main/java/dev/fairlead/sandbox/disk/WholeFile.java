package dev.fairlead.sandbox.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// A file that appears whole or not at all: written beside its place, then moved there. The last
/// writer wins; a reader sees one or the other.
public final class WholeFile {
  private WholeFile() {}

  /// Writes a file and the directories above it; only its owner may read it, as it may hold keys
  /// and tokens.
  public static void writePrivate(Path file, byte[] content) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path draft =
          Files.createTempFile(
              file.toAbsolutePath().getParent(),
              ".draft-",
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        Files.write(draft, content);
        Files.move(
            draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /// As [#writePrivate(Path, byte[])], with everybody allowed to read.
  public static void write(Path file, byte[] content) {
    writePrivate(file, content);
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot set the permissions of " + file, e);
    }
  }

  public static void write(Path file, String content) {
    write(file, content.getBytes(StandardCharsets.UTF_8));
  }

  /// The content of a file, or nothing where there is none.
  public static Optional<byte[]> read(Path file) {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException _) { // what Optional is for
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /// The content of a UTF-8 text file, or nothing where there is none.
  public static Optional<String> readText(Path file) {
    return read(file).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }
}
