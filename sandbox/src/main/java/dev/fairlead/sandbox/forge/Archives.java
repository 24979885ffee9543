package dev.fairlead.sandbox.forge;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;

/// A commit's files as one file, as `git archive` writes it: below a directory, with the commit's
/// time, the commit's id as comment. Safe for any thread.
final class Archives {
  private Archives() {}

  /// The name of the directory that GitHub puts everything into.
  static String directory(ForgeRepository repository, RevCommit commit) {
    return repository.owner() + "-" + repository.name() + "-" + commit.abbreviate(7).name();
  }

  /// @param out is not closed
  static void tarGz(
      ForgeRepository repository, RevCommit commit, String directory, OutputStream out)
      throws IOException {
    var gzip = new GZIPOutputStream(out);
    var tar = new TarArchiveOutputStream(gzip, "UTF-8");
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    var root = new TarArchiveEntry(directory + "/");
    root.setModTime(commit.getCommitTime() * 1000L);
    root.setMode(TarArchiveEntry.DEFAULT_DIR_MODE);
    root.addPaxHeader("comment", commit.name());
    tar.putArchiveEntry(root);
    tar.closeArchiveEntry();
    try (TreeWalk walk = walk(repository, commit)) {
      while (walk.next()) {
        FileMode mode = walk.getFileMode(0);
        String path = directory + "/" + walk.getPathString();
        if (walk.isSubtree() || FileMode.GITLINK.equals(mode)) {
          var entry = new TarArchiveEntry(path + "/");
          entry.setModTime(commit.getCommitTime() * 1000L);
          tar.putArchiveEntry(entry);
          tar.closeArchiveEntry();
          if (walk.isSubtree()) {
            walk.enterSubtree();
          }
          continue;
        }
        byte[] content = repository.git().open(walk.getObjectId(0)).getBytes();
        if (FileMode.SYMLINK.equals(mode)) {
          var entry = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
          entry.setLinkName(new String(content, java.nio.charset.StandardCharsets.UTF_8));
          entry.setModTime(commit.getCommitTime() * 1000L);
          tar.putArchiveEntry(entry);
        } else {
          var entry = new TarArchiveEntry(path);
          entry.setSize(content.length);
          entry.setMode(FileMode.EXECUTABLE_FILE.equals(mode) ? 0100755 : 0100644);
          entry.setModTime(commit.getCommitTime() * 1000L);
          tar.putArchiveEntry(entry);
          tar.write(content);
        }
        tar.closeArchiveEntry();
      }
    }
    tar.finish();
    gzip.finish();
  }

  /// @param out is not closed
  static void zip(ForgeRepository repository, RevCommit commit, String directory, OutputStream out)
      throws IOException {
    var zip = new ZipArchiveOutputStream(out);
    zip.setComment(commit.name());
    try (TreeWalk walk = walk(repository, commit)) {
      entry(zip, commit, directory + "/", 040755, new byte[0]);
      while (walk.next()) {
        FileMode mode = walk.getFileMode(0);
        String path = directory + "/" + walk.getPathString();
        if (walk.isSubtree() || FileMode.GITLINK.equals(mode)) {
          entry(zip, commit, path + "/", 040755, new byte[0]);
          if (walk.isSubtree()) {
            walk.enterSubtree();
          }
        } else {
          entry(
              zip,
              commit,
              path,
              FileMode.SYMLINK.equals(mode)
                  ? 0120777
                  : FileMode.EXECUTABLE_FILE.equals(mode) ? 0100755 : 0100644,
              repository.git().open(walk.getObjectId(0)).getBytes());
        }
      }
    }
    zip.finish();
  }

  private static void entry(
      ZipArchiveOutputStream zip, RevCommit commit, String path, int mode, byte[] content)
      throws IOException {
    var entry = new ZipArchiveEntry(path);
    entry.setUnixMode(mode);
    entry.setTime(commit.getCommitTime() * 1000L);
    entry.setSize(content.length);
    zip.putArchiveEntry(entry);
    zip.write(content);
    zip.closeArchiveEntry();
  }

  private static TreeWalk walk(ForgeRepository repository, RevCommit commit) throws IOException {
    var walk = new TreeWalk(repository.git());
    walk.addTree(commit.getTree());
    return walk;
  }
}
