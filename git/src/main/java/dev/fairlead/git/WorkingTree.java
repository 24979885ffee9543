package dev.fairlead.git;

import dev.fairlead.git.LinkedTree.Form;
import dev.fairlead.git.LinkedTree.Raw;
import dev.fairlead.model.RevisionTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
    if (!Files.isDirectory(directory)) {
      throw new GitException(
          GitException.Kind.BROKEN, "cannot read files from " + directory + ": no directory", null);
    }
    Path root = directory.toAbsolutePath().normalize();
    return new LinkedTree(root.toString(), new DirectorySource(root));
  }

  private record DirectorySource(Path root) implements LinkedTree.Source {

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
      entries.sort(Comparator.comparing(Raw::name));
      return entries;
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
    public String contentId(Raw entry) {
      return switch (entry.form()) {
        case FILE, EXECUTABLE, LINK -> {
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
