package dev.fairlead.actions.action;

import java.util.LinkedHashMap;
import java.util.Map;

/// Git configuration by environment variables (`GIT_CONFIG_COUNT`): it holds for a process and its
/// children, and no file has to be changed for it.
public final class GitConfig {

  private GitConfig() {}

  /// The variables that add settings to those that an environment has already.
  public static Map<String, String> added(
      Map<String, String> environment, Map<String, String> settings) {
    Map<String, String> added = new LinkedHashMap<>();
    int count = 0;
    try {
      count = Integer.parseInt(environment.getOrDefault("GIT_CONFIG_COUNT", "0"));
    } catch (NumberFormatException _) {
      // Git itself would refuse it; ours take its place.
    }
    for (var setting : settings.entrySet()) {
      added.put("GIT_CONFIG_KEY_" + count, setting.getKey());
      added.put("GIT_CONFIG_VALUE_" + count, setting.getValue());
      count++;
    }
    added.put("GIT_CONFIG_COUNT", Integer.toString(count));
    return added;
  }
}
