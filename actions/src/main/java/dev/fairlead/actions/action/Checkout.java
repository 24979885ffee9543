package dev.fairlead.actions.action;

import dev.fairlead.git.GitException;
import dev.fairlead.git.Mirror;
import dev.fairlead.model.CommitId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `actions/checkout`: takes the files from Fairlead's own mirror, and leaves `origin` pointing at
/// the real remote, so that later steps can fetch and push.
final class Checkout implements BuiltIn {
  private static final String CREDENTIALS = "fairlead-git-credentials.config";

  @Override
  public Map<String, String> inputs() {
    Map<String, String> inputs = new LinkedHashMap<>();
    for (String name :
        List.of(
            "repository",
            "ref",
            "token",
            "ssh-key",
            "ssh-known-hosts",
            "path",
            "filter",
            "sparse-checkout",
            "github-server-url")) {
      inputs.put(name, "");
    }
    inputs.put("ssh-strict", "true");
    inputs.put("ssh-user", "git");
    inputs.put("persist-credentials", "true");
    inputs.put("clean", "true");
    inputs.put("sparse-checkout-cone-mode", "true");
    inputs.put("fetch-depth", "1");
    inputs.put("fetch-tags", "false");
    inputs.put("show-progress", "true");
    inputs.put("lfs", "false");
    inputs.put("submodules", "false");
    inputs.put("set-safe-directory", "true");
    inputs.put("allow-unsafe-pr-checkout", "false");
    return inputs;
  }

  @Override
  public boolean hasPost() {
    return true;
  }

  @Override
  public void run(ActionContext context) {
    String current = context.github("repository");
    String repository =
        context.input("repository").isEmpty() ? current : context.input("repository");
    Mirror mirror =
        context
            .sources()
            .mirror(repository)
            .orElseThrow(() ->
                new ActionException(
                    "cannot check out "
                        + repository
                        + ": Fairlead keeps no mirror of it; add the repository to its"
                        + " configuration"));
    for (String unsupported : List.of("ssh-key", "sparse-checkout", "filter")) {
      if (!context.input(unsupported).isEmpty()) {
        context.warning("input '" + unsupported + "' is ignored: files come from the local mirror");
      }
    }
    Target target = target(context, mirror, repository.equalsIgnoreCase(current));
    Path directory = directory(context);
    String remote = context.serverUrl() + "/" + repository;
    context.log("Checking out " + repository + " at " + target.commit() + " into " + directory);
    try {
      prepare(context, directory, remote);
      fetch(context, mirror, directory, target);
      check(context, directory, target);
      if (!context.input("submodules").equals("false")
          && Files.exists(directory.resolve(".gitmodules"))) {
        context.must(
            directory,
            "git",
            "submodule",
            "update",
            "--init",
            "--force",
            context.input("submodules").equals("recursive") ? "--recursive" : "--quiet");
      }
      if (context.flag("persist-credentials")) {
        persist(context, directory);
      }
    } catch (IOException e) {
      throw new ActionException("cannot check out into " + directory + ": " + e.getMessage(), e);
    }
    context.output("ref", target.ref());
    context.output("commit", target.commit().hex());
  }

  /// @param branch short name of the branch to be on; empty: detached
  private record Target(CommitId commit, String ref, String branch, String tag) {}

  private static Target target(ActionContext context, Mirror mirror, boolean same) {
    String wanted = context.input("ref");
    try {
      if (wanted.isEmpty() && same) {
        CommitId commit = new CommitId(context.github("sha"));
        String ref = context.github("ref");
        if (!mirror.contains(commit)) {
          mirror.fetch();
        }
        return named(commit, ref);
      }
      mirror.fetch();
      if (wanted.isEmpty()) {
        wanted = mirror.defaultBranch().orElse("HEAD");
      }
      if (CommitId.isFull(wanted)) {
        return new Target(mirror.resolve(wanted), wanted, "", "");
      }
      for (String prefix : List.of("", "refs/heads/", "refs/tags/")) {
        String name = prefix + wanted;
        CommitId commit = mirror.references().get(name);
        if (commit != null) {
          return named(commit, name);
        }
      }
      return new Target(mirror.resolve(wanted), wanted, "", "");
    } catch (GitException e) {
      throw new ActionException(
          "cannot find "
              + (wanted.isEmpty() ? "the commit" : "'" + wanted + "'")
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static Target named(CommitId commit, String ref) {
    return new Target(
        commit,
        ref,
        ref.startsWith("refs/heads/") ? ref.substring("refs/heads/".length()) : "",
        ref.startsWith("refs/tags/") ? ref.substring("refs/tags/".length()) : "");
  }

  private static Path directory(ActionContext context) {
    Path directory = context.workspace().resolve(context.input("path")).normalize();
    if (!directory.startsWith(context.workspace())) {
      throw new ActionException(
          "input 'path' must stay inside of the workspace: " + context.input("path"));
    }
    return directory;
  }

  private static void prepare(ActionContext context, Path directory, String remote)
      throws IOException {
    Files.createDirectories(directory);
    boolean reusable =
        Files.isDirectory(directory.resolve(".git"))
            && context.run(directory, Map.of(), List.of("git", "rev-parse", "--quiet", "--git-dir"))
                == 0
            && context
                .capture(
                    directory,
                    Map.of(),
                    List.of("git", "config", "--default", "", "--get", "remote.origin.url"))
                .equals(remote);
    if (reusable) {
      Files.deleteIfExists(directory.resolve(".git/index.lock"));
      Files.deleteIfExists(directory.resolve(".git/shallow.lock"));
      if (context.flag("clean")) {
        context.run(directory, Map.of(), List.of("git", "clean", "-ffdxq"));
        context.run(directory, Map.of(), List.of("git", "reset", "--hard", "-q"));
      }
      return;
    }
    Directories.empty(directory);
    context.must(directory, "git", "-c", "init.defaultBranch=main", "init", "-q");
    context.must(directory, "git", "remote", "add", "origin", remote);
  }

  private static void fetch(ActionContext context, Mirror mirror, Path directory, Target target) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "git",
                "-c",
                "protocol.file.allow=always",
                "fetch",
                "-q",
                "--no-recurse-submodules",
                "--prune"));
    String depth = context.input("fetch-depth");
    boolean all = depth.equals("0");
    if (!all) {
      command.add("--depth=" + depth);
    }
    command.add(context.flag("fetch-tags") || all ? "--tags" : "--no-tags");
    command.add("file://" + mirror.directory().toAbsolutePath());
    if (all) {
      List<String> everything = new ArrayList<>(command);
      everything.add("+refs/heads/*:refs/remotes/origin/*");
      fetch(context, directory, everything);
    }
    // The commit of the event, even where its branch has moved on since.
    if (!target.branch().isEmpty()) {
      command.add("+" + target.commit() + ":refs/remotes/origin/" + target.branch());
    } else if (!target.tag().isEmpty()) {
      command.add("+" + target.ref() + ":" + target.ref());
    } else {
      command.add("+" + target.commit() + ":refs/remotes/fairlead/checkout");
    }
    command.remove("--prune");
    fetch(context, directory, command);
  }

  private static void fetch(ActionContext context, Path directory, List<String> command) {
    int status = context.run(directory, Map.of(), command);
    if (status != 0) {
      throw new ActionException("git fetch from the mirror ended with status " + status);
    }
  }

  private static void check(ActionContext context, Path directory, Target target) {
    if (target.branch().isEmpty()) {
      context.must(
          directory, "git", "checkout", "-q", "--force", "--detach", target.commit().hex());
      return;
    }
    context.must(
        directory,
        "git",
        "checkout",
        "-q",
        "--force",
        "-B",
        target.branch(),
        "refs/remotes/origin/" + target.branch());
  }

  /// Puts the token where only this job's git finds it: a file below RUNNER_TEMP.
  private static void persist(ActionContext context, Path directory) throws IOException {
    String token =
        context.input("token").isEmpty() ? context.token().reveal() : context.input("token");
    if (token.isEmpty()) {
      return;
    }
    String basic =
        Base64.getEncoder()
            .encodeToString(("x-access-token:" + token).getBytes(StandardCharsets.UTF_8));
    context.mask(basic);
    String header = "AUTHORIZATION: basic " + basic;
    StringBuilder config = new StringBuilder();
    String host = context.serverUrl() + "/";
    String served = context.endpoints().git(host + "x").replaceFirst("x$", "");
    for (String base : List.of(host, served)) {
      if (base.startsWith("http")) {
        config
            .append("[http \"")
            .append(base)
            .append("\"]\n\textraheader = \"")
            .append(header)
            .append("\"\n");
      }
    }
    Path file = context.temp().resolve(CREDENTIALS);
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, config.toString());
    context.must(
        directory, "git", "config", "--local", "--replace-all", "include.path", file.toString());
    context.state("directory", directory.toString());
  }

  @Override
  public void post(ActionContext context) {
    String directory = context.state("directory");
    if (directory.isEmpty()) {
      return;
    }
    try {
      Files.deleteIfExists(context.temp().resolve(CREDENTIALS));
      if (Files.isDirectory(Path.of(directory, ".git"))) {
        context.run(
            Path.of(directory),
            Map.of(),
            List.of("git", "config", "--local", "--unset-all", "include.path"));
      }
    } catch (IOException e) {
      context.warning("the git credentials could not be removed: " + e.getMessage());
    }
  }
}
