package dev.fairlead.image;

import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.TreeEntry;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Optional;

/// A [BuildContext] from the files of a revision.
final class RevisionContext implements BuildContext {
  private final RevisionTree tree;
  private final String directory;

  RevisionContext(RevisionTree tree, String directory) {
    this.tree = tree;
    this.directory = directory;
  }

  private String full(String path) {
    if (directory.isEmpty() || path.isEmpty()) {
      return directory + path;
    }
    return directory + "/" + path;
  }

  @Override
  public Optional<Entry> find(String path) {
    if (path.isEmpty()) {
      return Optional.of(new Entry("", Entry.Kind.DIRECTORY, false, null, Content.NONE));
    }
    return tree.find(full(path)).flatMap(this::entry);
  }

  @Override
  public List<Entry> list(String path) {
    return tree.list(full(path)).stream().map(this::entry).flatMap(Optional::stream).toList();
  }

  private Optional<Entry> entry(TreeEntry found) {
    String path =
        directory.isEmpty() ? found.path() : found.path().substring(directory.length() + 1);
    return switch (found.kind()) {
      case FILE ->
          Optional.of(
              new Entry(
                  path,
                  Entry.Kind.FILE,
                  found.executable(),
                  null,
                  () -> new ByteArrayInputStream(tree.read(found.path()))));
      case DIRECTORY ->
          Optional.of(new Entry(path, Entry.Kind.DIRECTORY, false, null, Content.NONE));
      case DANGLING_LINK, SUBMODULE -> Optional.empty(); // nothing there that could be copied
    };
  }

  @Override
  public String description() {
    return tree.id() + (directory.isEmpty() ? "" : ":" + directory);
  }
}
