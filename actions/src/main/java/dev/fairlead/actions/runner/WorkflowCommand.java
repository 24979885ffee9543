package dev.fairlead.actions.runner;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A line that tells the runner something: `::name key=value,key=value::data`, or the old `##[name
/// key=value;key=value]data`.
///
/// @param name lower case
/// @param properties keys in lower case
record WorkflowCommand(String name, Map<String, String> properties, String data) {
  private static final Set<String> NAMES =
      Set.of(
          "debug",
          "notice",
          "warning",
          "error",
          "group",
          "endgroup",
          "add-mask",
          "stop-commands",
          "echo",
          "add-matcher",
          "remove-matcher",
          "set-output",
          "save-state",
          "set-env",
          "add-path");

  String property(String key) {
    return properties.getOrDefault(key, "");
  }

  static boolean isName(String name) {
    return NAMES.contains(name.toLowerCase(Locale.ROOT));
  }

  static Optional<WorkflowCommand> parse(String line) {
    String text = line.stripLeading();
    if (text.startsWith("::")) {
      int end = text.indexOf("::", 2);
      return end < 0
          ? Optional.empty()
          : command(text.substring(2, end), ",", text.substring(end + 2), true);
    }
    int open = line.indexOf("##[");
    int close = open < 0 ? -1 : line.indexOf(']', open);
    return close < 0
        ? Optional.empty()
        : command(line.substring(open + 3, close), ";", line.substring(close + 1), false);
  }

  private static Optional<WorkflowCommand> command(
      String head, String separator, String data, boolean colons) {
    int blank = head.indexOf(' ');
    String name = (blank < 0 ? head : head.substring(0, blank)).toLowerCase(Locale.ROOT);
    if (!NAMES.contains(name)) {
      return Optional.empty();
    }
    Map<String, String> properties = new LinkedHashMap<>();
    if (blank >= 0) {
      for (String pair : head.substring(blank + 1).strip().split(separator)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          properties.put(
              pair.substring(0, equals).strip().toLowerCase(Locale.ROOT),
              decode(pair.substring(equals + 1), colons));
        }
      }
    }
    return Optional.of(new WorkflowCommand(name, properties, decode(data, false)));
  }

  private static String decode(String text, boolean property) {
    String decoded = text.replace("%0D", "\r").replace("%0A", "\n");
    if (property) {
      decoded = decoded.replace("%3A", ":").replace("%2C", ",");
    }
    return decoded.replace("%25", "%");
  }
}
