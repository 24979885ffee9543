package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// The JSONPath of printer columns: members, positions, `[*]`, `..`, and filters such as
/// `[?(@.type=="Ready")]`, after `k8s.io/client-go/util/jsonpath`.
///
/// @param steps what to do one after the other
record JsonPath(List<Step> steps) {
  /// One step from a node to others.
  sealed interface Step {
    record Member(String name) implements Step {}

    record Position(int index) implements Step {}

    record Slice(int from, int to) implements Step {}

    record All() implements Step {}

    record Descend(String name) implements Step {}

    /// @param operator `==`, `!=`, `<`, .. or empty for existence
    record Filter(JsonPath left, String operator, String right) implements Step {}
  }

  /// Reads a path; what cannot be read selects nothing.
  static JsonPath of(String text) {
    String path = text.strip();
    if (path.startsWith("{") && path.endsWith("}")) {
      path = path.substring(1, path.length() - 1);
    }
    List<Step> steps = new ArrayList<>();
    int i = path.startsWith("$") || path.startsWith("@") ? 1 : 0;
    while (i < path.length()) {
      if (path.startsWith("..", i)) {
        int end = end(path, i + 2);
        steps.add(new Step.Descend(path.substring(i + 2, end)));
        i = end;
      } else if (path.charAt(i) == '.') {
        int end = end(path, i + 1);
        String name = path.substring(i + 1, end).replace("\\.", ".");
        if (name.equals("*")) {
          steps.add(new Step.All());
        } else if (!name.isEmpty()) {
          steps.add(new Step.Member(name));
        }
        i = end;
      } else if (path.charAt(i) == '[') {
        int end = closing(path, i);
        steps.add(bracket(path.substring(i + 1, end)));
        i = end + 1;
      } else {
        int end = end(path, i);
        steps.add(new Step.Member(path.substring(i, end).replace("\\.", ".")));
        i = Math.max(end, i + 1);
      }
    }
    return new JsonPath(List.copyOf(steps));
  }

  private static int end(String path, int start) {
    int i = start;
    while (i < path.length()) {
      char c = path.charAt(i);
      if (c == '\\' && i + 1 < path.length()) {
        i += 2;
        continue;
      }
      if (c == '.' || c == '[') {
        break;
      }
      i++;
    }
    return i;
  }

  private static int closing(String path, int open) {
    int depth = 0;
    char quote = 0;
    for (int i = open; i < path.length(); i++) {
      char c = path.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '[') {
        depth++;
      } else if (c == ']' && --depth == 0) {
        return i;
      }
    }
    return path.length();
  }

  private static Step bracket(String inside) {
    String text = inside.strip();
    if (text.equals("*")) {
      return new Step.All();
    }
    if (text.startsWith("?(") && text.endsWith(")")) {
      return filter(text.substring(2, text.length() - 1));
    }
    if (text.length() >= 2 && (text.startsWith("'") || text.startsWith("\""))) {
      return new Step.Member(text.substring(1, text.length() - 1));
    }
    if (text.matches("-?\\d+")) {
      return new Step.Position(Integer.parseInt(text));
    }
    if (text.matches("-?\\d*:-?\\d*")) {
      String[] bounds = text.split(":", -1);
      return new Step.Slice(
          bounds[0].isEmpty() ? 0 : Integer.parseInt(bounds[0]),
          bounds[1].isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(bounds[1]));
    }
    return new Step.Member(text);
  }

  private static Step filter(String text) {
    for (String operator : List.of("==", "!=", "<=", ">=", "<", ">")) {
      int at = text.indexOf(operator);
      if (at >= 0) {
        String right = text.substring(at + operator.length()).strip();
        if (right.length() >= 2 && (right.startsWith("'") || right.startsWith("\""))) {
          right = right.substring(1, right.length() - 1);
        }
        return new Step.Filter(of(text.substring(0, at).strip()), operator, right);
      }
    }
    return new Step.Filter(of(text), "", "");
  }

  /// The nodes that the path selects, in order.
  List<JsonNode> find(JsonNode root) {
    List<JsonNode> nodes = List.of(root);
    for (Step step : steps) {
      List<JsonNode> next = new ArrayList<>();
      for (JsonNode node : nodes) {
        walk(step, node, next);
      }
      nodes = next;
    }
    return nodes;
  }

  private static void walk(Step step, JsonNode node, List<JsonNode> out) {
    switch (step) {
      case Step.Member(String name) -> {
        if (node.hasNonNull(name)) {
          out.add(node.get(name));
        }
      }
      case Step.Position(int index) -> {
        JsonNode element = node.get(index < 0 ? node.size() + index : index);
        if (node.isArray() && element != null && !element.isNull()) {
          out.add(element);
        }
      }
      case Step.Slice(int from, int to) -> {
        int start = from < 0 ? Math.max(0, node.size() + from) : from;
        int end = to < 0 ? node.size() + to : Math.min(to, node.size());
        for (int i = start; i < end; i++) {
          out.add(node.get(i));
        }
      }
      case Step.All _ -> node.forEach(out::add);
      case Step.Descend(String name) -> descend(name, node, out);
      case Step.Filter filter -> {
        for (JsonNode element : node) {
          if (holds(filter, element)) {
            out.add(element);
          }
        }
      }
    }
  }

  private static void descend(String name, JsonNode node, List<JsonNode> out) {
    if (node.hasNonNull(name)) {
      out.add(node.get(name));
    }
    node.forEach(child -> descend(name, child, out));
  }

  private static boolean holds(Step.Filter filter, JsonNode element) {
    List<JsonNode> left = filter.left().find(element);
    if (left.isEmpty()) {
      return false;
    }
    String text = left.getFirst().asText();
    return switch (filter.operator()) {
      case "" -> true;
      case "==" -> text.equals(filter.right());
      case "!=" -> !text.equals(filter.right());
      case "<" -> compare(left.getFirst(), filter.right()) < 0;
      case "<=" -> compare(left.getFirst(), filter.right()) <= 0;
      case ">" -> compare(left.getFirst(), filter.right()) > 0;
      default -> compare(left.getFirst(), filter.right()) >= 0;
    };
  }

  private static int compare(JsonNode left, String right) {
    try {
      return Double.compare(left.asDouble(), Double.parseDouble(right));
    } catch (NumberFormatException _) {
      return left.asText().compareTo(right);
    }
  }
}
