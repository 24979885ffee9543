package dev.fairlead.sync.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One field in which two objects differ.
///
/// @param path such as `.spec.template.spec.containers[auth].image`; items of lists are named by
///   their `name` where they have one, else counted from 0
/// @param wanted null where it is to be absent
/// @param live null where it is absent
public record Difference(String path, @Nullable JsonNode wanted, @Nullable JsonNode live) {
  /// A page or a journal line is no place for a whole script.
  private static final int MAX_VALUE = 120;

  /// Every leaf in which two trees differ, in the order of the paths.
  public static List<Difference> between(JsonNode wanted, JsonNode live) {
    var found = new ArrayList<Difference>();
    walk("", wanted, live, found);
    return found;
  }

  private static void walk(
      String path, @Nullable JsonNode wanted, @Nullable JsonNode live, List<Difference> found) {
    if (wanted instanceof ObjectNode left && live instanceof ObjectNode right) {
      var names = new TreeSet<String>();
      left.fieldNames().forEachRemaining(names::add);
      right.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        walk(path + "." + name, left.get(name), right.get(name), found);
      }
      return;
    }
    if (wanted instanceof ArrayNode left && live instanceof ArrayNode right) {
      for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
        JsonNode item = i < left.size() ? left.get(i) : right.get(i);
        String name = item.path("name").asText(Integer.toString(i));
        walk(path + "[" + name + "]", left.get(i), right.get(i), found);
      }
      return;
    }
    if (wanted == null ? live != null : !JsonEquality.same(wanted, live)) {
      found.add(new Difference(path.isEmpty() ? "." : path, wanted, live));
    }
  }

  /// `.spec.replicas: 2, live 3`.
  @Override
  public String toString() {
    return path + ": " + text(wanted) + ", live " + text(live);
  }

  private static String text(@Nullable JsonNode value) {
    if (value == null) {
      return "absent";
    }
    String text = value.toString();
    return text.length() > MAX_VALUE ? text.substring(0, MAX_VALUE) + ".." : text;
  }
}
