package dev.fairlead.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Tells whether files have changed without reading them, as Git's index does: by name, inode,
/// size, mode, the time of modification, and that of the last change of any of these (`ctime`),
/// which nobody can set back. `.git` is left out.
///
/// What changed a moment ago may change again within one tick of the file system's clock, so files
/// that young have no stamp (Git calls them racily clean), nor have links, whose targets may lie
/// anywhere.
final class FileStamps {
  /// The coarsest clock of a file system in use (FAT's).
  private static final Duration TICK = Duration.ofSeconds(2);

  private static final String ATTRIBUTES = "unix:dev,ino,mode,size,lastModifiedTime,ctime";
  private static final int TYPE = 0xf000;
  private static final int DIRECTORY = 0x4000;
  private static final int LINK = 0xa000;

  private final StringBuilder stamps = new StringBuilder();
  private final FileTime youngest;

  private FileStamps(Instant now) {
    this.youngest = FileTime.from(now.minus(TICK));
  }

  /// What stands for a file, or for a directory and everything below it; empty where it cannot be
  /// relied upon.
  ///
  /// @param now by the clock that the file system uses
  static Optional<String> of(Path path, Instant now) {
    FileStamps all = new FileStamps(now);
    try {
      return all.add(path) ? Optional.of(all.digest()) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty(); // Whoever reads it says what is wrong.
    } catch (UnsupportedOperationException | IllegalArgumentException _) {
      return Optional.empty(); // A system without these attributes.
    }
  }

  private boolean add(Path path) throws IOException {
    Map<String, Object> known = Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    int type = (int) Objects.requireNonNull(known.get("mode")) & TYPE;
    FileTime changed = (FileTime) Objects.requireNonNull(known.get("ctime"));
    if (type == LINK || changed.compareTo(youngest) > 0) {
      return false;
    }
    stamps.append(path).append('\0');
    known.values().forEach(value -> stamps.append(stamp(value)).append(' '));
    if (type != DIRECTORY) {
      return true;
    }
    List<Path> below = new ArrayList<>();
    try (var children = Files.newDirectoryStream(path)) {
      for (Path child : children) {
        if (!child.toString().endsWith("/.git")) {
          below.add(child);
        }
      }
    }
    for (Path child : below) {
      if (!add(child)) {
        return false;
      }
    }
    return true;
  }

  private static Object stamp(Object value) {
    return value instanceof FileTime time
        ? time.to(java.util.concurrent.TimeUnit.NANOSECONDS)
        : value;
  }

  private String digest() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(stamps.toString().getBytes(StandardCharsets.UTF_8));
      return "stat:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
