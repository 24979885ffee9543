package dev.fairlead.ansible.playbook;

import dev.fairlead.ansible.inventory.Inventory;
import dev.fairlead.ansible.layout.AnsibleLayer;
import dev.fairlead.ansible.layout.PlaybookUnit;
import dev.fairlead.ansible.layout.TreePaths;
import dev.fairlead.ansible.playbook.PlaybookFile.Import;
import dev.fairlead.ansible.playbook.PlaybookFile.Item;
import dev.fairlead.ansible.playbook.PlaybookFile.Play;
import dev.fairlead.model.DidYouMean;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.yaml.YamlNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is wrong with the Ansible layer of a revision, found without running anything.
///
/// Rules: `ansible-syntax` (not readable, or not a playbook, play or task), `ansible-path-missing`
/// (import, role, template, file, inventory), `ansible-host-pattern` (a play whose hosts name no
/// group or host), `ansible-inventory`, `ansible-config`, `ansible-order`, `ansible-settings`.
public final class AnsibleCheck {
  static final String SYNTAX = "ansible-syntax";
  static final String PATH_MISSING = "ansible-path-missing";
  private static final String HOST_PATTERN = "ansible-host-pattern";
  private static final String CONFIG = "ansible-config";

  private final LayerFiles files;
  private final AnsibleLayer layer;
  private final Inventory inventory;
  private final Set<Finding> findings = new LinkedHashSet<>();

  private AnsibleCheck(RevisionTree tree, AnsibleLayer layer) {
    this.files = new LayerFiles(tree);
    this.layer = layer;
    this.inventory = Inventory.read(tree, layer.inventories());
  }

  /// Findings sorted by position; none where the revision has no Ansible layer.
  public static List<Finding> of(RevisionTree tree) {
    return AnsibleLayer.discover(tree)
        .map(layer -> new AnsibleCheck(tree, layer).findings())
        .orElse(List.of());
  }

  private List<Finding> findings() {
    findings.addAll(layer.findings());
    findings.addAll(inventory.findings());
    configuration();
    List<String> playbooks = new ArrayList<>();
    layer.aggregate().ifPresent(playbooks::add);
    layer.units().stream()
        .map(PlaybookUnit::path)
        .filter(path -> !playbooks.contains(path))
        .forEach(playbooks::add);
    playbooks.forEach(this::playbook);
    variables();
    findings.addAll(files.broken());
    return findings.stream()
        .sorted(Comparator.comparing(Finding::at).thenComparing(Finding::message))
        .toList();
  }

  private void playbook(String path) {
    PlaybookFile playbook = PlaybookFile.read(files, path);
    findings.addAll(playbook.findings());
    for (Item item : playbook.items()) {
      switch (item) {
        case Play play -> {
          findings.addAll(FootprintReader.read(files, layer, play).missing());
          hosts(play);
        }
        case Import(String target, var _, var at) -> {
          if (!target.contains("{{") && !files.isFile(target)) {
            findings.add(
                Finding.error(
                    PATH_MISSING,
                    at,
                    "the imported playbook does not exist: expected "
                        + target
                        + suggestion(target)));
          }
        }
      }
    }
  }

  private String suggestion(String target) {
    List<String> beside =
        files.tree().list(TreePaths.parent(target)).stream().map(entry -> entry.name()).toList();
    return DidYouMean.among(TreePaths.name(target), beside)
        .map(name -> "; did you mean " + name + "?")
        .orElse("");
  }

  /// A pattern that matches nothing is a run that does nothing and ends with 0.
  private void hosts(Play play) {
    if (inventory.dynamic() || layer.inventories().isEmpty() || addsHosts(play.playbook())) {
      return;
    }
    if (inventory.findings().stream()
        .anyMatch(finding -> finding.severity() == dev.fairlead.model.Severity.ERROR)) {
      return; // Groups are missing because of that.
    }
    Position at = play.node().find("hosts").map(YamlNode::position).orElse(play.at());
    for (String part : play.hosts().unknown(inventory)) {
      String bare = part.replaceFirst("^[&!]", "");
      List<String> names = new ArrayList<>(inventory.groups().keySet());
      names.addAll(inventory.hosts().keySet());
      findings.add(
          Finding.warning(
              HOST_PATTERN,
              at,
              "no group or host of the inventory is \"%s\": the play would do nothing and end well%s"
                  .formatted(
                      bare,
                      DidYouMean.among(bare, names)
                          .map(name -> "; did you mean \"" + name + "\"?")
                          .orElse(""))));
    }
  }

  private boolean addsHosts(String playbook) {
    return PlaybookFile.plays(files, playbook).stream()
        .anyMatch(play -> FootprintReader.read(files, layer, play).addsHosts());
  }

  private void configuration() {
    Optional<String> file = layer.config().file();
    if (file.isEmpty()) {
      return;
    }
    var checking = layer.config().settings().get("defaults.host_key_checking");
    if (checking != null && checking.value().matches("(?i)false|no|0|off")) {
      findings.add(
          Finding.warning(
              CONFIG,
              new Position(file.get(), checking.line(), 0),
              "host_key_checking is off: Fairlead keeps it on, and requires the key of first"
                  + " contact"));
    }
  }

  /// Variable files have to be readable, and lie where Ansible looks for them.
  private void variables() {
    Set<String> folders = VariableFolders.of(layer);
    for (String folder : folders) {
      for (String part : List.of("group_vars", "host_vars")) {
        for (String path : files.walk(TreePaths.resolve(folder, part))) {
          if (path.endsWith(".yml") || path.endsWith(".yaml")) {
            files.document(path);
          }
        }
      }
    }
    for (String part : List.of("group_vars", "host_vars")) {
      String path = TreePaths.resolve(layer.directory(), part);
      if (!folders.contains(layer.directory()) && files.isDirectory(path)) {
        findings.add(
            Finding.warning(
                CONFIG,
                Position.of(path),
                "Ansible does not read this: %s has to lie beside an inventory or a playbook, in %s"
                    .formatted(part, String.join(" or ", folders))));
      }
    }
  }
}
