package dev.fairlead.ansible.outputs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.ansible.layout.AnsibleLayer;
import dev.fairlead.ansible.layout.OutputSource;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import dev.fairlead.model.RevisionTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Which outputs feed which inventory file: as `fairlead.yaml` declares it, else by convention.
/// What only the convention takes for hosts is left alone where it does not look like hosts.
final class OutputSelection {
  private static final List<String> CONVENTION =
      List.of("ansible_inventory", "inventory", "nodes", "hosts");

  private final RevisionTree tree;
  private final List<ProjectOutputs> outputs;
  private final List<Finding> findings = new ArrayList<>();
  private final List<OutputHost> hosts = new ArrayList<>();

  OutputSelection(RevisionTree tree, List<ProjectOutputs> outputs) {
    this.tree = tree;
    this.outputs = List.copyOf(outputs);
  }

  InventoryUpdate update(Set<String> confirmedRemovals) {
    Optional<AnsibleLayer> layer = AnsibleLayer.discover(tree);
    if (layer.isEmpty()) {
      return InventoryUpdate.NOTHING;
    }
    boolean declared = !layer.get().settings().outputs().isEmpty();
    if (declared) {
      layer.get().settings().outputs().forEach(this::declared);
    } else {
      conventional(layer.get());
    }
    if (hosts.isEmpty() || !errors().isEmpty()) {
      return new InventoryUpdate(List.of(), findings, List.of(), List.of(), List.of());
    }
    Optional<String> file = file(layer.get());
    if (file.isEmpty()) {
      if (declared) {
        findings.add(
            Finding.error(
                OutputReader.RULE,
                Position.of("fairlead.yaml"),
                "the outputs name %d hosts, but no inventory of the repository is an INI file that"
                        .formatted(hosts.size())
                    + " could list them"));
      }
      return new InventoryUpdate(List.of(), findings, List.of(), List.of(), List.of());
    }
    byte[] bytes = tree.read(file.get());
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (!Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8))) {
      findings.add(
          Finding.error(
              OutputReader.RULE,
              Position.of(file.get()),
              "the inventory is not UTF-8: it cannot be edited without changing other bytes"));
      return new InventoryUpdate(List.of(), findings, List.of(), List.of(), List.of());
    }
    InventoryUpdate update =
        new InventoryEdit(file.get(), text)
            .apply(hosts, layer.get().settings().removal(), confirmedRemovals);
    findings.addAll(update.findings());
    return new InventoryUpdate(
        update.edits(), findings, update.added(), update.removed(), update.changed());
  }

  private List<Finding> errors() {
    return findings.stream()
        .filter(finding -> finding.severity() == dev.fairlead.model.Severity.ERROR)
        .toList();
  }

  private void declared(OutputSource source) {
    List<ProjectOutputs> projects =
        outputs.stream()
            .filter(each -> source.project().isEmpty() || isNamed(each.project(), source.project()))
            .filter(each ->
                each.values().containsKey(source.output())
                    || each.sensitive().contains(source.output()))
            .toList();
    if (projects.size() > 1) {
      findings.add(
          Finding.error(
              OutputReader.RULE,
              Position.of("fairlead.yaml"),
              "several projects have an output \"%s\": name one under `project`: %s"
                  .formatted(
                      source.output(),
                      String.join(", ", projects.stream().map(ProjectOutputs::project).toList()))));
      return;
    }
    for (ProjectOutputs project : projects) {
      if (project.sensitive().contains(source.output())) {
        findings.add(
            Finding.error(
                OutputReader.RULE,
                Position.of("fairlead.yaml"),
                "the output \"%s\" of %s is sensitive: hosts cannot be read from it"
                    .formatted(source.output(), project.project())));
        return;
      }
      read(project, source, true);
    }
    // A project that was never applied has no outputs: there is nothing to bring into step yet.
  }

  /// A project is called by its name, its directory, or its directory and workspace.
  private static boolean isNamed(String project, String wanted) {
    return project.equals(wanted)
        || project.equals(wanted + "/default")
        || project.equals(wanted + ":default")
        || project.contains("dir: `" + wanted + "` workspace: `default`");
  }

  private void conventional(AnsibleLayer layer) {
    for (String name : CONVENTION) {
      List<ProjectOutputs> projects =
          outputs.stream()
              .filter(each -> each.values().containsKey(name))
              .filter(each -> looksLikeHosts(each.values().get(name)))
              .toList();
      if (projects.size() > 1) {
        findings.add(
            Finding.warning(
                OutputReader.RULE,
                Position.of("fairlead.yaml"),
                "several projects have an output \"%s\" (%s): declare which one feeds the inventory"
                        .formatted(
                            name,
                            String.join(
                                ", ", projects.stream().map(ProjectOutputs::project).toList()))
                    + " under ansible.inventory.outputs"));
        return;
      }
      if (projects.size() == 1) {
        read(projects.getFirst(), OutputSource.conventional(name), false);
        return;
      }
    }
    parallel(layer);
  }

  private static boolean looksLikeHosts(@org.jspecify.annotations.Nullable JsonNode value) {
    if (value == null || (value.isEmpty() && !value.isTextual())) {
      return false;
    }
    if (value.isTextual()) {
      return value.textValue().contains("[") || value.textValue().contains("hosts:");
    }
    boolean likely = value.isContainerNode();
    for (JsonNode each : value) {
      likely &=
          (each.isArray() && value.isObject())
              || (each.isObject()
                  && (value.isObject() || each.path("name").isTextual())
                  && (OutputSource.ADDRESS_FIELDS.stream().anyMatch(each::has)
                      || each.has("groups")
                      || each.has("group")
                      || each.has("role")));
    }
    return likely;
  }

  /// `worker_ips` lists the hosts of a section `[worker]` that is there.
  private void parallel(AnsibleLayer layer) {
    Optional<String> file = file(layer);
    if (file.isEmpty()) {
      return;
    }
    Set<String> sections = new LinkedHashSet<>(new IniFile(tree.text(file.get())).sections());
    for (ProjectOutputs project : outputs) {
      new TreeMap<>(project.values())
          .forEach((name, value) -> {
            String group = name.replaceFirst("_(private_)?ips?$", "");
            if (!group.equals(name) && sections.contains(group)) {
              var reader = new OutputReader(project.project(), OutputSource.conventional(name));
              hosts.addAll(reader.readAddresses(group, value));
              findings.addAll(reader.findings());
            }
          });
    }
  }

  private void read(ProjectOutputs project, OutputSource source, boolean declared) {
    JsonNode value = project.values().get(source.output());
    if (value == null) {
      return;
    }
    var reader = new OutputReader(project.project(), source);
    List<OutputHost> found = reader.read(value);
    findings.addAll(reader.findings());
    if (found.isEmpty() && reader.findings().isEmpty() && declared) {
      findings.add(
          Finding.error(
              OutputReader.RULE,
              Position.of("fairlead.yaml"),
              "the output \"%s\" of %s lists no host: the inventory stays as it is"
                  .formatted(source.output(), project.project())));
    }
    hosts.addAll(found);
  }

  /// The INI source that holds most of the groups that the hosts are in.
  private Optional<String> file(AnsibleLayer layer) {
    Set<String> groups = new LinkedHashSet<>();
    hosts.forEach(host -> groups.addAll(host.groups()));
    String best = null;
    int most = -1;
    for (String source : layer.inventories()) {
      String name = source.substring(source.lastIndexOf('/') + 1);
      boolean ini = name.endsWith(".ini") || !name.contains(".");
      if (!ini || !tree.isFile(source) || tree.find(source).orElseThrow().executable()) {
        continue;
      }
      Set<String> sections = new IniFile(tree.text(source)).sections();
      int held = (int) groups.stream().filter(sections::contains).count();
      if (held > most) {
        best = source;
        most = held;
      }
    }
    return Optional.ofNullable(best);
  }
}
