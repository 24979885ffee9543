package dev.fairlead.ansible.outputs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.ansible.inventory.Inventory;
import dev.fairlead.ansible.inventory.InventoryGroup;
import dev.fairlead.ansible.layout.OutputSource;
import dev.fairlead.ansible.layout.OutputSource.GroupSource;
import dev.fairlead.ansible.layout.OutputSource.Shape;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Hosts from the value of one output, in each of the shapes that are seen in practice. What comes
/// from an output is data: whatever Ansible would run as code, or read as something else than a
/// name or value, is refused.
final class OutputReader {
  static final String RULE = "ansible-outputs";
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?");
  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.:-]*)");
  private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern IP =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

  /// Variables that Ansible itself gives a meaning to.
  private static final Set<String> MAGIC =
      Set.of(
          "hostvars",
          "groups",
          "group_names",
          "inventory_hostname",
          "inventory_hostname_short",
          "inventory_dir",
          "inventory_file",
          "playbook_dir",
          "role_path",
          "role_name",
          "omit",
          "vars",
          "environment",
          "play_hosts",
          "lookup",
          "query",
          "q",
          "ansible_facts");

  private static final List<String> GROUP_FIELDS = List.of("groups", "group", "role");

  private final String project;
  private final OutputSource source;
  private final List<Finding> findings = new ArrayList<>();
  private final List<OutputHost> hosts = new ArrayList<>();

  OutputReader(String project, OutputSource source) {
    this.project = project;
    this.source = source;
  }

  List<Finding> findings() {
    return findings;
  }

  List<OutputHost> read(JsonNode value) {
    String place = source.output();
    switch (shape(value)) {
      case INI -> inventory(value, "inventory.ini");
      case YAML -> inventory(value, "inventory.yml");
      case MAP ->
          value
              .properties()
              .forEach(entry ->
                  fields(
                      place + "[\"" + shown(entry.getKey()) + "\"]",
                      Optional.of(entry.getKey()),
                      entry.getValue()));
      case LIST -> {
        for (int i = 0; i < value.size(); i++) {
          JsonNode item = value.get(i);
          String at = place + "[" + i + "]";
          JsonNode name = item.path(source.name());
          if (!name.isTextual()) {
            refuse(at, "expected the host's name in the field \"" + source.name() + "\"");
          } else {
            fields(at, Optional.of(name.textValue()), item);
          }
        }
      }
      case GROUPS ->
          value
              .properties()
              .forEach(group ->
                  members(
                      place + "[\"" + shown(group.getKey()) + "\"]",
                      group.getKey(),
                      group.getValue()));
      case AUTO ->
          refuse(
              place,
              "expected a text, a map of hosts or a list of hosts, found " + value.getNodeType());
    }
    return hosts;
  }

  /// Parallel outputs: the group is the output's name without `_ip(s)`.
  List<OutputHost> readAddresses(String group, JsonNode value) {
    members(source.output(), group, value);
    return hosts;
  }

  private Shape shape(JsonNode value) {
    if (source.shape() != Shape.AUTO) {
      return source.shape();
    }
    if (value.isTextual()) {
      String text = value.textValue().stripLeading();
      return text.startsWith("[") || !text.contains(":") || text.matches("(?s)[^\n:]*\\[.*")
          ? Shape.INI
          : Shape.YAML;
    }
    if (value.isArray()) {
      return Shape.LIST;
    }
    if (!value.isObject()) {
      return Shape.AUTO;
    }
    boolean groups = !value.isEmpty();
    for (JsonNode each : value) {
      groups &= each.isArray();
    }
    return groups ? Shape.GROUPS : Shape.MAP;
  }

  private void inventory(JsonNode value, String file) {
    if (!value.isTextual()) {
      refuse(source.output(), "expected the text of an inventory");
      return;
    }
    Inventory inventory = Inventory.parse(file, value.textValue());
    inventory.findings().forEach(finding -> refuse(source.output(), finding.message()));
    inventory
        .hosts()
        .values()
        .forEach(host -> {
          String place = source.output() + "[\"" + shown(host.name()) + "\"]";
          Map<String, JsonNode> vars = new TreeMap<>(host.vars());
          Optional<String> address =
              Optional.ofNullable(vars.remove("ansible_host")).map(JsonNode::asText);
          List<String> groups =
              inventory.groups().values().stream()
                  .filter(group -> group.hosts().contains(host.name()))
                  .map(InventoryGroup::name)
                  .filter(name -> !name.equals("ungrouped") && !name.equals("all"))
                  .toList();
          add(place, Optional.of(host.name()), groups, address, vars);
        });
  }

  private void fields(String place, Optional<String> name, JsonNode value) {
    if (value.isTextual() && name.isPresent()) {
      add(place, name, List.of(), Optional.of(value.textValue()), Map.of());
      return;
    }
    if (!value.isObject()) {
      refuse(place, "expected the host's fields, found " + value.getNodeType());
      return;
    }
    Map<String, JsonNode> rest = new TreeMap<>();
    value.properties().forEach(field -> rest.put(field.getKey(), field.getValue()));
    Optional<String> address = Optional.empty();
    for (String field : source.address()) {
      JsonNode found = rest.remove(field);
      if (address.isEmpty() && found != null && found.isTextual() && !found.textValue().isEmpty()) {
        address = Optional.of(found.textValue());
      }
    }
    rest.remove(source.name());
    source.hostKey().ifPresent(rest::remove);
    List<String> groups = groups(place, value);
    source
        .labels()
        .ifPresent(field -> {
          JsonNode labels = rest.remove(field);
          if (labels != null) {
            rest.put("node_labels", labels);
          }
        });
    rest.remove("groups");
    rest.remove("group");
    add(place, name, groups, address, rest);
  }

  private List<String> groups(String place, JsonNode value) {
    List<String> groups = new ArrayList<>();
    if (source.groups().isEmpty()) {
      for (String field : GROUP_FIELDS) {
        if (value.has(field)) {
          texts(place, field, value.get(field)).forEach(groups::add);
          break;
        }
      }
      return groups;
    }
    for (GroupSource from : source.groups()) {
      if (value.has(from.field())) {
        for (String text : texts(place, from.field(), value.get(from.field()))) {
          groups.add(from.prefix() + from.rename().getOrDefault(text, text));
        }
      }
    }
    return groups;
  }

  private List<String> texts(String place, String field, JsonNode value) {
    List<String> texts = new ArrayList<>();
    for (JsonNode each : value.isArray() ? value : List.of(value)) {
      if (each.isValueNode() && !each.isNull()) {
        texts.add(each.asText());
      } else {
        refuse(place + "." + field, "expected the name of a group");
      }
    }
    return texts;
  }

  private void members(String place, String group, JsonNode value) {
    List<JsonNode> items = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(items::add);
    } else {
      items.add(value);
    }
    for (int i = 0; i < items.size(); i++) {
      JsonNode item = items.get(i);
      String at = value.isArray() ? place + "[" + i + "]" : place;
      if (!item.isTextual()) {
        refuse(at, "expected an address or a host's name");
      } else if (IP.matcher(item.textValue()).matches()) {
        add(at, Optional.empty(), List.of(group), Optional.of(item.textValue()), Map.of());
      } else {
        add(at, Optional.of(item.textValue()), List.of(group), Optional.empty(), Map.of());
      }
    }
  }

  private void add(
      String place,
      Optional<String> name,
      List<String> groups,
      Optional<String> address,
      Map<String, JsonNode> vars) {
    boolean fine = true;
    if (name.isPresent() && !HOST.matcher(name.get()).matches()) {
      refuse(
          place,
          "\"%s\" is no host name: expected letters, digits, . _ -".formatted(shown(name.get())));
      fine = false;
    }
    if (address.isPresent() && !ADDRESS.matcher(address.get()).matches()) {
      refuse(place, "\"%s\" is no address".formatted(shown(address.get())));
      fine = false;
    }
    List<String> safeGroups = new ArrayList<>();
    for (String group : groups) {
      String safe = group.replaceAll("[^A-Za-z0-9_]", "_");
      if (!group.matches("[A-Za-z0-9_.-]+") || !KEY.matcher(safe).matches()) {
        refuse(
            place, "\"%s\" is no group name: expected letters, digits, _".formatted(shown(group)));
        fine = false;
      } else {
        safeGroups.add(group);
      }
    }
    Map<String, String> written = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : vars.entrySet()) {
      String key = field.getKey().replace('-', '_');
      if (!KEY.matcher(key).matches()) {
        refuse(place, "\"%s\" is no variable name".formatted(shown(field.getKey())));
        fine = false;
      } else if (key.startsWith("ansible_") || MAGIC.contains(key)) {
        refuse(
            place + "." + shown(field.getKey()),
            "an output must not set \"%s\", which Ansible itself reads: declare it under `vars` in"
                    .formatted(key)
                + " fairlead.yaml");
        fine = false;
      } else if (!field.getValue().isNull()) {
        Optional<String> text = IniValue.write(field.getValue());
        if (text.isEmpty()) {
          refuse(
              place + "." + shown(field.getKey()),
              "the value holds a template or a line break, which an inventory would run or cut");
          fine = false;
        } else {
          written.put(key, text.get());
        }
      }
    }
    source.vars().forEach((key, value) -> written.put(key, IniValue.text(value).orElse(value)));
    if (fine) {
      hosts.add(new OutputHost(place, name, safeGroups, address, written));
    }
  }

  private void refuse(String place, String why) {
    findings.add(
        Finding.error(
            RULE,
            Position.of("fairlead.yaml".equals(project) ? project : "terraform output " + place),
            "project %s, output %s: %s".formatted(project.isEmpty() ? "?" : project, place, why)));
  }

  /// What a message may show of a text that nobody can trust.
  private static String shown(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", "?");
    return clean.length() > 60 ? clean.substring(0, 60) + "..." : clean;
  }
}
