package dev.fairlead.git;

import dev.fairlead.model.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheCheckout;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.revwalk.RevWalk;

/// Files of a commit in a directory, for tools that need one. Git's index lies beside the
/// directory, so that nothing but the files is in it.
final class Checkout {
  private Checkout() {}

  static void of(Repository mirror, CommitId commit, Path directory) throws IOException {
    Files.createDirectories(directory);
    Path index = directory.resolveSibling("." + directory.getFileName() + ".index");
    // The directory is ours alone: a lock can only be left from a process that was killed.
    Files.deleteIfExists(index.resolveSibling(index.getFileName() + ".lock"));
    try (Repository workplace =
            new RepositoryBuilder()
                .setGitDir(mirror.getDirectory())
                .setBare()
                .setIndexFile(index.toFile())
                .setWorkTree(directory.toFile())
                .build();
        RevWalk commits = new RevWalk(workplace)) {
      DirCache cache = workplace.lockDirCache();
      var checkout =
          new DirCacheCheckout(workplace, cache, commits.parseCommit(Mirror.id(commit)).getTree());
      checkout.setFailOnConflict(false);
      checkout.checkout();
    }
  }
}
