package dev.fairlead.ansible.layout;

import dev.fairlead.ansible.layout.AnsibleSettings.DeclaredRun;
import dev.fairlead.ansible.layout.AnsibleSettings.Removal;
import dev.fairlead.ansible.layout.OutputSource.GroupSource;
import dev.fairlead.ansible.layout.OutputSource.Shape;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlScalar;
import dev.fairlead.yaml.YamlSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads the section `ansible` of `fairlead.yaml`; what it does not understand becomes a finding,
/// and the convention holds in its place.
final class SettingsReader {
  private static final String FILE = "fairlead.yaml";
  private static final String RULE = "ansible-settings";

  private final List<Finding> findings = new ArrayList<>();

  static AnsibleSettings read(RevisionTree tree) {
    if (!tree.isFile(FILE)) {
      return AnsibleSettings.DEFAULT;
    }
    return new SettingsReader().settings(tree.text(FILE));
  }

  private AnsibleSettings settings(String text) {
    Optional<YamlMapping> section = Optional.empty();
    try {
      section =
          Yaml.parseOne(FILE, text)
              .filter(YamlMapping.class::isInstance)
              .flatMap(node -> ((YamlMapping) node).mapping("ansible"));
    } catch (YamlException e) {
      findings.add(Finding.error(RULE, e.position(), e.problem()));
    }
    if (section.isEmpty()) {
      AnsibleSettings none = AnsibleSettings.DEFAULT;
      return new AnsibleSettings(
          none.directory(),
          none.playbooks(),
          none.sources(),
          none.outputs(),
          none.removal(),
          none.groups(),
          none.runs(),
          findings);
    }
    YamlMapping ansible = section.get();
    warnAboutUnknown(ansible, List.of("dir", "playbooks", "inventory", "groups", "runs", "drift"));
    Optional<YamlMapping> inventory = ansible.mapping("inventory");
    inventory.ifPresent(map ->
        warnAboutUnknown(
            map, List.of("sources", "outputs", "identity", "removed", "file", "extraVars")));
    return new AnsibleSettings(
        text(ansible, "dir").map(SettingsReader::withoutSlash),
        texts(ansible, "playbooks"),
        inventory.map(map -> texts(map, "sources")).orElse(List.of()),
        inventory.map(this::outputs).orElse(List.of()),
        inventory.flatMap(map -> map.mapping("removed")).map(this::removal).orElse(Removal.DEFAULT),
        groups(ansible),
        runs(ansible),
        findings);
  }

  private static String withoutSlash(String path) {
    String clean = path.startsWith("./") ? path.substring(2) : path;
    clean = clean.endsWith("/") ? clean.substring(0, clean.length() - 1) : clean;
    return clean.equals(".") ? "" : clean;
  }

  private void warnAboutUnknown(YamlMapping map, List<String> known) {
    for (YamlMapping.Entry entry : map.entries()) {
      if (!known.contains(entry.name().orElse(""))) {
        findings.add(
            Finding.warning(
                RULE,
                entry.key().position(),
                "unknown key \"%s\": expected one of %s"
                    .formatted(entry.name().orElse("?"), String.join(", ", known))));
      }
    }
  }

  private List<OutputSource> outputs(YamlMapping inventory) {
    List<OutputSource> sources = new ArrayList<>();
    for (YamlMapping entry : mappings(inventory, "outputs")) {
      Optional<String> output = text(entry, "output");
      if (output.isEmpty()) {
        findings.add(
            Finding.error(
                RULE, entry.position(), "an entry of `outputs` needs `output`, its name"));
        continue;
      }
      List<String> address = texts(entry, "address");
      sources.add(
          new OutputSource(
              text(entry, "project").orElse(""),
              output.get(),
              shape(entry),
              text(entry, "name").orElse("name"),
              address.isEmpty() ? OutputSource.ADDRESS_FIELDS : address,
              groupSources(entry),
              text(entry, "labels"),
              text(entry, "hostKey"),
              entry.mapping("vars").map(SettingsReader::plain).orElse(Map.of())));
    }
    return sources;
  }

  private Shape shape(YamlMapping entry) {
    String name = text(entry, "shape").orElse("auto").toUpperCase(Locale.ROOT);
    for (Shape shape : Shape.values()) {
      if (shape.name().equals(name)) {
        return shape;
      }
    }
    findings.add(
        Finding.error(
            RULE,
            entry.find("shape").orElse(entry).position(),
            "unknown shape: expected auto, ini, yaml, map, list or groups"));
    return Shape.AUTO;
  }

  private List<GroupSource> groupSources(YamlMapping entry) {
    List<GroupSource> sources = new ArrayList<>();
    for (YamlNode item : items(entry, "groups")) {
      switch (item) {
        case YamlScalar scalar -> sources.add(new GroupSource(scalar.value(), Map.of(), ""));
        case YamlMapping map ->
            sources.add(
                new GroupSource(
                    text(map, "field").orElse(""),
                    map.mapping("rename").map(SettingsReader::plain).orElse(Map.of()),
                    text(map, "prefix").orElse("")));
        case YamlSequence list ->
            findings.add(
                Finding.error(RULE, list.position(), "expected a field's name, found a list"));
      }
    }
    return sources;
  }

  private Removal removal(YamlMapping map) {
    boolean confirm = !text(map, "confirm").orElse("always").equals("never");
    String most = text(map, "max").orElse("1");
    if (!most.matches("[0-9]{1,4}")) {
      findings.add(Finding.error(RULE, map.position(), "`max` has to be a number: " + most));
      return new Removal(confirm, 1);
    }
    return new Removal(confirm, Integer.parseInt(most));
  }

  private static Map<String, List<String>> groups(YamlMapping ansible) {
    Map<String, List<String>> groups = new TreeMap<>();
    ansible
        .mapping("groups")
        .ifPresent(map ->
            map.entries()
                .forEach(entry ->
                    groups.put(entry.name().orElse(""), texts(map, entry.name().orElse("")))));
    return groups;
  }

  private List<DeclaredRun> runs(YamlMapping ansible) {
    List<DeclaredRun> runs = new ArrayList<>();
    for (YamlMapping entry : mappings(ansible, "runs")) {
      Optional<String> playbook = text(entry, "playbook");
      if (playbook.isEmpty()) {
        findings.add(Finding.error(RULE, entry.position(), "an entry of `runs` needs `playbook`"));
        continue;
      }
      List<String> on = texts(entry, "on");
      for (String event : on) {
        if (!List.of("push", "host-added", "host-removed", "schedule", "manual").contains(event)) {
          findings.add(
              Finding.error(
                  RULE,
                  entry.find("on").orElse(entry).position(),
                  "unknown event \"%s\": expected push, host-added, host-removed, schedule or manual"
                      .formatted(event)));
        }
      }
      runs.add(
          new DeclaredRun(
              playbook.get(), on, texts(entry, "tags"), text(entry, "limit").orElse("")));
    }
    return runs;
  }

  private List<YamlMapping> mappings(YamlMapping map, String key) {
    List<YamlMapping> mappings = new ArrayList<>();
    for (YamlNode item : items(map, key)) {
      if (item instanceof YamlMapping mapping) {
        mappings.add(mapping);
      } else {
        findings.add(Finding.error(RULE, item.position(), "expected keys and values here"));
      }
    }
    return mappings;
  }

  private static Map<String, String> plain(YamlMapping map) {
    Map<String, String> values = new TreeMap<>();
    for (YamlMapping.Entry entry : map.entries()) {
      if (entry.value() instanceof YamlScalar scalar) {
        entry.name().ifPresent(name -> values.put(name, scalar.value()));
      }
    }
    return values;
  }

  private static Optional<String> text(YamlMapping map, String key) {
    return map.scalar(key).map(YamlScalar::value).filter(value -> !value.isEmpty());
  }

  private static List<String> texts(YamlMapping map, String key) {
    List<String> texts = new ArrayList<>();
    for (YamlNode item : items(map, key)) {
      if (item instanceof YamlScalar scalar && !scalar.value().isEmpty()) {
        texts.add(scalar.value());
      }
    }
    return texts;
  }

  /// The items of a list; a single value counts as a list of one.
  private static List<YamlNode> items(YamlMapping map, String key) {
    return switch (map.find(key).orElse(null)) {
      case null -> List.of();
      case YamlSequence list -> list.items();
      case YamlNode single -> List.of(single);
    };
  }

  /// Where messages about the settings as a whole point to.
  static Position position() {
    return Position.of(FILE);
  }
}
