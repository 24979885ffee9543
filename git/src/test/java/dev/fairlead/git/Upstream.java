package dev.fairlead.git;

import dev.fairlead.model.CommitId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A remote repository and somebody else's clone of it, driven by the real `git`.
record Upstream(Path bare, Path work) {

  static Upstream in(Path directory) {
    Path bare = directory.resolve("upstream.git");
    Path work = directory.resolve("clone");
    git(directory, "init", "-q", "--bare", "-b", "main", bare.toString());
    git(directory, "clone", "-q", bare.toString(), work.toString());
    git(work, "checkout", "-q", "-b", "main");
    return new Upstream(bare, work);
  }

  CommitId commit(String message, String... pathsAndTexts) {
    try {
      for (int i = 0; i < pathsAndTexts.length; i += 2) {
        Path file = work.resolve(pathsAndTexts[i]);
        Files.createDirectories(file.getParent());
        Files.writeString(file, pathsAndTexts[i + 1]);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    run("add", "-A");
    run("commit", "-q", "-m", message);
    return new CommitId(run("rev-parse", "HEAD"));
  }

  CommitId push(String message, String... pathsAndTexts) {
    CommitId commit = commit(message, pathsAndTexts);
    run("push", "-q", "origin", "HEAD");
    return commit;
  }

  String run(String... arguments) {
    return git(work, arguments);
  }

  static String git(Path directory, String... arguments) {
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
