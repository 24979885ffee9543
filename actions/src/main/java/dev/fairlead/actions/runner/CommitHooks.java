package dev.fairlead.actions.runner;

import dev.fairlead.git.Trailer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A folder of Git hooks that adds trailers to every commit that a job makes, and otherwise does
/// what the repository's own hooks do.
final class CommitHooks {
  private static final List<String> NAMES =
      List.of(
          "applypatch-msg",
          "pre-applypatch",
          "post-applypatch",
          "pre-commit",
          "pre-merge-commit",
          "prepare-commit-msg",
          "commit-msg",
          "post-commit",
          "pre-rebase",
          "post-checkout",
          "post-merge",
          "pre-push",
          "post-rewrite");

  private CommitHooks() {}

  static void write(Path folder, List<Trailer> trailers) throws IOException {
    Files.createDirectories(folder);
    for (String name : NAMES) {
      StringBuilder script = new StringBuilder("#!/bin/sh\n");
      if (name.equals("prepare-commit-msg")) {
        for (Trailer trailer : trailers) {
          script
              .append(
                  "git -c core.hooksPath=/dev/null interpret-trailers --in-place --if-exists"
                      + " addIfDifferent --trailer ")
              .append(quoted(trailer.key() + ": " + trailer.value()))
              .append(" \"$1\" || exit 1\n");
        }
      }
      // The setting by environment hides the repository's own; ask its files for it.
      script
          .append("own=$(git config --local --type=path --get core.hooksPath)")
          .append(" || own=$(git rev-parse --git-common-dir)/hooks\n")
          .append("[ ! -x \"$own/")
          .append(name)
          .append("\" ] || exec \"$own/")
          .append(name)
          .append("\" \"$@\"\n");
      Path file = folder.resolve(name);
      Files.writeString(file, script.toString());
      if (!file.toFile().setExecutable(true)) {
        throw new IOException("cannot make " + file + " executable");
      }
    }
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
