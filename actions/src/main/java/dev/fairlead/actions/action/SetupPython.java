package dev.fairlead.actions.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `actions/setup-python` with the Python of this machine; nothing is downloaded.
final class SetupPython implements BuiltIn {

  @Override
  public Map<String, String> inputs() {
    Map<String, String> inputs = new LinkedHashMap<>();
    for (String name :
        List.of(
            "python-version",
            "python-version-file",
            "cache",
            "architecture",
            "token",
            "cache-dependency-path",
            "pip-version",
            "pip-install")) {
      inputs.put(name, "");
    }
    inputs.put("check-latest", "false");
    inputs.put("update-environment", "true");
    inputs.put("allow-prereleases", "false");
    inputs.put("freethreaded", "false");
    return inputs;
  }

  @Override
  public void run(ActionContext context) {
    String wanted = context.lines("python-version").stream().reduce((_, last) -> last).orElse("");
    if (wanted.isEmpty() && !context.input("python-version-file").isEmpty()) {
      wanted = InstalledTools.versionFile(context, context.input("python-version-file"), "python");
    }
    InstalledTools.Tool tool =
        InstalledTools.choose(
            context, "Python", List.of("python3", "python"), wanted, "--version", "Python");
    context.output("python-version", tool.version());
    context.output("python-path", tool.program().toString());
    context.output("cache-hit", "false");
    context.log("Python " + tool.version() + " of " + tool.program());
    if (context.flag("update-environment")) {
      context.path(folderWithPython(context, tool.program()));
      String root =
          context.capture(
              context.workspace(),
              Map.of(),
              List.of(tool.program().toString(), "-c", "import sys; print(sys.prefix)"));
      context.environment("pythonLocation", root);
      context.environment("Python_ROOT_DIR", root);
      context.environment("Python3_ROOT_DIR", root);
    }
    if (!context.input("pip-install").isEmpty()) {
      context.must(
          context.workspace(),
          tool.program().toString(),
          "-m",
          "pip",
          "install",
          context.input("pip-install"));
    }
  }

  /// Scripts call `python`; many systems have `python3` only.
  private static Path folderWithPython(ActionContext context, Path program) {
    Path folder = InstalledTools.folder(program);
    if (Files.isExecutable(folder.resolve("python"))) {
      return folder;
    }
    Path own = context.temp().resolve("_python");
    try {
      Files.createDirectories(own);
      for (String name : List.of("python", "python3")) {
        Files.deleteIfExists(own.resolve(name));
        Files.createSymbolicLink(own.resolve(name), program);
      }
      return own;
    } catch (IOException e) {
      throw new ActionException("cannot put python on the PATH: " + e.getMessage(), e);
    }
  }
}
