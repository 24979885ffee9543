package dev.fairlead.yaml;

import dev.fairlead.model.Position;
import java.util.List;

/// A list of nodes.
public record YamlSequence(
    Position position, int start, int end, String tag, boolean flow, List<YamlNode> items)
    implements YamlNode {

  public YamlSequence {
    items = List.copyOf(items);
  }
}
