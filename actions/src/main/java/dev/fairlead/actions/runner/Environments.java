package dev.fairlead.actions.runner;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The variables that tell a step about its runner.
final class Environments {

  private Environments() {}

  /// The fields of the `runner` context.
  static Map<String, String> runner(JobContext context) {
    Map<String, String> runner = new LinkedHashMap<>();
    runner.put("name", context.configuration().name());
    runner.put("os", "Linux");
    runner.put("arch", System.getProperty("os.arch", "").equals("aarch64") ? "ARM64" : "X64");
    runner.put("temp", context.paths().temp().toAbsolutePath().toString());
    runner.put("tool_cache", context.configuration().toolCache().toAbsolutePath().toString());
    runner.put("environment", "self-hosted");
    runner.put(
        "workspace",
        context
            .paths()
            .work()
            .toAbsolutePath()
            .resolve(context.paths().repositoryName())
            .toString());
    if (context.variables().getOrDefault("ACTIONS_STEP_DEBUG", "").equals("true")) {
      runner.put("debug", "1");
    }
    return runner;
  }

  static Map<String, String> runnerVariables(JobContext context) {
    Map<String, String> variables = new LinkedHashMap<>();
    runner(context)
        .forEach((name, value) -> variables.put("RUNNER_" + name.toUpperCase(Locale.ROOT), value));
    variables.put("AGENT_TOOLSDIRECTORY", variables.getOrDefault("RUNNER_TOOL_CACHE", ""));
    return variables;
  }
}
