package dev.fairlead.chart;

import dev.fairlead.model.MissingFileException;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.TreeEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The files of a directory, as the command line would see them.
record DiskWorkspace(Path directory) implements TemplateCommandLine.Workspace {

  @Override
  public Optional<RevisionTree> directory(String path) {
    Path target = directory.resolve(path);
    return Files.isDirectory(target) ? Optional.of(new DiskTree(target)) : Optional.empty();
  }

  @Override
  public Optional<byte[]> file(String path) {
    Path target = directory.resolve(path);
    try {
      return Files.isRegularFile(target)
          ? Optional.of(Files.readAllBytes(target))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String absolute(String path) {
    return directory.resolve(path).toAbsolutePath().normalize().toString();
  }

  @Override
  public void write(String path, byte[] content) {
    try {
      Path target = directory.resolve(path);
      Files.createDirectories(target.getParent());
      Files.write(target, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A directory; links are followed.
  record DiskTree(Path root) implements RevisionTree {
    @Override
    public String id() {
      return root.toString();
    }

    @Override
    public Optional<TreeEntry> find(String path) {
      Path target = root.resolve(path);
      if (Files.isDirectory(target)) {
        return Optional.of(new TreeEntry(path, TreeEntry.Kind.DIRECTORY, "", false));
      }
      return Files.isRegularFile(target)
          ? Optional.of(new TreeEntry(path, TreeEntry.Kind.FILE, "", false))
          : Optional.empty();
    }

    @Override
    public List<TreeEntry> list(String path) {
      String prefix = path.isEmpty() ? "" : path + "/";
      try (var entries = Files.list(root.resolve(path))) {
        return entries
            .map(entry -> entry.getFileName().toString())
            .sorted()
            .map(name -> find(prefix + name))
            .flatMap(Optional::stream)
            .toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public byte[] read(String path) {
      try {
        return Files.readAllBytes(root.resolve(path));
      } catch (IOException _) {
        // Whatever the reason, the tree does not have it.
        throw new MissingFileException(path, id());
      }
    }
  }
}
