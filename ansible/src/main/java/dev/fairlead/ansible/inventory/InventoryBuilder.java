package dev.fairlead.ansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// Collects what several sources say, by the rules of Ansible's `InventoryData`.
final class InventoryBuilder {
  static final String RULE = "ansible-inventory";

  /// Cannot be read on; what was read of the source stays, as with Ansible.
  static final class BrokenException extends RuntimeException {
    private final Position at;

    BrokenException(Position at, String message) {
      super(message);
      this.at = at;
    }

    Position at() {
      return at;
    }
  }

  private static final class Group {
    final Position at;
    final Set<String> hosts = new LinkedHashSet<>();
    final Set<String> children = new LinkedHashSet<>();
    final Set<String> parents = new LinkedHashSet<>();
    final Map<String, JsonNode> vars = new LinkedHashMap<>();
    int depth;
    int priority = 1;

    Group(Position at) {
      this.at = at;
    }
  }

  private record Host(Position at, Map<String, JsonNode> vars) {}

  private final Map<String, Group> groups = new LinkedHashMap<>();
  private final Map<String, Host> hosts = new LinkedHashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private boolean dynamic;

  InventoryBuilder() {
    Position nowhere = Position.of("");
    groups.put("all", new Group(nowhere));
    groups.put("ungrouped", new Group(nowhere));
    addChild("all", "ungrouped", nowhere);
  }

  boolean hasGroup(String name) {
    return groups.containsKey(name);
  }

  void addGroup(String name, Position at) {
    groups.computeIfAbsent(name, _ -> new Group(at));
  }

  void addHosts(HostNames names, Map<String, JsonNode> vars, String group, Position at) {
    for (String name : names.names()) {
      if (name.isEmpty()) {
        throw new BrokenException(at, "an empty host name");
      }
      Host host = hosts.computeIfAbsent(name, _ -> new Host(at, new LinkedHashMap<>()));
      OptionalInt port = names.port();
      if (port.isPresent()) {
        host.vars().put("ansible_port", LongNode.valueOf(port.getAsInt()));
      }
      group(group).hosts.add(name);
      vars.forEach((key, value) -> set(host.vars(), key, value));
    }
  }

  void setGroupVariable(String group, String key, JsonNode value, Position at) {
    if (key.equals("ansible_group_priority")) {
      if (!value.asText().matches("-?[0-9]{1,9}")) {
        throw new BrokenException(at, "ansible_group_priority has to be a number: " + value);
      }
      group(group).priority = Integer.parseInt(value.asText());
    } else {
      set(group(group).vars, key, value);
    }
  }

  /// A map replaces a map as a whole, unless `hash_behaviour` says otherwise, which nobody should.
  private static void set(Map<String, JsonNode> vars, String key, JsonNode value) {
    JsonNode before = vars.get(key);
    if (before instanceof ObjectNode && value instanceof ObjectNode) {
      vars.remove(key);
    }
    vars.put(key, value);
  }

  void addChild(String parent, String child, Position at) {
    if (parent.equals(child) || reaches(child, parent)) {
      throw new BrokenException(
          at, "adding group \"%s\" as a child of \"%s\" makes a loop".formatted(child, parent));
    }
    group(parent).children.add(child);
    group(child).parents.add(parent);
  }

  private boolean reaches(String from, String to) {
    return group(from).children.stream().anyMatch(child -> child.equals(to) || reaches(child, to));
  }

  private Group group(String name) {
    return groups.computeIfAbsent(name, _ -> new Group(Position.of("")));
  }

  void markDynamic() {
    dynamic = true;
  }

  void report(Finding finding) {
    findings.add(finding);
  }

  void warn(Position at, String message) {
    findings.add(Finding.warning(RULE, at, message));
  }

  Inventory build() {
    groups.forEach((name, group) -> {
      if (!name.equals("all") && group.parents.isEmpty()) {
        addChild("all", name, group.at);
      }
    });
    Group ungrouped = group("ungrouped");
    Group all = group("all");
    for (String host : hosts.keySet()) {
      boolean elsewhere =
          groups.entrySet().stream()
              .anyMatch(entry ->
                  !entry.getKey().equals("all")
                      && !entry.getKey().equals("ungrouped")
                      && entry.getValue().hosts.contains(host));
      if (elsewhere) {
        ungrouped.hosts.remove(host);
      } else {
        ungrouped.hosts.add(host);
      }
      if (groups.containsKey(host)) {
        warn(
            java.util.Objects.requireNonNull(hosts.get(host)).at(),
            "\"" + host + "\" is the name of a host and of a group");
      }
    }
    deepen(all, 0);
    Map<String, InventoryGroup> doneGroups = new LinkedHashMap<>();
    groups.forEach((name, group) ->
        doneGroups.put(
            name,
            new InventoryGroup(
                name,
                List.copyOf(group.hosts),
                List.copyOf(group.children),
                group.vars,
                group.depth,
                group.priority,
                group.at)));
    Map<String, InventoryHost> doneHosts = new LinkedHashMap<>();
    hosts.forEach(
        (name, host) -> doneHosts.put(name, new InventoryHost(name, host.vars(), host.at())));
    return new Inventory(doneHosts, doneGroups, dynamic, findings);
  }

  private void deepen(Group group, int depth) {
    group.depth = Math.max(group.depth, depth);
    group.children.forEach(child -> deepen(group(child), depth + 1));
  }
}
