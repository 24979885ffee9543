package dev.fairlead.ansible.playbook;

import dev.fairlead.ansible.inventory.HostPattern;
import dev.fairlead.ansible.layout.TreePaths;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlScalar;
import dev.fairlead.yaml.YamlSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A playbook file: its plays and imports in order.
///
/// @param findings what Ansible would refuse
record PlaybookFile(String path, List<Item> items, List<Finding> findings) {

  sealed interface Item {
    Position at();
  }

  /// @param index among the items of its file
  record Play(String playbook, int index, String name, HostPattern hosts, YamlMapping node)
      implements Item {
    @Override
    public Position at() {
      return node.position();
    }
  }

  /// @param target path in the repository; a template stays as it is written
  /// @param conditional whether it carries variables or conditions of its own, so that its plays
  ///   are not the same without it
  record Import(String target, boolean conditional, Position at) implements Item {}

  PlaybookFile {
    items = List.copyOf(items);
    findings = List.copyOf(findings);
  }

  static PlaybookFile read(LayerFiles files, String path) {
    List<Item> items = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    YamlNode document = files.document(path).orElse(null);
    if (document == null) {
      if (files.isFile(path) && !files.isBroken(path)) {
        findings.add(
            Finding.error(
                AnsibleCheck.SYNTAX, Position.of(path), "the playbook is empty: expected plays"));
      }
      return new PlaybookFile(path, items, findings);
    }
    if (!(document instanceof YamlSequence plays)) {
      findings.add(
          Finding.error(
              AnsibleCheck.SYNTAX, document.position(), "a playbook must be a list of plays"));
      return new PlaybookFile(path, items, findings);
    }
    for (int i = 0; i < plays.items().size(); i++) {
      item(path, i, plays.items().get(i), items, findings);
    }
    return new PlaybookFile(path, items, findings);
  }

  private static void item(
      String path, int index, YamlNode node, List<Item> items, List<Finding> findings) {
    if (!(node instanceof YamlMapping play)) {
      findings.add(
          Finding.error(
              AnsibleCheck.SYNTAX, node.position(), "expected a play, found something else"));
      return;
    }
    Optional<YamlScalar> imported =
        play.scalar("import_playbook").or(() -> play.scalar("ansible.builtin.import_playbook"));
    if (imported.isPresent()) {
      String target = imported.get().value().split("\\s+", 2)[0];
      boolean conditional = play.find("vars").isPresent() || play.find("when").isPresent();
      items.add(
          new Import(
              target.contains("{{") ? target : TreePaths.resolve(TreePaths.parent(path), target),
              conditional || imported.get().value().strip().contains(" "),
              imported.get().position()));
      return;
    }
    Optional<YamlNode> hosts = play.find("hosts");
    if (hosts.isEmpty()) {
      boolean task =
          play.entries().stream()
              .anyMatch(entry ->
                  entry.name().filter(name -> name.contains(".")).isPresent()
                      || entry.name().filter(TaskKeywords::isModule).isPresent());
      findings.add(
          Finding.error(
              AnsibleCheck.SYNTAX,
              play.position(),
              task
                  ? "this is a task, expected a play: a play needs `hosts` and lists its `tasks`"
                  : "the field 'hosts' is required but was not set"));
      return;
    }
    List<String> patterns = texts(hosts.get());
    if (patterns.isEmpty()) {
      findings.add(
          Finding.error(AnsibleCheck.SYNTAX, hosts.get().position(), "`hosts` cannot be empty"));
    }
    HostPattern pattern = HostPattern.of(patterns);
    String name = play.scalar("name").map(YamlScalar::value).orElse(String.join(",", patterns));
    items.add(new Play(path, index, name, pattern, play));
  }

  static List<String> texts(YamlNode node) {
    List<String> texts = new ArrayList<>();
    switch (node) {
      case YamlScalar scalar -> {
        if (!scalar.value().isEmpty()) {
          texts.add(scalar.value());
        }
      }
      case YamlSequence list -> list.items().forEach(item -> texts.addAll(texts(item)));
      case YamlMapping _ -> {}
    }
    return texts;
  }

  /// The plays of a playbook with those of the playbooks that it imports, in order.
  static List<Play> plays(LayerFiles files, String path) {
    List<Play> plays = new ArrayList<>();
    collect(files, path, plays, new ArrayList<>());
    return plays;
  }

  private static void collect(LayerFiles files, String path, List<Play> plays, List<String> open) {
    if (open.contains(path)) {
      return; // An import that comes back to itself: Ansible refuses it.
    }
    open.addLast(path);
    for (Item item : read(files, path).items()) {
      switch (item) {
        case Play play -> plays.add(play);
        case Import(String target, var _, var _) -> collect(files, target, plays, open);
      }
    }
    open.removeLast();
  }
}
