package dev.fairlead.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A [BuildContext] on disk.
final class DirectoryContext implements BuildContext {
  private final Path root;

  DirectoryContext(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public Optional<Entry> find(String path) {
    Path file = root.resolve(path).normalize();
    if (!file.startsWith(root) || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    return Optional.of(entry(path, file));
  }

  @Override
  public List<Entry> list(String directory) {
    Path place = root.resolve(directory).normalize();
    if (!place.startsWith(root) || !Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(place)) {
      return files
          .map(file -> {
            String name = file.getFileName().toString();
            return entry(directory.isEmpty() ? name : directory + "/" + name, file);
          })
          .sorted(java.util.Comparator.comparing(Entry::path))
          .toList();
    } catch (IOException e) {
      throw new ImageException(
          ImageException.Kind.INVALID, "cannot read directory " + place + " of the context", e);
    }
  }

  private static Entry entry(String path, Path file) {
    try {
      if (Files.isSymbolicLink(file)) {
        String target = Files.readSymbolicLink(file).toString();
        return new Entry(path, Entry.Kind.LINK, false, target, Content.NONE);
      }
    } catch (IOException e) {
      throw new ImageException(ImageException.Kind.INVALID, "cannot read link " + file, e);
    }
    return Files.isDirectory(file)
        ? new Entry(path, Entry.Kind.DIRECTORY, false, null, Content.NONE)
        : new Entry(
            path,
            Entry.Kind.FILE,
            Files.isExecutable(file) && isMarkedExecutable(file),
            null,
            () -> Files.newInputStream(file));
  }

  /// The owner's bit, as Git looks at it: root may execute anything that anybody may.
  private static boolean isMarkedExecutable(Path file) {
    try {
      return Files.getPosixFilePermissions(file)
          .contains(java.nio.file.attribute.PosixFilePermission.OWNER_EXECUTE);
    } catch (IOException | UnsupportedOperationException _) {
      return false;
    }
  }

  @Override
  public String description() {
    return root.toString();
  }
}
