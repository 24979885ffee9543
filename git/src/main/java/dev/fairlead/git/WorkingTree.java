package dev.fairlead.git;

import dev.fairlead.git.LinkedTree.Form;
import dev.fairlead.git.LinkedTree.Raw;
import dev.fairlead.model.RevisionTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectInserter;

/// A directory of the machine as a [RevisionTree]: a checkout with its changes, or files that are
/// in no repository. `.git` is left out. Content ids of files are Git blob ids, so they compare
/// with those of a commit; those of directories name the directory only and say nothing about
/// content.
public final class WorkingTree {

  private WorkingTree() {}

  /// @throws GitException when it is not a directory
  public static RevisionTree of(Path directory) {
    Path root = rootOf(directory);
    return new LinkedTree(root.toString(), new DirectorySource(root, true, Clock.systemUTC()));
  }

  private static Path rootOf(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new GitException(
          GitException.Kind.BROKEN, "cannot read files from " + directory + ": no directory", null);
    }
    return directory.toAbsolutePath().normalize();
  }

  /// As [#of(Path)], for a reader who does not look at content ids: those of files name the file
  /// only, so that listing a directory does not read it.
  ///
  /// @throws GitException when it is not a directory
  public static RevisionTree withoutContentIds(Path directory) {
    Path root = rootOf(directory);
    return new LinkedTree(root.toString(), new DirectorySource(root, false, Clock.systemUTC()));
  }

  private record DirectorySource(Path root, boolean hashed, Clock clock)
      implements LinkedTree.Source {

    @Override
    public List<Raw> entries(String directory) {
      Path at = root.resolve(directory);
      if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS) && !directory.isEmpty()) {
        return List.of();
      }
      String prefix = directory.isEmpty() ? "" : directory + "/";
      List<Raw> entries = new ArrayList<>();
      try (var children = Files.newDirectoryStream(at)) {
        for (Path child : children) {
          String name = child.getFileName().toString();
          if (name.equals(".git")) {
            continue;
          }
          Form form = form(child);
          if (form != null) {
            entries.add(new Raw(prefix + name, form, "file:" + child));
          }
        }
      } catch (IOException e) {
        throw failed("list " + at, e);
      }
      entries.sort((a, b) -> a.name().compareTo(b.name()));
      return entries;
    }

    /// Without a look at the others in its directory.
    @Override
    public Optional<Raw> entry(String directory, String name) {
      if (name.equals(".git")) {
        return Optional.empty();
      }
      Path child;
      try {
        child = root.resolve(directory).resolve(name);
      } catch (InvalidPathException _) {
        return Optional.empty(); // No file has such a name.
      }
      Form form = form(child);
      return form == null
          ? Optional.empty()
          : Optional.of(
              new Raw(directory.isEmpty() ? name : directory + "/" + name, form, "file:" + child));
    }

    /// Sockets, pipes and devices are no content: null.
    private static @org.jspecify.annotations.Nullable Form form(Path path) {
      if (Files.isSymbolicLink(path)) {
        return Form.LINK;
      }
      if (Files.isDirectory(path)) {
        return Form.DIRECTORY;
      }
      if (Files.isRegularFile(path)) {
        return Files.isExecutable(path) ? Form.EXECUTABLE : Form.FILE;
      }
      return null;
    }

    @Override
    public byte[] read(Raw file) {
      Path path = root.resolve(file.path());
      try {
        return file.form() == Form.LINK
            ? Files.readSymbolicLink(path).toString().getBytes(StandardCharsets.UTF_8)
            : Files.readAllBytes(path);
      } catch (IOException e) {
        throw failed("read " + path, e);
      }
    }

    @Override
    public Optional<String> version(Raw entry) {
      return FileStamps.of(root.resolve(entry.path()), clock.instant());
    }

    @Override
    public String contentId(Raw entry) {
      return switch (entry.form()) {
        case FILE, EXECUTABLE, LINK -> {
          if (!hashed) {
            yield "file:" + root.resolve(entry.path());
          }
          try (var formatter = new ObjectInserter.Formatter()) {
            yield formatter.idFor(Constants.OBJ_BLOB, read(entry)).name();
          }
        }
        case DIRECTORY, SUBMODULE -> "directory:" + root.resolve(entry.path());
      };
    }

    private static GitException failed(String doing, IOException cause) {
      return new GitException(
          GitException.Kind.BROKEN, "cannot " + doing + ": " + cause.getMessage(), cause);
    }
  }
}
