package dev.fairlead.chart;

import dev.fairlead.model.Position;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlOptions;
import dev.fairlead.yaml.YamlScalar;
import dev.fairlead.yaml.YamlSequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The text of a values file, to look up where it sets what.
///
/// @param cut how many keys of a path lead to the chart whose values these are
/// @param whole whether places in the text mean nothing, because nobody sees it as a file
record ValuesText(String name, List<YamlNode> documents, int cut, boolean whole) {

  static ValuesText of(String name, String text, int cut, boolean whole) {
    List<YamlNode> documents;
    try {
      documents =
          Yaml.parse(
              name,
              text,
              YamlOptions.DEFAULT.withDuplicateKeys(YamlOptions.DuplicateKeys.LAST_WINS));
    } catch (YamlException _) {
      // Helm's own reader took it; places are all that is lost.
      documents = List.of();
    }
    return new ValuesText(name, documents, cut, whole);
  }

  /// Where a path is set; the place of its key.
  Optional<Position> find(List<Object> keys) {
    if (keys.size() <= cut) {
      return Optional.empty();
    }
    Position found = null;
    for (YamlNode document : documents) {
      Position in = place(document, keys);
      found = in == null ? found : in;
    }
    return Optional.ofNullable(found);
  }

  private @Nullable Position place(YamlNode document, List<Object> keys) {
    YamlNode parent = walk(document, keys.subList(cut, keys.size() - 1));
    Object last = keys.getLast();
    if (parent instanceof YamlMapping mapping && last instanceof String name) {
      YamlMapping.Entry entry = entry(mapping, name);
      return entry == null ? null : at(entry.key().position());
    }
    YamlNode item = parent == null ? null : step(parent, last);
    return item == null ? null : at(item.position());
  }

  /// The keys of the mapping at a path, with their places.
  Map<String, Position> keysBelow(List<Object> keys) {
    Map<String, Position> found = new LinkedHashMap<>();
    if (keys.size() < cut) {
      return found;
    }
    for (YamlNode document : documents) {
      if (walk(document, keys.subList(cut, keys.size())) instanceof YamlMapping mapping) {
        for (YamlMapping.Entry entry : entries(mapping)) {
          entry.name().ifPresent(name -> found.put(name, at(entry.key().position())));
        }
      }
    }
    return found;
  }

  private Position at(Position position) {
    return whole ? Position.of(name) : position;
  }

  private static @Nullable YamlNode walk(YamlNode from, List<Object> keys) {
    YamlNode node = from;
    for (Object key : keys) {
      node = step(node, key);
      if (node == null) {
        return null;
      }
    }
    return node;
  }

  private static @Nullable YamlNode step(YamlNode node, Object key) {
    return switch (node) {
      case YamlMapping mapping -> {
        YamlMapping.Entry entry = entry(mapping, key.toString());
        yield entry == null ? null : entry.value();
      }
      case YamlSequence sequence ->
          key instanceof Integer index && index < sequence.items().size()
              ? sequence.items().get(index)
              : null;
      case YamlScalar _ -> null;
    };
  }

  private static YamlMapping.@Nullable Entry entry(YamlMapping mapping, String key) {
    YamlMapping.Entry found = null;
    for (YamlMapping.Entry entry : entries(mapping)) {
      if (entry.name().filter(key::equals).isPresent()) {
        found = entry;
      }
    }
    return found;
  }

  /// With what merge keys bring, which is weaker.
  private static List<YamlMapping.Entry> entries(YamlMapping mapping) {
    List<YamlMapping.Entry> all = new ArrayList<>();
    for (YamlMapping.Entry entry : mapping.entries()) {
      if (entry.name().filter("<<"::equals).isPresent()) {
        switch (entry.value()) {
          case YamlMapping merged -> all.addAll(0, entries(merged));
          case YamlSequence list -> {
            for (YamlNode item : list.items()) {
              if (item instanceof YamlMapping merged) {
                all.addAll(0, entries(merged));
              }
            }
          }
          case YamlScalar _ -> {}
        }
      } else {
        all.add(entry);
      }
    }
    return all;
  }
}
