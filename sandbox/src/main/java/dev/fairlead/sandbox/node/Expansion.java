package dev.fairlead.sandbox.node;

import java.util.Map;

/// `$(NAME)` in commands, arguments and variables, as
/// `k8s.io/kubernetes/third_party/forked/golang/expansion` does it: an unknown name stays as it is,
/// `$$` is one `$`.
final class Expansion {
  private Expansion() {}

  /// `text` with references to the variables of `maps` (the first that has it) replaced.
  @SafeVarargs
  static String expand(String text, Map<String, String>... maps) {
    StringBuilder result = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c != '$' || i + 1 == text.length()) {
        result.append(c);
        i++;
        continue;
      }
      char next = text.charAt(i + 1);
      if (next == '$') {
        result.append('$');
        i += 2;
      } else if (next == '(') {
        int close = text.indexOf(')', i + 2);
        if (close < 0) {
          result.append("$(");
          i += 2;
        } else {
          result.append(value(text.substring(i + 2, close), maps));
          i = close + 1;
        }
      } else {
        result.append(c).append(next);
        i += 2;
      }
    }
    return result.toString();
  }

  @SafeVarargs
  private static String value(String name, Map<String, String>... maps) {
    for (Map<String, String> map : maps) {
      String value = map.get(name);
      if (value != null) {
        return value;
      }
    }
    return "$(" + name + ")";
  }
}
