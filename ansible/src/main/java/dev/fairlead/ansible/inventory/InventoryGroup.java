package dev.fairlead.ansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.model.Position;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A group of an inventory.
///
/// @param hosts direct members, in order
/// @param children direct child groups, in order
/// @param vars variables set in inventory files, not those of `group_vars`
/// @param depth the longest way from `all`
/// @param at where it is first named
public record InventoryGroup(
    String name,
    List<String> hosts,
    List<String> children,
    Map<String, JsonNode> vars,
    int depth,
    int priority,
    Position at) {
  public InventoryGroup {
    hosts = List.copyOf(hosts);
    children = List.copyOf(children);
    vars = new LinkedHashMap<>(vars);
  }
}
