package dev.fairlead.terraform;

import dev.fairlead.model.CommitId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A remote repository and somebody's clone of it, driven by the real `git`.
final class Hub {
  final Path bare;
  private final Path work;

  Hub(Path directory) {
    this.bare = directory.resolve("acme/infra.git");
    this.work = directory.resolve("clone");
    git(directory, "init", "-q", "--bare", "-b", "main", bare.toString());
    git(directory, "init", "-q", "-b", "main", work.toString());
    git(work, "remote", "add", "origin", bare.toString());
  }

  /// Commits files to a branch, which is made from another one where it is new, and pushes it.
  CommitId push(String branch, String from, String... pathsAndTexts) {
    if (git(work, "branch", "--list", branch).isEmpty()) {
      git(work, "checkout", "-q", "-B", branch, from);
    } else {
      git(work, "checkout", "-q", branch);
    }
    return commit(branch, pathsAndTexts);
  }

  CommitId first(String... pathsAndTexts) {
    return commit("main", pathsAndTexts);
  }

  private CommitId commit(String branch, String... pathsAndTexts) {
    try {
      for (int i = 0; i < pathsAndTexts.length; i += 2) {
        Path file = work.resolve(pathsAndTexts[i]);
        Files.createDirectories(file.getParent());
        Files.writeString(file, pathsAndTexts[i + 1]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    git(work, "add", "-A");
    git(work, "commit", "-q", "--allow-empty", "-m", "change");
    git(work, "push", "-q", "--force", "origin", branch);
    return new CommitId(git(work, "rev-parse", "HEAD"));
  }

  void merge(String branch) {
    git(work, "checkout", "-q", "main");
    git(work, "merge", "-q", "--no-edit", branch);
    git(work, "push", "-q", "origin", "main");
  }

  CommitId tip(String branch) {
    return new CommitId(git(bare, "rev-parse", branch));
  }

  private static String git(Path directory, String... arguments) {
    try {
      List<String> command = new ArrayList<>(List.of("git"));
      command.addAll(List.of(arguments));
      var builder =
          new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
      builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
      builder.environment().put("GIT_CONFIG_SYSTEM", "/dev/null");
      for (String role : List.of("AUTHOR", "COMMITTER")) {
        builder.environment().put("GIT_" + role + "_NAME", "Ann");
        builder.environment().put("GIT_" + role + "_EMAIL", "ann@example.com");
      }
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + ": " + output);
      }
      return output.strip();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
