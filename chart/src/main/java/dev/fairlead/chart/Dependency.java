package dev.fairlead.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// One entry of `dependencies` in `Chart.yaml`.
///
/// @param importValues each a text or an object with `child` and `parent`
public record Dependency(
    String name,
    String version,
    String repository,
    String condition,
    List<String> tags,
    boolean enabled,
    List<JsonNode> importValues,
    String alias) {

  public Dependency {
    tags = List.copyOf(tags);
    importValues = List.copyOf(importValues);
  }

  Dependency withEnabled(boolean value) {
    return new Dependency(name, version, repository, condition, tags, value, importValues, alias);
  }

  Dependency withName(String value) {
    return new Dependency(
        value, version, repository, condition, tags, enabled, importValues, alias);
  }
}
