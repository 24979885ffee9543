package dev.fairlead.terraform.config;

import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlScalar;
import dev.fairlead.yaml.YamlSequence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A mapping whose keys are known beforehand. What is wrong goes to a list of findings; the reader
/// goes on, so that all is told at once.
final class Section {
  static final String RULE = "atlantis-config";

  private final String what;
  private final Position position;
  private final Map<String, YamlMapping.Entry> entries = new LinkedHashMap<>();
  private final List<Finding> problems;

  /// @param what names the mapping in messages, such as `a project`
  Section(String what, YamlMapping mapping, List<Finding> problems) {
    this.what = what;
    this.position = mapping.position();
    this.problems = problems;
    collect(mapping, entries);
  }

  /// A node as a mapping; empty, and a finding, where it is none.
  static Optional<Section> of(String what, YamlNode node, List<Finding> problems) {
    if (node instanceof YamlMapping mapping) {
      return Optional.of(new Section(what, mapping, problems));
    }
    if (!isNull(node)) {
      problems.add(
          Finding.error(
              RULE, node.position(), "expected a mapping for " + what + ", found " + kind(node)));
    }
    return Optional.empty();
  }

  /// Follows merge keys: what stands in the mapping itself wins.
  private static void collect(YamlMapping mapping, Map<String, YamlMapping.Entry> into) {
    for (YamlMapping.Entry entry : mapping.entries()) {
      String name = entry.name().orElse("");
      if (!name.equals("<<")) {
        into.put(name, entry);
      }
    }
    mapping
        .find("<<")
        .ifPresent(merged -> {
          List<YamlNode> sources =
              merged instanceof YamlSequence sequence ? sequence.items() : List.of(merged);
          for (YamlNode source : sources) {
            if (source instanceof YamlMapping more) {
              Map<String, YamlMapping.Entry> inherited = new LinkedHashMap<>();
              collect(more, inherited);
              inherited.forEach(into::putIfAbsent);
            }
          }
        });
  }

  Position position() {
    return position;
  }

  Collection<YamlMapping.Entry> entries() {
    return entries.values();
  }

  /// Tells of keys that do not belong here.
  Section only(String... known) {
    List<String> names = List.of(known);
    entries.forEach((name, entry) -> {
      if (!names.contains(name)) {
        String near =
            names.stream()
                .filter(candidate ->
                    squeezed(candidate).equals(squeezed(name)) || near(candidate, name))
                .findFirst()
                .map(candidate -> "; did you mean '" + candidate + "'?")
                .orElse("; known keys: " + String.join(", ", names));
        problem(entry.key(), "unknown key '" + name + "' in " + what + near);
      }
    });
    return this;
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  Position at(String key) {
    YamlMapping.Entry entry = entries.get(key);
    return entry == null ? position : entry.value().position();
  }

  /// The value of a key; null where it is missing or null.
  @Nullable YamlNode node(String key) {
    YamlMapping.Entry entry = entries.get(key);
    return entry == null || isNull(entry.value()) ? null : entry.value();
  }

  @Nullable String text(String key) {
    YamlNode node = node(key);
    if (node == null) {
      return null;
    }
    if (node instanceof YamlScalar scalar) {
      return scalar.value();
    }
    problem(node, "expected text for '" + key + "', found " + kind(node));
    return null;
  }

  Optional<Boolean> flag(String key) {
    YamlNode node = node(key);
    if (node == null) {
      return Optional.empty();
    }
    if (node instanceof YamlScalar scalar && scalar.isPlain()) {
      switch (scalar.value().toLowerCase(Locale.ROOT)) {
        case "true", "yes", "on", "y" -> {
          return Optional.of(true);
        }
        case "false", "no", "off", "n" -> {
          return Optional.of(false);
        }
        default -> {}
      }
    }
    problem(node, "expected true or false for '" + key + "', found " + kind(node));
    return Optional.empty();
  }

  Optional<Integer> number(String key) {
    YamlNode node = node(key);
    if (node == null) {
      return Optional.empty();
    }
    if (node instanceof YamlScalar scalar && scalar.value().matches("[-+]?[0-9]{1,9}")) {
      return Optional.of(Integer.valueOf(scalar.value()));
    }
    problem(node, "expected a whole number for '" + key + "', found " + kind(node));
    return Optional.empty();
  }

  /// One of an enumeration's words, written in lower case.
  <E extends Enum<E>> Optional<E> choice(String key, E[] choices) {
    String word = text(key);
    if (word == null) {
      return Optional.empty();
    }
    for (E choice : choices) {
      if (choice.name().toLowerCase(Locale.ROOT).equals(word)) {
        return Optional.of(choice);
      }
    }
    List<String> words =
        java.util.Arrays.stream(choices).map(c -> c.name().toLowerCase(Locale.ROOT)).toList();
    problem(
        at(key),
        "'%s' must be one of %s, found '%s'".formatted(key, String.join(", ", words), word));
    return Optional.empty();
  }

  /// A list of texts; empty where the key is missing.
  Optional<List<YamlScalar>> scalars(String key) {
    YamlMapping.Entry entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    if (isNull(entry.value())) {
      return Optional.empty();
    }
    if (!(entry.value() instanceof YamlSequence sequence)) {
      problem(entry.value(), "expected a list for '" + key + "', found " + kind(entry.value()));
      return Optional.empty();
    }
    List<YamlScalar> scalars = new ArrayList<>();
    for (YamlNode item : sequence.items()) {
      if (item instanceof YamlScalar scalar) {
        scalars.add(scalar);
      } else {
        problem(item, "expected text in the list '" + key + "', found " + kind(item));
      }
    }
    return Optional.of(scalars);
  }

  Optional<List<String>> texts(String key) {
    return scalars(key).map(list -> list.stream().map(YamlScalar::value).toList());
  }

  List<YamlNode> items(String key) {
    YamlNode node = node(key);
    if (node == null) {
      return List.of();
    }
    if (node instanceof YamlSequence sequence) {
      return sequence.items();
    }
    problem(node, "expected a list for '" + key + "', found " + kind(node));
    return List.of();
  }

  Optional<Section> section(String key, String what) {
    YamlNode node = node(key);
    return node == null ? Optional.empty() : of(what, node, problems);
  }

  void problem(YamlNode at, String message) {
    problem(at.position(), message);
  }

  void problem(Position at, String message) {
    problems.add(Finding.error(RULE, at, message));
  }

  static boolean isNull(YamlNode node) {
    return node instanceof YamlScalar scalar
        && scalar.isPlain()
        && (scalar.value().isEmpty()
            || scalar.value().equals("~")
            || scalar.value().equalsIgnoreCase("null"));
  }

  static String kind(YamlNode node) {
    return switch (node) {
      case YamlMapping _ -> "a mapping";
      case YamlSequence _ -> "a list";
      case YamlScalar scalar -> scalar.value().isEmpty() ? "nothing" : "'" + scalar.value() + "'";
    };
  }

  private static String squeezed(String name) {
    return name.replaceAll("[-_ ]", "").toLowerCase(Locale.ROOT);
  }

  /// One wrong, missing or superfluous letter, or one letter too few at the end.
  private static boolean near(String one, String other) {
    if (Math.abs(one.length() - other.length()) > 1) {
      return false;
    }
    int start = 0;
    while (start < Math.min(one.length(), other.length())
        && one.charAt(start) == other.charAt(start)) {
      start++;
    }
    int tail = 0;
    while (tail < Math.min(one.length(), other.length()) - start
        && one.charAt(one.length() - 1 - tail) == other.charAt(other.length() - 1 - tail)) {
      tail++;
    }
    return Math.max(one.length(), other.length()) - start - tail <= 1;
  }
}
