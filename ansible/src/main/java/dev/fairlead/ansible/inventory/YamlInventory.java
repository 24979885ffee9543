package dev.fairlead.ansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.ansible.inventory.InventoryBuilder.BrokenException;
import dev.fairlead.ansible.layout.AnsibleYaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlScalar;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Reads a YAML (or JSON) source as Ansible's plugin `yaml` does.
final class YamlInventory {
  private static final int DEEPEST = 50;

  private final InventoryBuilder into;

  private YamlInventory(InventoryBuilder into) {
    this.into = into;
  }

  static void read(String file, String text, InventoryBuilder into) {
    Optional<YamlNode> document;
    try {
      document = AnsibleYaml.parse(file, text);
    } catch (YamlException e) {
      throw new BrokenException(e.position(), e.problem());
    }
    if (document.isEmpty()) {
      throw new BrokenException(
          dev.fairlead.model.Position.of(file), "the inventory is empty: Ansible refuses it");
    }
    if (!(document.get() instanceof YamlMapping groups)) {
      throw new BrokenException(
          document.get().position(), "expected groups with hosts, found no mapping");
    }
    if (groups.find("plugin").isPresent()) {
      into.markDynamic();
      return;
    }
    var reader = new YamlInventory(into);
    for (YamlMapping.Entry group : groups.entries()) {
      reader.group(group.name().orElse(""), group.key(), group.value(), 0);
    }
  }

  private void group(String name, YamlNode key, YamlNode content, int depth) {
    if (depth > DEEPEST) {
      throw new BrokenException(key.position(), "groups are nested too deep");
    }
    if (isNull(content)) {
      into.addGroup(name, key.position());
      return;
    }
    if (!(content instanceof YamlMapping group)) {
      into.warn(key.position(), "\"" + name + "\" is no group: expected hosts, children or vars");
      return;
    }
    into.addGroup(name, key.position());
    for (YamlMapping.Entry entry : group.entries()) {
      String section = entry.name().orElse("");
      switch (section) {
        case "vars" ->
            each(
                entry.value(),
                name,
                section,
                variable ->
                    into.setGroupVariable(
                        name,
                        variable.name().orElse(""),
                        AnsibleYaml.value(variable.value()),
                        variable.key().position()));
        case "children" ->
            each(
                entry.value(),
                name,
                section,
                child -> {
                  String childName = child.name().orElse("");
                  group(childName, child.key(), child.value(), depth + 1);
                  if (into.hasGroup(childName)) {
                    into.addChild(name, childName, child.key().position());
                  }
                });
        case "hosts" -> each(entry.value(), name, section, host -> host(name, host));
        default ->
            into.warn(
                entry.key().position(),
                "\"%s\" in group \"%s\" is ignored: expected hosts, children or vars"
                    .formatted(section, name));
      }
    }
  }

  private interface Each {
    void entry(YamlMapping.Entry entry);
  }

  private static void each(YamlNode content, String group, String section, Each each) {
    switch (content) {
      case YamlMapping map -> map.entries().forEach(each::entry);
      case YamlScalar scalar -> {
        if (!isNull(scalar)) {
          each.entry(
              new YamlMapping.Entry(
                  scalar,
                  new YamlScalar(
                      scalar.position(),
                      scalar.end(),
                      scalar.end(),
                      "",
                      YamlScalar.Style.PLAIN,
                      "")));
        }
      }
      default ->
          throw new BrokenException(
              content.position(),
              "`%s` of group \"%s\" has to be a mapping, found a list".formatted(section, group));
    }
  }

  private void host(String group, YamlMapping.Entry entry) {
    String name = entry.name().orElse("");
    Map<String, JsonNode> vars = new LinkedHashMap<>();
    if (entry.value() instanceof YamlMapping map) {
      AnsibleYaml.value(map).properties().forEach(v -> vars.put(v.getKey(), v.getValue()));
    } else if (!isNull(entry.value())) {
      throw new BrokenException(
          entry.value().position(), "expected variables of the host \"" + name + "\"");
    }
    into.addHosts(
        IniInventory.names(name, entry.key().position()), vars, group, entry.key().position());
  }

  private static boolean isNull(YamlNode node) {
    return node instanceof YamlScalar && AnsibleYaml.value(node).isNull();
  }
}
