package dev.fairlead.git;

import dev.fairlead.git.LinkedTree.Form;
import dev.fairlead.git.LinkedTree.Raw;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.TreeWalk;

/// The files of one commit, read from the object database. Directories are read once and kept; file
/// contents are not kept. Safe for any thread.
final class ObjectSource implements LinkedTree.Source {
  /// Files above this size are refused: nothing that Fairlead reads from a repository is so large.
  static final int MAX_FILE_BYTES = 64 * 1024 * 1024;

  private final Repository repository;
  private final ObjectId root;
  private final Map<String, Listing> listings = new ConcurrentHashMap<>();
  private final Object linksLock = new Object();
  private volatile Optional<Set<String>> directoriesWithLinks = Optional.empty();

  ObjectSource(Repository repository, ObjectId root) {
    this.repository = repository;
    this.root = root;
  }

  private record Listing(List<Raw> entries, Map<String, Raw> byName) {}

  @Override
  public List<Raw> entries(String directory) {
    return listing(directory).entries();
  }

  @Override
  public Optional<Raw> entry(String directory, String name) {
    return Optional.ofNullable(listing(directory).byName().get(name));
  }

  private Listing listing(String directory) {
    Listing known = listings.get(directory);
    if (known == null) {
      known = load(directory);
      listings.put(directory, known);
    }
    return known;
  }

  private Listing load(String directory) {
    ObjectId tree = root;
    if (!directory.isEmpty()) {
      int slash = directory.lastIndexOf('/');
      Raw raw =
          entry(slash < 0 ? "" : directory.substring(0, slash), directory.substring(slash + 1))
              .filter(found -> found.form() == Form.DIRECTORY)
              .orElse(null);
      if (raw == null) {
        return new Listing(List.of(), Map.of());
      }
      tree = ObjectId.fromString(raw.objectId());
    }
    String prefix = directory.isEmpty() ? "" : directory + "/";
    List<Raw> entries = new ArrayList<>();
    try (ObjectReader reader = repository.newObjectReader()) {
      var parser = new CanonicalTreeParser(null, reader, tree);
      for (; !parser.eof(); parser.next(1)) {
        entries.add(
            new Raw(
                prefix + parser.getEntryPathString(),
                form(parser.getEntryFileMode()),
                parser.getEntryObjectId().name()));
      }
    } catch (IOException e) {
      throw broken("read directory '" + directory + "' of tree " + root.name(), e);
    }
    Map<String, Raw> byName = new java.util.HashMap<>();
    entries.forEach(raw -> byName.put(raw.name(), raw));
    return new Listing(List.copyOf(entries), Map.copyOf(byName));
  }

  private static Form form(FileMode mode) {
    return switch (mode.getObjectType()) {
      case org.eclipse.jgit.lib.Constants.OBJ_TREE -> Form.DIRECTORY;
      case org.eclipse.jgit.lib.Constants.OBJ_COMMIT -> Form.SUBMODULE;
      default ->
          mode.equals(FileMode.SYMLINK)
              ? Form.LINK
              : mode.equals(FileMode.EXECUTABLE_FILE) ? Form.EXECUTABLE : Form.FILE;
    };
  }

  @Override
  public byte[] read(Raw file) {
    try (ObjectReader reader = repository.newObjectReader()) {
      return reader.open(ObjectId.fromString(file.objectId())).getBytes(MAX_FILE_BYTES);
    } catch (LargeObjectException e) {
      throw new GitException(
          GitException.Kind.BROKEN,
          "cannot read " + file.path() + ": larger than " + MAX_FILE_BYTES + " bytes",
          e);
    } catch (IOException e) {
      throw broken("read " + file.path() + " (object " + file.objectId() + ")", e);
    }
  }

  /// A tree id names the names and contents below it, but only the text of a link. A directory that
  /// holds links therefore gets the root's id added, so that a change of a link's target shows.
  @Override
  public String contentId(Raw entry) {
    if (entry.form() != Form.DIRECTORY || entry.path().isEmpty()) {
      return entry.path().isEmpty() ? root.name() : entry.objectId();
    }
    return directoriesWithLinks().contains(entry.path())
        ? entry.objectId() + "@" + root.name()
        : entry.objectId();
  }

  @Override
  public Optional<String> version(Raw entry) {
    return Optional.of(contentId(entry));
  }

  private Set<String> directoriesWithLinks() {
    Optional<Set<String>> known = directoriesWithLinks;
    if (known.isEmpty()) {
      synchronized (linksLock) {
        known = directoriesWithLinks;
        if (known.isEmpty()) {
          known = Optional.of(findLinks());
          directoriesWithLinks = known;
        }
      }
    }
    return known.get();
  }

  private Set<String> findLinks() {
    Set<String> found = new HashSet<>();
    try (TreeWalk walk = new TreeWalk(repository)) {
      walk.addTree(root);
      walk.setRecursive(true);
      while (walk.next()) {
        if (walk.getFileMode(0).equals(FileMode.SYMLINK)) {
          String path = new String(walk.getRawPath(), StandardCharsets.UTF_8);
          for (int slash = path.lastIndexOf('/');
              slash > 0;
              slash = path.lastIndexOf('/', slash - 1)) {
            found.add(path.substring(0, slash));
          }
        }
      }
    } catch (IOException e) {
      throw broken("walk tree " + root.name(), e);
    }
    return Set.copyOf(found);
  }

  private GitException broken(String doing, IOException cause) {
    return new GitException(
        GitException.Kind.BROKEN,
        "cannot " + doing + " in " + repository.getDirectory() + ": " + cause.getMessage(),
        cause);
  }
}
