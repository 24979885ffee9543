package dev.fairlead.chart.functions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.chart.go.GoJson;
import dev.fairlead.yaml.GoYaml;
import org.jspecify.annotations.Nullable;

/// `toYamlPretty`: go-yaml v3 with indent 2, lists indented under their key.
final class PrettyYaml {
  private PrettyYaml() {}

  static String write(@Nullable Object value) {
    JsonNode tree = GoJson.tree(value);
    String text = GoYaml.writePretty(tree);
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }
}
