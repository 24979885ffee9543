package dev.fairlead.git;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/// JGit remembers what it measures of file systems in `~/.config/jgit/config`. A program that
/// leaves nothing in people's homes turns that off, once, before it uses Git.
public final class JGitHome {

  private JGitHome() {}

  /// From now on this process writes no file of JGit's own.
  public static void leaveAlone() {
    SystemReader.setInstance(
        new SystemReader.Delegate(SystemReader.getInstance()) {
          @Override
          public FileBasedConfig openJGitConfig(Config parent, FS fs) {
            return new Forgetful(parent, fs);
          }
        });
  }

  /// Empty, and forgets what it is told when the process ends.
  private static final class Forgetful extends FileBasedConfig {

    Forgetful(Config parent, FS fs) {
      super(parent, null, fs);
    }

    @Override
    public void load() {
      // There is no file to read.
    }

    @Override
    public void save() {
      // What was measured is measured again by the next process.
    }

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
