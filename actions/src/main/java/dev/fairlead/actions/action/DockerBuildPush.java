package dev.fairlead.actions.action;

import dev.fairlead.git.Mirror;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.TreeEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `docker/build-push-action`, by the runner's own builder.
final class DockerBuildPush implements BuiltIn {

  @Override
  public Map<String, String> inputs() {
    Map<String, String> inputs = new LinkedHashMap<>();
    for (String name :
        List.of(
            "add-hosts",
            "allow",
            "annotations",
            "attests",
            "build-args",
            "build-contexts",
            "builder",
            "cache-from",
            "cache-to",
            "call",
            "cgroup-parent",
            "context",
            "file",
            "labels",
            "network",
            "no-cache-filters",
            "outputs",
            "platforms",
            "provenance",
            "sbom",
            "secrets",
            "secret-envs",
            "secret-files",
            "shm-size",
            "ssh",
            "tags",
            "target",
            "ulimit",
            "github-token")) {
      inputs.put(name, "");
    }
    inputs.put("load", "false");
    inputs.put("no-cache", "false");
    inputs.put("pull", "false");
    inputs.put("push", "false");
    return inputs;
  }

  @Override
  public void run(ActionContext context) {
    for (String unsupported :
        List.of(
            "secrets",
            "secret-envs",
            "secret-files",
            "ssh",
            "build-contexts",
            "add-hosts",
            "call")) {
      if (context.given(unsupported)) {
        throw new ActionException(
            "input '" + unsupported + "' needs BuildKit, which this runner does not use");
      }
    }
    List<String> tags = context.items("tags");
    boolean push =
        context.flag("push")
            || context.input("outputs").contains("push=true")
            || context.input("outputs").contains("type=registry");
    if (push && tags.isEmpty()) {
      throw new ActionException("tag is needed when pushing to registry: give 'tags'");
    }
    if (context.flag("load")) {
      context.notice("'load' has no effect: there is no Docker daemon to load the image into");
    }
    Path folder = contextFolder(context);
    String file = context.input("file");
    // Docker reads a Dockerfile's path from where it runs, not from the context.
    Path dockerfile =
        file.isEmpty()
            ? folder.resolve("Dockerfile")
            : context.given("context") && !isGit(context.input("context"))
                ? context.workspace().resolve(file)
                : folder.resolve(file);
    if (!Files.isRegularFile(dockerfile)) {
      throw new ActionException("failed to read dockerfile: " + dockerfile + ": no such file");
    }
    ImageBuilds.Built built;
    try {
      built =
          context
              .images()
              .build(
                  new ImageBuilds.Request(
                      folder,
                      dockerfile,
                      tags,
                      pairs(context, "build-args"),
                      pairs(context, "labels"),
                      context.input("target"),
                      context.items("platforms"),
                      push,
                      context.logins()),
                  context::log);
    } catch (ImageBuildException e) {
      throw new ActionException(String.valueOf(e.getMessage()), e);
    }
    context.output("imageid", built.imageId());
    context.output("digest", built.digest());
    context.output(
        "metadata",
        "{\"containerimage.config.digest\":\""
            + built.imageId()
            + "\",\"containerimage.digest\":\""
            + built.digest()
            + "\",\"image.name\":\""
            + String.join(",", tags)
            + "\"}");
    context.log("ImageID: " + built.imageId());
    context.log("Digest: " + built.digest());
  }

  private static Map<String, String> pairs(ActionContext context, String name) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String line : context.lines(name)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        pairs.put(line.substring(0, equals).strip(), unquoted(line.substring(equals + 1)));
      } else if (context.environment().containsKey(line)) {
        pairs.put(line, context.environment().getOrDefault(line, ""));
      }
    }
    return pairs;
  }

  private static String unquoted(String text) {
    return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
        : text;
  }

  private static boolean isGit(String text) {
    return text.startsWith("https://") || text.startsWith("http://") || text.startsWith("git@");
  }

  /// A folder of the workspace; or, as the action does without `context`, the commit's files.
  private static Path contextFolder(ActionContext context) {
    String given = context.input("context");
    if (!given.isEmpty() && !isGit(given)) {
      Path folder = context.workspace().resolve(given).normalize();
      if (!Files.isDirectory(folder)) {
        throw new ActionException("the context '" + given + "' is no folder of the workspace");
      }
      return folder;
    }
    String repository = context.github("repository");
    String sub = "";
    if (isGit(given)) {
      int colon = given.indexOf(':', given.indexOf('#') + 1);
      sub = given.contains("#") && colon > 0 ? given.substring(colon + 1) : "";
      if (!given
          .replaceFirst("#.*", "")
          .replaceFirst("\\.git$", "")
          .equals(context.serverUrl() + "/" + repository)) {
        throw new ActionException(
            "the context "
                + given
                + " is another repository; check it out with actions/checkout and name its folder");
      }
    }
    Mirror mirror =
        context
            .sources()
            .mirror(repository)
            .orElseThrow(() -> new ActionException("Fairlead keeps no mirror of " + repository));
    Path folder = context.temp().resolve("_docker_context");
    try {
      Directories.delete(folder);
      Files.createDirectories(folder);
      RevisionTree tree = mirror.tree(new CommitId(context.github("sha")));
      for (TreeEntry entry : tree.walk(sub)) {
        if (entry.kind() == TreeEntry.Kind.FILE) {
          String path = sub.isEmpty() ? entry.path() : entry.path().substring(sub.length() + 1);
          Path file = folder.resolve(path).normalize();
          Files.createDirectories(file.toAbsolutePath().getParent());
          Files.write(file, tree.read(entry.path()));
          if (entry.executable() && !file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " executable");
          }
        }
      }
    } catch (IOException e) {
      throw new ActionException("cannot prepare the build context: " + e.getMessage(), e);
    }
    context.log(
        "The context is the repository at " + context.github("sha") + " (not the workspace).");
    return folder;
  }
}
