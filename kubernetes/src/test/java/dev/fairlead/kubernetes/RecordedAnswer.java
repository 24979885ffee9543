package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Compares an answer with a recorded one, in which placeholders stand for values that differ from
/// run to run; `<uid#1>` means the same value wherever it stands.
final class RecordedAnswer {

  private static final Pattern PLACEHOLDER = Pattern.compile("<([a-zA-Z0-9]+)(?:#([0-9]+))?>");
  private static final Map<String, String> FORMS =
      Map.ofEntries(
          Map.entry("uid", "[0-9a-f-]{36}"),
          Map.entry("rv", "[0-9]+"),
          Map.entry("time", "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"),
          Map.entry("microtime", "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z"),
          Map.entry("rand5", "[bcdfghjklmnpqrstvwxz2456789]{5}"),
          Map.entry("ip", "[0-9.]+"),
          Map.entry("text", "(?s).*"),
          Map.entry("any", "(?s).*"));

  private final Map<String, String> bound = new HashMap<>();

  List<String> differences(JsonNode expected, JsonNode actual) {
    List<String> found = new ArrayList<>();
    JsonNode want = expected.deepCopy();
    JsonNode have = actual.deepCopy();
    sortOwners(want);
    sortOwners(have);
    if (want.path("details").path("causes").size() > 1) {
      sortCauses(want);
      sortCauses(have);
    }
    compare(want, have, "", found);
    return found;
  }

  private static void sortOwners(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        if (member.getKey().equals("managedFields")
            && member.getValue() instanceof ArrayNode list) {
          sort(
              list,
              Comparator.comparing(entry ->
                  entry.path("operation").asText()
                      + " "
                      + entry.path("manager").asText()
                      + " "
                      + entry.path("apiVersion").asText()
                      + " "
                      + entry.path("subresource").asText()));
        } else {
          sortOwners(member.getValue());
        }
      }
    } else {
      node.forEach(RecordedAnswer::sortOwners);
    }
  }

  private static void sortCauses(JsonNode status) {
    if (status.path("details").path("causes") instanceof ArrayNode causes) {
      sort(
          causes,
          Comparator.comparing(
              cause -> cause.path("field").asText() + " " + cause.path("message").asText()));
    }
    String[] parts = status.path("message").asText().split(", |\n|: \\[|\\]$");
    java.util.Arrays.sort(parts);
    ((ObjectNode) status).put("message", String.join("\n", parts));
  }

  private static void sort(ArrayNode list, Comparator<JsonNode> order) {
    List<JsonNode> items = new ArrayList<>();
    list.forEach(items::add);
    items.sort(order);
    list.removeAll();
    list.addAll(items);
  }

  private void compare(JsonNode want, JsonNode have, String path, List<String> found) {
    if (want.isTextual()) {
      boolean matches =
          want.textValue().equals("<any>")
              || (want.textValue().equals("<nodePort>") && have.isNumber())
              || (have.isTextual() && matches(want.textValue(), have.textValue()));
      if (!matches) {
        found.add(path + ": expected " + want + ", found " + have);
      }
    } else if (want instanceof ObjectNode object && have.isObject()) {
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        String name = member.getKey();
        if (!have.has(name)) {
          found.add(path + "." + name + ": expected " + member.getValue() + ", found nothing");
        } else {
          compare(member.getValue(), have.get(name), path + "." + name, found);
        }
      }
      for (Map.Entry<String, JsonNode> member : have.properties()) {
        if (!want.has(member.getKey())) {
          found.add(path + "." + member.getKey() + ": not expected: " + member.getValue());
        }
      }
    } else if (want.isArray() && have.isArray()) {
      if (want.size() != have.size()) {
        found.add(path + ": expected " + want + ", found " + have);
        return;
      }
      for (int i = 0; i < want.size(); i++) {
        compare(want.get(i), have.get(i), path + "[" + i + "]", found);
      }
    } else if (!Values.same(want, have)) {
      found.add(path + ": expected " + want + ", found " + have);
    }
  }

  private boolean matches(String want, String have) {
    Matcher matcher = PLACEHOLDER.matcher(want);
    StringBuilder form = new StringBuilder();
    List<String> names = new ArrayList<>();
    int at = 0;
    while (matcher.find()) {
      String known = FORMS.get(matcher.group(1));
      if (known == null) {
        continue;
      }
      form.append(Pattern.quote(want.substring(at, matcher.start())))
          .append('(')
          .append(known)
          .append(')');
      names.add(matcher.group(2) == null ? "" : matcher.group(1) + matcher.group(2));
      at = matcher.end();
    }
    if (names.isEmpty()) {
      return want.equals(have);
    }
    form.append(Pattern.quote(want.substring(at)));
    Matcher values = Pattern.compile(form.toString()).matcher(have);
    if (!values.matches()) {
      return false;
    }
    for (int i = 0; i < names.size(); i++) {
      if (!names.get(i).isEmpty()) {
        String value = values.group(i + 1);
        String before = bound.putIfAbsent(names.get(i), value);
        if (before != null && !before.equals(value)) {
          return false;
        }
      }
    }
    return true;
  }

  /// `node` with `${name}` replaced in texts and names.
  static JsonNode substitute(JsonNode node, Map<String, String> variables) {
    if (node.isTextual()) {
      return TextNode.valueOf(substitute(node.textValue(), variables));
    } else if (node.isObject()) {
      ObjectNode out = JsonNodeFactory.instance.objectNode();
      node.properties()
          .forEach(member ->
              out.set(
                  substitute(member.getKey(), variables),
                  substitute(member.getValue(), variables)));
      return out;
    } else if (node.isArray()) {
      ArrayNode out = JsonNodeFactory.instance.arrayNode();
      node.forEach(item -> out.add(substitute(item, variables)));
      return out;
    }
    return node;
  }

  static String substitute(String text, Map<String, String> variables) {
    String result = text;
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      result = result.replace("${" + variable.getKey() + "}", variable.getValue());
    }
    return result;
  }
}
