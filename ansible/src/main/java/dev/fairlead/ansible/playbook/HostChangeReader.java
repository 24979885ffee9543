package dev.fairlead.ansible.playbook;

import dev.fairlead.ansible.inventory.Inventory;
import dev.fairlead.ansible.inventory.InventoryGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// How the hosts of two inventories differ.
///
/// @param variables changed variables of hosts that are in both, by host; a host whose groups
///   changed has an entry too
/// @param moved hosts that are in both and whose groups changed
/// @param membership the groups whose members differ, as [Words] names them
record HostChangeReader(
    Set<String> added,
    Set<String> removed,
    Map<String, Set<String>> variables,
    Set<String> moved,
    Set<String> membership) {

  static HostChangeReader between(Inventory before, Inventory after) {
    Set<String> added = new TreeSet<>(after.hosts().keySet());
    added.removeAll(before.hosts().keySet());
    Set<String> removed = new TreeSet<>(before.hosts().keySet());
    removed.removeAll(after.hosts().keySet());
    Map<String, Set<String>> variables = new LinkedHashMap<>();
    Set<String> moved = new TreeSet<>();
    for (String host : after.hosts().keySet()) {
      if (added.contains(host)) {
        continue;
      }
      Set<String> names = VariableChanges.differences(before.vars(host), after.vars(host));
      if (!groups(before, host).equals(groups(after, host))) {
        moved.add(host);
      }
      if (!names.isEmpty()) {
        variables.put(host, names);
      }
    }
    Set<String> membership = new LinkedHashSet<>();
    Set<String> groups = new TreeSet<>(before.groups().keySet());
    groups.addAll(after.groups().keySet());
    for (String group : groups) {
      if (!before.members(group).equals(after.members(group))) {
        membership.add(Words.GROUP + group);
      }
    }
    if (!membership.isEmpty()) {
      membership.add(Words.GROUPS);
    }
    return new HostChangeReader(added, removed, variables, moved, membership);
  }

  private static Set<String> groups(Inventory inventory, String host) {
    Set<String> names = new TreeSet<>();
    inventory.groupsOf(host).stream().map(InventoryGroup::name).forEach(names::add);
    return names;
  }

  AffectedPlaybooks.HostChanges forReaders() {
    List<String> changed = new ArrayList<>(new TreeSet<>(variables.keySet()));
    moved.stream().filter(host -> !changed.contains(host)).forEach(changed::add);
    return new AffectedPlaybooks.HostChanges(List.copyOf(added), List.copyOf(removed), changed);
  }
}
