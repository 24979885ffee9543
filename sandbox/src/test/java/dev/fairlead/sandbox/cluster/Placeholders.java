package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Compares an expected answer with an actual one. Expected texts may hold placeholders such as
/// `<uid#1>`: equal numbers mean equal values within one vector, different numbers different ones.
final class Placeholders {
  private static final Map<String, String> CLASSES =
      Map.ofEntries(
          Map.entry("uid", "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
          Map.entry("rv", "\\d+"),
          Map.entry("time", "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"),
          Map.entry("microtime", "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z"),
          Map.entry(
              "age", "(?:(?:\\d+y)?(?:\\d+d)?(?:\\d+h)?(?:\\d+m)?(?:\\d+s)?|<unknown>|<invalid>)"),
          Map.entry("ip", "(?:\\d{1,3}\\.){3}\\d{1,3}|[0-9a-f:]*::?[0-9a-f:]*"),
          Map.entry("nodePort", "\\d{4,5}"),
          Map.entry("rand5", "[bcdfghjklmnpqrstvwxz2456789]{5}"),
          Map.entry("hash", "[0-9a-z]{5,16}"),
          Map.entry("jwt", "[\\w-]+\\.[\\w-]+\\.[\\w-]+"),
          Map.entry("continue", "\\S+"),
          Map.entry("int", "\\d+"),
          Map.entry("text", "[\\s\\S]*"),
          Map.entry("any", "[\\s\\S]*"));
  private static final Set<String> NUMBERS = Set.of("nodePort", "int");
  private static final Pattern PLACEHOLDER =
      Pattern.compile("<(" + String.join("|", CLASSES.keySet()) + ")(#\\d+)?>");

  private final Map<String, String> values = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();

  /// The same state, for a comparison that may be taken back.
  Placeholders copy() {
    Placeholders copy = new Placeholders();
    copy.values.putAll(values);
    copy.names.putAll(names);
    return copy;
  }

  /// All differences, each with its path.
  List<String> compare(JsonNode expected, JsonNode actual) {
    List<String> differences = new ArrayList<>();
    compare(expected, actual, "", differences);
    return differences;
  }

  /// Whether a text is as expected.
  boolean matches(String expected, String actual) {
    Matcher places = PLACEHOLDER.matcher(expected);
    if (!places.find()) {
      return expected.equals(actual);
    }
    StringBuilder pattern = new StringBuilder();
    List<String[]> groups = new ArrayList<>();
    int at = 0;
    do {
      pattern.append(Pattern.quote(expected.substring(at, places.start())));
      pattern.append('(').append(CLASSES.get(places.group(1))).append(')');
      groups.add(new String[] {places.group(1), places.group(2)});
      at = places.end();
    } while (places.find());
    pattern.append(Pattern.quote(expected.substring(at)));
    Matcher whole = Pattern.compile(pattern.toString()).matcher(actual);
    if (!whole.matches()) {
      return false;
    }
    for (int i = 0; i < groups.size(); i++) {
      if (!bind(groups.get(i)[0], groups.get(i)[1], whole.group(i + 1))) {
        return false;
      }
    }
    return true;
  }

  private boolean bind(String kind, @Nullable String number, String value) {
    if (number == null) {
      return true;
    }
    String name = kind + number;
    String known = values.get(name);
    String other = names.get(kind + "=" + value);
    if (known == null && other == null) {
      values.put(name, value);
      names.put(kind + "=" + value, name);
      return true;
    }
    return Objects.equals(known, value) && Objects.equals(other, name);
  }

  private void compare(JsonNode expected, JsonNode actual, String path, List<String> out) {
    if (expected.isTextual()) {
      String text = expected.asText();
      if (actual.isTextual()) {
        if (!matches(text, actual.asText())) {
          out.add(path + ": expected " + expected + ", found " + actual);
        }
        return;
      }
      Matcher place = PLACEHOLDER.matcher(text);
      boolean fits =
          place.matches()
              && (place.group(1).equals("any")
                  || (NUMBERS.contains(place.group(1)) && actual.isIntegralNumber()));
      if (!fits) {
        out.add(path + ": expected " + expected + ", found " + actual);
      }
    } else if (expected instanceof ObjectNode members) {
      compareMembers(members, actual, path, out);
    } else if (expected instanceof ArrayNode elements) {
      if (!actual.isArray() || actual.size() != elements.size()) {
        out.add(path + ": expected " + expected + ", found " + actual);
        return;
      }
      for (int i = 0; i < elements.size(); i++) {
        compare(elements.get(i), actual.get(i), path + "[" + i + "]", out);
      }
    } else if (expected.isNumber() && actual.isNumber()) {
      if (expected.decimalValue().compareTo(actual.decimalValue()) != 0) {
        out.add(path + ": expected " + expected + ", found " + actual);
      }
    } else if (!expected.equals(actual)) {
      out.add(path + ": expected " + expected + ", found " + actual);
    }
  }

  private void compareMembers(ObjectNode expected, JsonNode actual, String path, List<String> out) {
    if (!actual.isObject()) {
      out.add(path + ": expected " + expected + ", found " + actual);
      return;
    }
    Set<String> rest = new HashSet<>();
    actual.fieldNames().forEachRemaining(rest::add);
    Map<String, JsonNode> plain = new TreeMap<>();
    Map<String, JsonNode> patterns = new TreeMap<>();
    expected
        .properties()
        .forEach(each ->
            (PLACEHOLDER.matcher(each.getKey()).find() ? patterns : plain)
                .put(each.getKey(), each.getValue()));
    plain.forEach((name, value) -> {
      if (rest.remove(name)) {
        compare(value, actual.get(name), path + "." + name, out);
      } else {
        out.add(path + "." + name + ": missing, expected " + value);
      }
    });
    patterns.forEach((name, value) -> {
      String hit =
          rest.stream().sorted().filter(each -> matches(name, each)).findFirst().orElse(null);
      if (hit == null) {
        out.add(path + "." + name + ": missing");
      } else {
        rest.remove(hit);
        compare(value, actual.get(hit), path + "." + name, out);
      }
    });
    rest.stream()
        .sorted()
        .forEach(name -> out.add(path + "." + name + ": unexpected " + actual.get(name)));
  }
}
