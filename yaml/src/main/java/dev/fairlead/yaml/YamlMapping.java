package dev.fairlead.yaml;

import dev.fairlead.model.Position;
import java.util.List;
import java.util.Optional;

/// Pairs of nodes in the order of the text. Merge keys (`<<`) are kept as they are written; only
/// [YamlJson] follows them.
public record YamlMapping(
    Position position, int start, int end, String tag, boolean flow, List<Entry> entries)
    implements YamlNode {

  /// One pair.
  public record Entry(YamlNode key, YamlNode value) {
    /// The text of a scalar key; empty for a key that is a collection.
    public Optional<String> name() {
      return key instanceof YamlScalar scalar ? Optional.of(scalar.value()) : Optional.empty();
    }
  }

  public YamlMapping {
    entries = List.copyOf(entries);
  }

  /// The value of a scalar key, the last one where duplicates were allowed.
  public Optional<YamlNode> find(String key) {
    return entry(key).map(Entry::value);
  }

  /// The pair of a scalar key, the last one where duplicates were allowed.
  public Optional<Entry> entry(String key) {
    Entry found = null;
    for (Entry entry : entries) {
      if (entry.key() instanceof YamlScalar scalar && scalar.value().equals(key)) {
        found = entry;
      }
    }
    return Optional.ofNullable(found);
  }

  /// The value of a key where it is a mapping.
  public Optional<YamlMapping> mapping(String key) {
    return find(key).filter(YamlMapping.class::isInstance).map(YamlMapping.class::cast);
  }

  /// The value of a key where it is a sequence.
  public Optional<YamlSequence> sequence(String key) {
    return find(key).filter(YamlSequence.class::isInstance).map(YamlSequence.class::cast);
  }

  /// The value of a key where it is a scalar.
  public Optional<YamlScalar> scalar(String key) {
    return find(key).filter(YamlScalar.class::isInstance).map(YamlScalar.class::cast);
  }
}
