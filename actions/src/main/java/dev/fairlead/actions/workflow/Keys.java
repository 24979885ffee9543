package dev.fairlead.actions.workflow;

import dev.fairlead.model.Position;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlScalar;
import dev.fairlead.yaml.YamlSequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The keys of one mapping: what is taken was known, what is left over is an error.
final class Keys {
  private final YamlMapping mapping;
  private final String what;
  private final Problems problems;
  private final Set<String> known = new LinkedHashSet<>();

  Keys(YamlMapping mapping, String what, Problems problems) {
    this.mapping = mapping;
    this.what = what;
    this.problems = problems;
    Map<String, String> seen = new HashMap<>();
    for (YamlMapping.Entry entry : mapping.entries()) {
      entry
          .name()
          .ifPresent(name -> {
            String other = seen.put(name.toLowerCase(Locale.ROOT), name);
            if (other != null) {
              problems.error(
                  entry.key().position(),
                  "'"
                      + name
                      + "' is there twice (as '"
                      + other
                      + "'): keys that differ only in case count as equal");
            }
          });
    }
  }

  Position at() {
    return mapping.position();
  }

  Position at(String key) {
    return mapping.entry(key).map(entry -> entry.key().position()).orElse(mapping.position());
  }

  boolean has(String key) {
    return mapping.find(key).isPresent();
  }

  Optional<YamlNode> take(String key) {
    known.add(key);
    return mapping.find(key);
  }

  Optional<YamlMapping> mapping(String key) {
    return take(key)
        .flatMap(node -> {
          if (node instanceof YamlMapping found) {
            return Optional.of(found);
          }
          if (!isNull(node)) {
            problems.error(node.position(), "'" + key + "' must be a mapping");
          }
          return Optional.empty();
        });
  }

  Optional<String> text(String key) {
    return take(key)
        .flatMap(node -> {
          if (node instanceof YamlScalar scalar) {
            return Optional.of(scalar.value());
          }
          problems.error(node.position(), "'" + key + "' must be a text");
          return Optional.empty();
        });
  }

  /// One text, or a list of texts.
  List<YamlScalar> texts(String key) {
    Optional<YamlNode> node = take(key);
    if (node.isEmpty() || isNull(node.get())) {
      return List.of();
    }
    List<YamlScalar> texts = new ArrayList<>();
    switch (node.get()) {
      case YamlScalar scalar -> texts.add(scalar);
      case YamlSequence sequence -> {
        for (YamlNode item : sequence.items()) {
          if (item instanceof YamlScalar scalar) {
            texts.add(scalar);
          } else {
            problems.error(item.position(), "an item of '" + key + "' must be a text");
          }
        }
      }
      case YamlMapping _ ->
          problems.error(node.get().position(), "'" + key + "' must be a text or a list of texts");
    }
    return texts;
  }

  /// Reports every key that nobody took.
  void finish() {
    for (YamlMapping.Entry entry : mapping.entries()) {
      String name = entry.name().orElse("");
      if (!known.contains(name)) {
        problems.error(
            entry.key().position(),
            "unknown key '"
                + name
                + "' in "
                + what
                + suggestion(name)
                + "; expected one of "
                + String.join(", ", known));
      }
    }
  }

  private String suggestion(String name) {
    String best = "";
    int least = 3;
    for (String candidate : known) {
      int distance = distance(name.toLowerCase(Locale.ROOT), candidate);
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return best.isEmpty() ? "" : " (did you mean '" + best + "'?)";
  }

  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int cost = one.charAt(i - 1) == other.charAt(j - 1) ? diagonal : diagonal + 1;
        diagonal = row[j];
        row[j] = Math.min(cost, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }

  static boolean isNull(YamlNode node) {
    return node instanceof YamlScalar scalar
        && scalar.isPlain()
        && List.of("", "~", "null", "Null", "NULL").contains(scalar.value());
  }
}
