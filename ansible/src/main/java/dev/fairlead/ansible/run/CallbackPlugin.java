package dev.fairlead.ansible.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Our callback plugin as a file. Its directory is named after its content, so that several servers
/// and versions can share the data directory.
final class CallbackPlugin {
  static final String NAME = "fairlead_events";

  private CallbackPlugin() {}

  /// @return the directory that holds the plugin
  static Path extract(Path data) {
    byte[] content = content();
    Path directory = data.resolve(digest(content)).toAbsolutePath();
    Path file = directory.resolve(NAME + ".py");
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path draft = Files.createTempFile(directory, NAME, ".draft");
        Files.write(draft, content);
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write Ansible's callback plugin to " + file, e);
    }
  }

  private static byte[] content() {
    try (InputStream in = CallbackPlugin.class.getResourceAsStream(NAME + ".py")) {
      if (in == null) {
        throw new IllegalStateException(NAME + ".py is missing from the program");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
