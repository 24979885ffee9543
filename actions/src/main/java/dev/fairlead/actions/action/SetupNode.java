package dev.fairlead.actions.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `actions/setup-node` with the Node.js of this machine; nothing is downloaded.
final class SetupNode implements BuiltIn {

  @Override
  public Map<String, String> inputs() {
    Map<String, String> inputs = new LinkedHashMap<>();
    for (String name :
        List.of(
            "node-version",
            "node-version-file",
            "architecture",
            "registry-url",
            "scope",
            "token",
            "cache",
            "cache-dependency-path",
            "mirror",
            "mirror-token",
            "always-auth")) {
      inputs.put(name, "");
    }
    inputs.put("check-latest", "false");
    inputs.put("package-manager-cache", "true");
    return inputs;
  }

  @Override
  public void run(ActionContext context) {
    String wanted = context.input("node-version");
    if (wanted.isEmpty() && !context.input("node-version-file").isEmpty()) {
      wanted =
          InstalledTools.versionFile(context, context.input("node-version-file"), "nodejs|node");
    }
    InstalledTools.Tool tool =
        InstalledTools.choose(context, "Node.js", List.of("node"), wanted, "--version", "node");
    context.path(InstalledTools.folder(tool.program()));
    context.output("node-version", "v" + tool.version());
    context.output("cache-hit", "false");
    context.log("Node.js " + tool.version() + " of " + tool.program());
    registry(context);
  }

  private static void registry(ActionContext context) {
    String url = context.input("registry-url");
    if (url.isEmpty()) {
      return;
    }
    String base = url.endsWith("/") ? url : url + "/";
    String scope = context.input("scope");
    String key =
        scope.isEmpty() ? "registry" : (scope.startsWith("@") ? scope : "@" + scope) + ":registry";
    Path file = context.temp().resolve(".npmrc");
    try {
      Files.writeString(
          file,
          base.replaceFirst("^https?:", "")
              + ":_authToken=${NODE_AUTH_TOKEN}\n"
              + key
              + "="
              + base
              + "\n");
    } catch (IOException e) {
      throw new ActionException("cannot write " + file + ": " + e.getMessage(), e);
    }
    context.environment("NPM_CONFIG_USERCONFIG", file.toString());
    context.environment(
        "NODE_AUTH_TOKEN",
        context.environment().getOrDefault("NODE_AUTH_TOKEN", "XXXXX-XXXXX-XXXXX-XXXXX"));
  }
}
