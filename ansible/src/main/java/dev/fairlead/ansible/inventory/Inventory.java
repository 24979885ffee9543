package dev.fairlead.ansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.ansible.inventory.InventoryBuilder.BrokenException;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.TreeEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Hosts, groups and variables of some inventory sources, as Ansible puts them together.
///
/// @param dynamic whether a source is a program or a plugin's configuration, whose hosts only a run
///   knows
public record Inventory(
    Map<String, InventoryHost> hosts,
    Map<String, InventoryGroup> groups,
    boolean dynamic,
    List<Finding> findings) {

  public Inventory {
    hosts = new LinkedHashMap<>(hosts);
    groups = new LinkedHashMap<>(groups);
    findings = List.copyOf(findings);
  }

  /// Reads sources in Ansible's order; later ones win for equal variables. A source that cannot be
  /// read is a finding.
  public static Inventory read(RevisionTree tree, List<String> sources) {
    var builder = new InventoryBuilder();
    for (String source : sources) {
      Optional<TreeEntry> entry = tree.find(source);
      if (entry.isEmpty() || entry.get().kind() != TreeEntry.Kind.FILE) {
        continue; // The layer's discovery reports it; an absolute path is not ours to read.
      }
      if (entry.get().executable()) {
        builder.markDynamic();
        continue;
      }
      try {
        source(source, tree.text(source), builder);
      } catch (BrokenException e) {
        builder.report(
            Finding.error(
                InventoryBuilder.RULE,
                e.at(),
                e.getMessage() + "; Ansible refuses the whole inventory"));
      }
    }
    return builder.build();
  }

  /// Reads one text as a source.
  ///
  /// @param file its name decides between YAML and INI
  public static Inventory parse(String file, String text) {
    return read(dev.fairlead.model.MemoryTree.of(Map.of(file, text)), List.of(file));
  }

  private static void source(String file, String text, InventoryBuilder into) {
    String name = file.substring(file.lastIndexOf('/') + 1);
    boolean yamlName = name.endsWith(".yml") || name.endsWith(".yaml") || name.endsWith(".json");
    boolean yaml = yamlName || !name.contains(".");
    if (yaml && reads(YamlInventory::read, file, text)) {
      YamlInventory.read(file, text, into);
    } else if (!yamlName || reads(IniInventory::read, file, text)) {
      IniInventory.read(file, text, into); // What is no YAML is tried as INI, whatever its name.
    } else {
      YamlInventory.read(file, text, into);
    }
  }

  private interface Reader {
    void read(String file, String text, InventoryBuilder into);
  }

  private static boolean reads(Reader reader, String file, String text) {
    try {
      reader.read(file, text, new InventoryBuilder());
      return true;
    } catch (BrokenException _) {
      return false;
    }
  }

  /// Members of a group and of all groups below it, in Ansible's order; empty for an unknown group.
  public List<String> members(String group) {
    Set<String> names = new LinkedHashSet<>();
    for (String each : descendants(group)) {
      InventoryGroup found = groups.get(each);
      if (found != null) {
        names.addAll(found.hosts());
      }
    }
    return List.copyOf(names);
  }

  /// A group and those below it, nearest first.
  private Set<String> descendants(String group) {
    Set<String> seen = new LinkedHashSet<>();
    List<String> level = groups.containsKey(group) ? List.of(group) : List.of();
    while (!level.isEmpty()) {
      seen.addAll(level);
      List<String> next = new ArrayList<>();
      for (String each : level) {
        InventoryGroup found = groups.get(each);
        if (found != null) {
          found.children().stream().filter(child -> !seen.contains(child)).forEach(next::add);
        }
      }
      level = next;
    }
    return seen;
  }

  /// The groups that a host is in, directly or through groups below them, in the order in which
  /// their variables are laid over each other.
  public List<InventoryGroup> groupsOf(String host) {
    return groups.values().stream()
        .filter(group -> members(group.name()).contains(host))
        .sorted(
            Comparator.comparingInt(InventoryGroup::depth)
                .thenComparingInt(InventoryGroup::priority)
                .thenComparing(InventoryGroup::name))
        .toList();
  }

  /// Variables that inventory files give a host: of its groups, then its own.
  public Map<String, JsonNode> vars(String host) {
    Map<String, JsonNode> vars = new LinkedHashMap<>();
    groupsOf(host).forEach(group -> vars.putAll(group.vars()));
    InventoryHost own = hosts.get(host);
    if (own != null) {
      vars.putAll(own.vars());
    }
    return vars;
  }

  /// Where a host is first named.
  public Position position(String host) {
    InventoryHost found = hosts.get(host);
    return found == null ? Position.of("") : found.at();
  }
}
