package dev.fairlead.image;

import dev.fairlead.model.RevisionTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The files that COPY and ADD may take. Paths are relative, separated by `/`; the context itself
/// is the empty path.
public interface BuildContext {
  /// A directory on disk, such as a checkout in which a build has left its results. Symbolic links
  /// stay links.
  static BuildContext of(Path directory) {
    return new DirectoryContext(directory);
  }

  /// A directory of a revision, without a checkout.
  ///
  /// @param directory from the root of the tree, empty for the root
  static BuildContext of(RevisionTree tree, String directory) {
    return new RevisionContext(tree, directory);
  }

  Optional<Entry> find(String path);

  /// The direct entries of a directory, sorted by path; empty where there is no such directory.
  List<Entry> list(String directory);

  /// What names the context in messages.
  String description();

  /// @param linkTarget of a symbolic link, else null
  record Entry(
      String path, Kind kind, boolean executable, @Nullable String linkTarget, Content content) {
    public enum Kind {
      FILE,
      DIRECTORY,
      LINK
    }
  }

  /// A file's bytes, opened when they are needed; the caller closes the stream.
  @FunctionalInterface
  interface Content {
    Content NONE = InputStream::nullInputStream;

    InputStream open() throws IOException;
  }
}
