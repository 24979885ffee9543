package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.kubernetes.KubernetesException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A patch as messages about its outcome show it: a strategic patch as Go prints a map, others as
/// they were sent.
///
/// @param patch the patch
/// @param strategic whether it is a strategic merge patch
record PatchText(JsonNode patch, boolean strategic) {
  private static final Pattern WRONG_TYPE =
      Pattern.compile("cannot unmarshal (\\w+) into Go .* of type (\\S+)");

  String shown() {
    return strategic ? go(patch) : patch.toString();
  }

  private static String go(JsonNode node) {
    if (node.isObject()) {
      Map<String, String> members = new TreeMap<>();
      node.properties().forEach(each -> members.put(each.getKey(), go(each.getValue())));
      StringBuilder text = new StringBuilder("map[");
      members.forEach((key, value) ->
          text.append(text.length() > 4 ? " " : "").append(key).append(':').append(value));
      return text.append(']').toString();
    }
    if (node.isArray()) {
      StringBuilder text = new StringBuilder("[");
      node.forEach(each -> text.append(text.length() > 1 ? " " : "").append(go(each)));
      return text.append(']').toString();
    }
    return node.isNull() ? "<nil>" : node.asText();
  }

  /// Why the outcome cannot be read. A strategic patch is converted in memory by the real server,
  /// which words the fault in another way than its JSON reader does.
  String decodingFault(KubernetesException refused) {
    String message = String.valueOf(refused.getMessage());
    int at = message.indexOf(": json: ");
    String fault = at < 0 ? message : message.substring(at + 2);
    Matcher matcher = WRONG_TYPE.matcher(fault);
    if (!strategic || !matcher.find()) {
      return fault;
    }
    String found = matcher.group(1);
    String wanted = matcher.group(2);
    if (wanted.startsWith("map[")) {
      return "cannot restore map from " + found;
    }
    if (wanted.startsWith("[]")) {
      return "cannot restore slice from " + found;
    }
    return wanted.contains(".")
        ? "cannot restore struct from: " + found
        : "unrecognized type: " + wanted;
  }
}
