package dev.fairlead.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A set of field paths, as in `fieldsV1`. Immutable; safe for any thread.
///
/// The set is a tree. Steps are in their serial form: `f:name` a member, `k:{"name":"c"}` an item
/// of a list by its keys, `v:"x"` an item of a set by its value. A node may be in the set itself,
/// apart from what is below it.
public final class FieldSet {

  /// No field at all.
  public static final FieldSet EMPTY = new FieldSet(false, new TreeMap<>());

  /// One field without anything below it.
  static final FieldSet LEAF = new FieldSet(true, new TreeMap<>());

  private static final ObjectMapper JSON = new ObjectMapper();

  private final boolean member;
  private final SortedMap<String, FieldSet> children;

  private FieldSet(boolean member, SortedMap<String, FieldSet> children) {
    this.member = member;
    this.children = children;
  }

  /// Collects paths; confined to one thread.
  static final class Builder {
    private boolean member;
    private final SortedMap<String, Builder> children = new TreeMap<>();
    private @Nullable FieldSet grafted;

    /// The builder of what is below `step`.
    Builder at(String step) {
      return children.computeIfAbsent(step, _ -> new Builder());
    }

    /// Adds the path that this builder stands at.
    void add() {
      member = true;
    }

    /// Adds `step` below this path.
    void add(String step) {
      at(step).add();
    }

    /// Adds all paths of `set` below this path.
    void add(FieldSet set) {
      grafted = grafted == null ? set : grafted.union(set);
    }

    FieldSet build() {
      TreeMap<String, FieldSet> built = new TreeMap<>();
      children.forEach((step, child) -> {
        FieldSet set = child.build();
        if (!set.isEmpty()) {
          built.put(step, set);
        }
      });
      FieldSet set = of(member, built);
      return grafted == null ? set : set.union(grafted);
    }
  }

  private static FieldSet of(boolean member, SortedMap<String, FieldSet> children) {
    if (children.isEmpty()) {
      return member ? LEAF : EMPTY;
    }
    return new FieldSet(member, children);
  }

  /// Reads `fieldsV1`.
  ///
  /// @throws IllegalArgumentException when a step has no known form
  public static FieldSet decode(JsonNode fields) {
    return decode(fields, true);
  }

  private static FieldSet decode(JsonNode fields, boolean root) {
    TreeMap<String, FieldSet> children = new TreeMap<>();
    boolean self = !root && fields.isEmpty();
    for (Map.Entry<String, JsonNode> step : fields.properties()) {
      String key = step.getKey();
      if (key.equals(".")) {
        self = true;
      } else {
        children.put(canonicalStep(key), decode(step.getValue(), false));
      }
    }
    return of(self && !root, children);
  }

  private static String canonicalStep(String step) {
    if (step.length() < 2 || step.charAt(1) != ':') {
      throw new IllegalArgumentException("not a step of a field path: " + step);
    }
    return switch (step.charAt(0)) {
      case 'f', 'i' -> step;
      case 'k' -> {
        JsonNode keys = parse(step);
        TreeMap<String, JsonNode> sorted = new TreeMap<>();
        keys.properties().forEach(key -> sorted.put(key.getKey(), key.getValue()));
        yield keyStep(sorted);
      }
      case 'v' -> valueStep(parse(step));
      default -> throw new IllegalArgumentException("not a step of a field path: " + step);
    };
  }

  private static JsonNode parse(String step) {
    try {
      return JSON.readTree(step.substring(2));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a step of a field path: " + step, e);
    }
  }

  /// The step to a member.
  static String fieldStep(String name) {
    return "f:" + name;
  }

  /// The step to an item of a set.
  static String valueStep(JsonNode value) {
    StringBuilder text = new StringBuilder("v:");
    appendJson(text, value);
    return text.toString();
  }

  /// The step to a list item; `keys` are sorted.
  static String keyStep(SequencedMap<String, JsonNode> keys) {
    StringBuilder text = new StringBuilder("k:{");
    keys.forEach((name, value) -> {
      if (text.length() > 3) {
        text.append(',');
      }
      text.append('"').append(name).append("\":");
      appendJson(text, value);
    });
    return text.append('}').toString();
  }

  private static void appendJson(StringBuilder out, JsonNode value) {
    if (value.isTextual()) {
      GoJson.quote(out, value.textValue());
    } else {
      out.append(value);
    }
  }

  /// As `fieldsV1`.
  public ObjectNode encode() {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    if (member && !children.isEmpty()) {
      out.putObject(".");
    }
    children.forEach((step, child) -> out.set(step, child.encode()));
    return out;
  }

  /// Whether no path is in the set.
  public boolean isEmpty() {
    return !member && children.isEmpty();
  }

  /// Whether the path that this node stands at is in the set.
  boolean isMember() {
    return member;
  }

  /// What is below `step`.
  FieldSet below(String step) {
    return children.getOrDefault(step, EMPTY);
  }

  /// The steps below this node.
  Map<String, FieldSet> children() {
    return children;
  }

  /// Whether the set holds the path of `steps`.
  public boolean contains(List<String> steps) {
    FieldSet at = this;
    for (String step : steps) {
      at = at.below(step);
    }
    return at.member;
  }

  /// The paths that are in this set, in `other`, or in both.
  public FieldSet union(FieldSet other) {
    if (other.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return other;
    }
    TreeMap<String, FieldSet> merged = new TreeMap<>(children);
    other.children.forEach((step, child) -> merged.merge(step, child, FieldSet::union));
    return of(member || other.member, merged);
  }

  /// The paths that are in both sets.
  public FieldSet intersection(FieldSet other) {
    TreeMap<String, FieldSet> common = new TreeMap<>();
    children.forEach((step, child) -> {
      FieldSet counterpart = other.children.get(step);
      if (counterpart != null) {
        FieldSet both = child.intersection(counterpart);
        if (!both.isEmpty()) {
          common.put(step, both);
        }
      }
    });
    return of(member && other.member, common);
  }

  /// The paths of this set that `other` does not hold; what is below a path of `other` stays.
  public FieldSet difference(FieldSet other) {
    if (other.isEmpty()) {
      return this;
    }
    TreeMap<String, FieldSet> left = new TreeMap<>();
    children.forEach((step, child) -> {
      FieldSet counterpart = other.children.get(step);
      FieldSet rest = counterpart == null ? child : child.difference(counterpart);
      if (!rest.isEmpty()) {
        left.put(step, rest);
      }
    });
    return of(member && !other.member, left);
  }

  /// The paths of this set that are neither in `other` nor below a path of it.
  public FieldSet without(FieldSet other) {
    if (other.isEmpty()) {
      return this;
    }
    if (other.member) {
      return EMPTY;
    }
    TreeMap<String, FieldSet> left = new TreeMap<>();
    children.forEach((step, child) -> {
      FieldSet rest = child.without(other.below(step));
      if (!rest.isEmpty()) {
        left.put(step, rest);
      }
    });
    return of(member, left);
  }

  /// The set in which the declared members on the way to every path are in the set, too.
  FieldSet withNamedFields(Schema schema) {
    return withNamedFields(schema, member);
  }

  private FieldSet withNamedFields(@Nullable Schema schema, boolean self) {
    TreeMap<String, FieldSet> marked = new TreeMap<>();
    children.forEach((step, child) -> {
      boolean isField = step.startsWith("f:");
      String name = step.substring(2);
      boolean named = isField && schema != null && schema.field(name) != null;
      @Nullable Schema below =
          schema == null ? null : isField ? schema.member(name) : schema.item();
      marked.put(step, child.withNamedFields(below, child.member || named));
    });
    return of(self, marked);
  }

  /// All paths as the API server prints them, such as `.spec.containers[name="c"].image`: what is
  /// in the set at one level first, then what is deeper.
  public List<String> paths() {
    List<String> paths = new ArrayList<>();
    collect("", paths);
    return paths;
  }

  private void collect(String prefix, List<String> paths) {
    children.forEach((step, child) -> {
      if (child.member) {
        paths.add(prefix + print(step));
      }
    });
    children.forEach((step, child) -> child.collect(prefix + print(step), paths));
  }

  static String print(String step) {
    String rest = step.substring(2);
    return switch (step.charAt(0)) {
      case 'f' -> "." + rest;
      case 'v' -> "[=" + GoText.shown(parse(step)) + "]";
      case 'i' -> "[" + rest + "]";
      default -> {
        StringBuilder keys = new StringBuilder("[");
        for (Map.Entry<String, JsonNode> key : parse(step).properties()) {
          if (keys.length() > 1) {
            keys.append(',');
          }
          keys.append(key.getKey()).append('=');
          keys.append(GoText.shown(key.getValue()));
        }
        yield keys.append(']').toString();
      }
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FieldSet set && member == set.member && children.equals(set.children);
  }

  @Override
  public int hashCode() {
    return children.hashCode() * 31 + (member ? 1 : 0);
  }

  @Override
  public String toString() {
    return encode().toString();
  }
}
