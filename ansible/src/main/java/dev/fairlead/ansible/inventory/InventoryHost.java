package dev.fairlead.ansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.model.Position;
import java.util.LinkedHashMap;
import java.util.Map;

/// A host of an inventory.
///
/// @param vars variables set for it in inventory files, not those of its groups or `host_vars`
/// @param at where it is first named
public record InventoryHost(String name, Map<String, JsonNode> vars, Position at) {
  public InventoryHost {
    vars = new LinkedHashMap<>(vars);
  }
}
