package dev.fairlead.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// A developer's clone, used through the `git` command as a developer does.
final class GitClone {
  private final Path directory;

  private GitClone(Path directory) {
    this.directory = directory;
  }

  /// A new repository without files, whose first commit is pushed to `origin` at a URL.
  static GitClone begin(Path directory, String branch, String url) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var clone = new GitClone(directory);
    clone.git("init", "-q", "-b", branch);
    clone.git("config", "user.name", "Demo Developer");
    clone.git("config", "user.email", "developer@example.com");
    clone.git("config", "commit.gpgsign", "false");
    clone.git("remote", "add", "origin", url);
    clone.git("commit", "-q", "--allow-empty", "-m", "chore: an empty platform");
    clone.git("push", "-q", "-u", "origin", branch);
    return clone;
  }

  Path directory() {
    return directory;
  }

  /// Replaces the text of a file; the change must change something.
  void edit(String file, UnaryOperator<String> change) {
    Path path = directory.resolve(file);
    try {
      String before = Files.readString(path);
      String after = change.apply(before);
      if (after.equals(before)) {
        throw new DemoException(file + ": the edit of the demo found nothing to change");
      }
      Files.writeString(path, after);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String read(String file) {
    try {
      return Files.readString(directory.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Commits everything and returns the commit's id.
  String commit(String message) {
    git("add", "-A");
    git("commit", "-q", "-m", message);
    return head();
  }

  String head() {
    return git("rev-parse", "HEAD").strip();
  }

  /// Starts a branch at the newest state of the one that is delivered.
  void startBranch(String name) {
    leaveBranch();
    git("checkout", "-q", "-b", name);
  }

  /// Goes back to the branch that is delivered, at its newest state.
  void leaveBranch() {
    git("checkout", "-q", Platform.BRANCH);
    pull();
  }

  void push() {
    git("push", "-q", "origin", "HEAD");
  }

  void pull() {
    git("pull", "-q", "--rebase", "origin", git("branch", "--show-current").strip());
  }

  String git(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new DemoException(String.join(" ", command) + ": " + output.strip());
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException("git cannot be run; is it installed?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("interrupted", e);
    }
  }

  /// Copies files, and links as links, without what builds have left.
  static void copy(Path from, Path to) {
    try (var paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path relative = from.relativize(path);
        if (isBuilt(relative)) {
          continue;
        }
        Path target = to.resolve(relative.toString());
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot copy the example", e);
    }
  }

  private static boolean isBuilt(Path relative) {
    for (Path part : relative) {
      if (part.toString().equals("target") || part.toString().equals(".git")) {
        return true;
      }
    }
    return false;
  }
}
