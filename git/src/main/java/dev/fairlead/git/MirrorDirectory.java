package dev.fairlead.git;

import dev.fairlead.git.GitException.Kind;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.util.FileUtils;

/// How a mirror lies on disk. A directory is a whole mirror or not there at all: it is prepared
/// beside its place and moved.
final class MirrorDirectory {

  private MirrorDirectory() {}

  static Repository open(Path directory, String url) {
    Path place = directory.toAbsolutePath().normalize();
    try {
      if (!Files.exists(place.resolve("HEAD"))) {
        create(place, url);
      }
      Repository repository = repository(place);
      StoredConfig config = repository.getConfig();
      config.load();
      if (!url.equals(config.getString("remote", "origin", "url"))) {
        config.setString("remote", "origin", "url", url);
        config.save();
      }
      return repository;
    } catch (IOException | ConfigInvalidException e) {
      throw new GitException(
          Kind.BROKEN,
          "cannot open the mirror of " + url + " in " + place + ": " + e.getMessage(),
          e);
    }
  }

  private static Repository repository(Path directory) throws IOException {
    return new RepositoryBuilder().setGitDir(directory.toFile()).setBare().build();
  }

  private static void create(Path place, String url) throws IOException {
    Path parent = place.getParent();
    Files.createDirectories(parent);
    Path draft = Files.createTempDirectory(parent, place.getFileName() + ".new");
    try (Repository repository = repository(draft)) {
      repository.create(true);
      StoredConfig config = repository.getConfig();
      config.setString("remote", "origin", "url", url);
      config.setString("remote", "origin", "fetch", "+refs/*:refs/*");
      config.setBoolean("remote", "origin", "mirror", true);
      // Deliveries refer to commits that a forced push removed from every branch.
      config.setString("gc", null, "pruneExpire", "never");
      config.setString("gc", null, "prunePackExpire", "never");
      config.setBoolean("gc", null, "autoDetach", false);
      // Jobs check out commits that no branch names any more.
      config.setBoolean("uploadpack", null, "allowAnySHA1InWant", true);
      config.save();
    }
    try {
      Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | AtomicMoveNotSupportedException e) {
      throw e;
    } catch (IOException e) {
      if (!Files.exists(place.resolve("HEAD"))) {
        throw e;
      }
      // Somebody else made it in the meantime; theirs is as good.
      FileUtils.delete(draft.toFile(), FileUtils.RECURSIVE);
    }
  }

  /// Removes lock files that a killed process left behind. Only to be called by who holds the fetch
  /// lock: nobody else writes references there.
  static void removeStaleLocks(Path directory) throws IOException {
    for (Path start : new Path[] {directory.resolve("refs"), directory}) {
      if (!Files.isDirectory(start)) {
        continue;
      }
      int depth = start.equals(directory) ? 1 : Integer.MAX_VALUE;
      try (var files = Files.walk(start, depth)) {
        for (Path file :
            files
                .filter(path -> path.getFileName().toString().endsWith(".lock"))
                .filter(Files::isRegularFile)
                .sorted(Comparator.reverseOrder())
                .toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
