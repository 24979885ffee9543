package dev.fairlead.ansible.playbook;

import dev.fairlead.ansible.inventory.Inventory;
import dev.fairlead.ansible.layout.AnsibleConfig;
import dev.fairlead.ansible.layout.AnsibleLayer;
import dev.fairlead.ansible.layout.AnsibleSettings.DeclaredRun;
import dev.fairlead.ansible.layout.AnsibleYaml;
import dev.fairlead.ansible.layout.PlaybookUnit;
import dev.fairlead.ansible.layout.TreePaths;
import dev.fairlead.ansible.playbook.PlaybookFile.Import;
import dev.fairlead.ansible.playbook.PlaybookFile.Item;
import dev.fairlead.ansible.playbook.PlaybookFile.Play;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.yaml.YamlNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Finds the playbooks that a change affects. Works on one change and is thrown away.
final class Impact {
  private static final Set<String> PLUGIN_FOLDERS =
      Set.of(
          "library",
          "module_utils",
          "filter_plugins",
          "lookup_plugins",
          "action_plugins",
          "callback_plugins",
          "connection_plugins",
          "inventory_plugins",
          "vars_plugins",
          "strategy_plugins",
          "test_plugins",
          "plugins",
          "modules");

  /// Plugins that may read any variable.
  private static final Set<String> CURIOUS =
      Set.of("lookup_plugins", "action_plugins", "vars_plugins");

  private final LayerFiles before;
  private final AnsibleLayer formerLayer;
  private final LayerFiles after;
  private final AnsibleLayer layer;
  private final List<String> changedPaths;
  private final Inventory formerInventory;
  private final Inventory inventory;
  private final HostChangeReader hosts;
  private final Map<String, Set<String>> definitions = new LinkedHashMap<>();
  private final Map<Play, Footprint> footprints = new LinkedHashMap<>();
  private final Map<String, List<Play>> plays = new LinkedHashMap<>();
  private final Map<String, List<Trigger>> triggers = new LinkedHashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private final boolean curious;

  Impact(
      RevisionTree before,
      AnsibleLayer formerLayer,
      RevisionTree after,
      AnsibleLayer layer,
      Collection<String> changedPaths) {
    this.before = new LayerFiles(before);
    this.formerLayer = formerLayer;
    this.after = new LayerFiles(after);
    this.layer = layer;
    this.changedPaths = changedPaths.stream().sorted().distinct().toList();
    this.formerInventory = Inventory.read(before, formerLayer.inventories());
    this.inventory = Inventory.read(after, layer.inventories());
    this.hosts = HostChangeReader.between(formerInventory, inventory);
    for (PlaybookUnit unit : layer.units()) {
      if (unit.automatic()) {
        plays.put(unit.path(), ownPlays(unit.path()));
      }
    }
    plays.values().stream()
        .flatMap(List::stream)
        .forEach(play -> footprints.put(play, FootprintReader.read(this.after, layer, play)));
    this.curious =
        CURIOUS.stream()
            .anyMatch(folder ->
                this.after.isDirectory(TreePaths.resolve(layer.directory(), folder))
                    || this.after.isDirectory(
                        TreePaths.resolve(layer.directory(), "playbooks/" + folder)));
    collectDefinitions();
  }

  /// The plays that a unit brings: those of its own file, and of imports that are no units.
  private List<Play> ownPlays(String path) {
    if (layer.aggregate().equals(Optional.of(path))) {
      return PlaybookFile.read(after, path).items().stream()
          .filter(Play.class::isInstance)
          .map(Play.class::cast)
          .toList();
    }
    return PlaybookFile.plays(after, path);
  }

  static AffectedPlaybooks ofEverything(RevisionTree tree, AnsibleLayer layer) {
    var files = new LayerFiles(tree);
    List<PlannedRun> runs = new ArrayList<>();
    if (layer.aggregate().isPresent()) {
      runs.add(everything(files, layer.aggregate().get()));
    } else {
      layer.units().stream()
          .filter(PlaybookUnit::automatic)
          .filter(unit ->
              declared(layer, unit.path()).map(run -> run.on().contains("push")).orElse(true))
          .forEach(unit -> runs.add(everything(files, unit.path())));
    }
    Inventory inventory = Inventory.read(tree, layer.inventories());
    return new AffectedPlaybooks(
        runs,
        List.of(),
        new AffectedPlaybooks.HostChanges(
            List.copyOf(new TreeSet<>(inventory.hosts().keySet())), List.of(), List.of()));
  }

  private static PlannedRun everything(LayerFiles files, String path) {
    return new PlannedRun(
        path,
        PlaybookFile.plays(files, path).stream().map(Play::name).toList(),
        List.of(),
        List.of("the first run"));
  }

  private void collectDefinitions() {
    footprints.values().forEach(print -> print.definitions().forEach(this::define));
    inventory
        .groups()
        .values()
        .forEach(group -> group.vars().forEach((name, value) -> define(name, Words.of(value))));
    inventory
        .hosts()
        .values()
        .forEach(host -> host.vars().forEach((name, value) -> define(name, Words.of(value))));
    for (String folder : VariableFolders.of(layer)) {
      for (String part : List.of("group_vars", "host_vars")) {
        for (String path : after.walk(TreePaths.resolve(folder, part))) {
          after
              .document(path)
              .map(AnsibleYaml::value)
              .ifPresent(variables ->
                  variables
                      .properties()
                      .forEach(field -> define(field.getKey(), Words.of(field.getValue()))));
        }
      }
    }
  }

  private void define(String name, Set<String> words) {
    definitions.computeIfAbsent(name, _ -> new LinkedHashSet<>()).addAll(words);
  }

  AffectedPlaybooks affected() {
    inventoryTriggers();
    for (String path : changedPaths) {
      pathTriggers(path);
    }
    return new AffectedPlaybooks(runs(), List.copyOf(notes), hosts.forReaders());
  }

  private void trigger(String playbook, Trigger trigger) {
    triggers.computeIfAbsent(playbook, _ -> new ArrayList<>()).add(trigger);
  }

  private void triggerAll(String why) {
    plays.forEach((playbook, own) ->
        own.forEach(play -> trigger(playbook, Trigger.everywhere(play.name(), why))));
  }

  // Files

  private void pathTriggers(String path) {
    if (layer.inventories().contains(path) || formerLayer.inventories().contains(path)) {
      inventoryFile(path);
      return;
    }
    Optional<VariableFolders.Owner> owner = VariableFolders.owner(layer, path);
    if (owner.isPresent()) {
      variableFile(path, owner.get());
      return;
    }
    if (layer.config().file().equals(Optional.of(path))
        || formerLayer.config().file().equals(Optional.of(path))) {
      if (settings(layer.config()).equals(settings(formerLayer.config()))) {
        notes.add(path + ": only comments changed");
      } else {
        triggerAll(path);
      }
      return;
    }
    if (isShared(path)) {
      triggerAll(path);
      return;
    }
    boolean used = false;
    for (Map.Entry<String, List<Play>> unit : plays.entrySet()) {
      if (unit.getKey().equals(path) || isImported(unit, path)) {
        used = true;
        playbookFile(unit.getKey(), path);
      }
      for (Play play : unit.getValue()) {
        used |= fileOfPlay(unit.getKey(), play, path);
      }
    }
    boolean inLayer = layer.directory().isEmpty() || path.startsWith(layer.directory() + "/");
    if (!used
        && inLayer
        && !layer.directory().isEmpty()
        && !layer.aggregate().equals(Optional.of(path))) {
      notes.add(path + ": no playbook that is run reads it");
    }
  }

  private boolean isImported(Map.Entry<String, List<Play>> unit, String path) {
    return unit.getValue().stream().anyMatch(play -> play.playbook().equals(path));
  }

  private static Map<String, String> settings(AnsibleConfig config) {
    return config.settings().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, setting -> setting.getValue().value()));
  }

  private boolean isShared(String path) {
    String name = TreePaths.name(path);
    String prefix = layer.directory().isEmpty() ? "" : layer.directory() + "/";
    if (!path.startsWith(prefix)) {
      return false;
    }
    String rest = path.substring(prefix.length());
    if (name.equals("requirements.yml") || name.equals("requirements.yaml")) {
      return rest.equals(name) || rest.startsWith("collections/") || rest.equals("roles/" + name);
    }
    String folder = rest.startsWith("playbooks/") ? rest.substring("playbooks/".length()) : rest;
    int end = folder.indexOf('/');
    return end > 0
        && (PLUGIN_FOLDERS.contains(folder.substring(0, end))
            || folder.startsWith("collections/ansible_collections/"));
  }

  /// Plays that differ run; where one went or moved, the playbook as a whole.
  private void playbookFile(String unit, String path) {
    List<Item> old = PlaybookFile.read(before, path).items();
    List<Item> now = PlaybookFile.read(after, path).items();
    if (!before.isFile(path) || after.isBroken(path) || before.isBroken(path)) {
      whole(unit, path);
      return;
    }
    List<Object> oldValues = old.stream().map(Impact::value).toList();
    List<Object> newValues = now.stream().map(Impact::value).toList();
    if (oldValues.equals(newValues)) {
      notes.add(path + ": only comments or spaces changed");
      return;
    }
    List<Item> different = now.stream().filter(item -> !oldValues.contains(value(item))).toList();
    List<Object> kept = newValues.stream().filter(oldValues::contains).toList();
    boolean moved = !kept.equals(oldValues.stream().filter(newValues::contains).toList());
    if (moved || different.isEmpty() || different.stream().anyMatch(Import.class::isInstance)) {
      whole(unit, path);
      return;
    }
    for (Item item : different) {
      if (item instanceof Play play) {
        trigger(unit, Trigger.everywhere(play.name(), path + ":" + play.at().line()));
      }
    }
  }

  private void whole(String unit, String path) {
    List<Play> own = plays.getOrDefault(unit, List.of());
    if (own.isEmpty()) {
      trigger(unit, Trigger.everywhere(TreePaths.name(unit), path));
    }
    own.forEach(play -> trigger(unit, Trigger.everywhere(play.name(), path)));
  }

  private static Object value(Item item) {
    return switch (item) {
      case Play play -> AnsibleYaml.value(play.node());
      case Import imported -> imported.target() + " " + imported.conditional();
    };
  }

  private boolean fileOfPlay(String unit, Play play, String path) {
    Footprint print = footprint(play);
    Optional<Footprint.Reference> reference = print.find(path);
    if (reference.isEmpty()
        || (reference.get().kind() == Footprint.Kind.YAML && isPlaybook(path))) {
      return false; // A playbook may lie where a computed name of a tasks file would be looked for.
    }
    String chain = reference.get().chain();
    String why = chain.startsWith(path + " ") ? chain : path + " <- " + chain;
    switch (reference.get().kind()) {
      case BYTES -> trigger(unit, Trigger.everywhere(play.name(), why));
      case YAML -> {
        if (sameYaml(path)) {
          notes.add(path + ": only comments or spaces changed");
        } else {
          trigger(unit, Trigger.everywhere(play.name(), why));
        }
      }
      case VARIABLES -> {
        Optional<Set<String>> names = VariableChanges.of(before, after, path);
        if (names.isEmpty()) {
          trigger(unit, Trigger.everywhere(play.name(), why));
        } else if (names.get().isEmpty() && before.isFile(path) && after.isFile(path)) {
          notes.add(path + ": only comments or spaces changed");
        } else if (reads(print, names.get())) {
          String which = path + " (" + String.join(", ", names.get()) + ")";
          trigger(unit, Trigger.everywhere(play.name(), which + why.substring(path.length())));
        } else {
          notes.add(
              "%s: \"%s\" does not read %s"
                  .formatted(path, play.name(), String.join(", ", names.get())));
        }
      }
    }
    return true;
  }

  private boolean isPlaybook(String path) {
    return layer.aggregate().equals(Optional.of(path))
        || layer.units().stream().anyMatch(unit -> unit.path().equals(path));
  }

  private boolean sameYaml(String path) {
    if (!before.isFile(path)
        || !after.isFile(path)
        || before.isBroken(path)
        || after.isBroken(path)) {
      return false;
    }
    Optional<YamlNode> old = before.document(path);
    Optional<YamlNode> now = after.document(path);
    return old.map(AnsibleYaml::value).equals(now.map(AnsibleYaml::value))
        && !after.text(path).startsWith("$ANSIBLE_VAULT;");
  }

  /// Whether a play may read one of some changed variables, or what is made from them. Ansible
  /// itself reads `ansible_*`.
  private boolean reads(Footprint print, Set<String> names) {
    return curious
        || names.stream().anyMatch(name -> name.startsWith("ansible_"))
        || print.reads(VariableChanges.closure(names, definitions));
  }

  private Footprint footprint(Play play) {
    return footprints.computeIfAbsent(play, each -> FootprintReader.read(after, layer, each));
  }

  // Variables of hosts

  private void variableFile(String path, VariableFolders.Owner owner) {
    Optional<Set<String>> names = VariableChanges.of(before, after, path);
    if (names.isPresent() && names.get().isEmpty()) {
      notes.add(path + ": only comments or spaces changed");
      return;
    }
    Set<String> members = new TreeSet<>();
    if (owner.group()) {
      members.addAll(inventory.members(owner.name()));
      members.addAll(formerInventory.members(owner.name()));
      members.retainAll(inventory.hosts().keySet());
    } else if (inventory.hosts().containsKey(owner.name())) {
      members.add(owner.name());
    }
    boolean unknown = inventory.dynamic();
    if (members.isEmpty()
        && !unknown
        && !owner.name().equals("localhost")
        && !owner.name().equals("all")) {
      notes.add(
          "%s: the inventory has no %s \"%s\" with hosts"
              .formatted(path, owner.group() ? "group" : "host", owner.name()));
      return;
    }
    boolean read = hostVariables(path, names, members, owner.name().equals("all") || unknown);
    if (!read) {
      notes.add(
          "%s: no play that reaches these hosts reads %s"
              .formatted(path, String.join(", ", names.orElse(Set.of()))));
    }
  }

  /// @param names changed variables; empty: any may have changed
  /// @param implicit whether hosts may be concerned that no inventory file names
  private boolean hostVariables(
      String path, Optional<Set<String>> names, Set<String> members, boolean implicit) {
    boolean any = false;
    for (Map.Entry<String, List<Play>> unit : plays.entrySet()) {
      for (Play play : unit.getValue()) {
        Footprint print = footprint(play);
        if (names.isPresent() && !reads(print, names.get())) {
          continue;
        }
        String why = path + names.map(n -> " (" + String.join(", ", n) + ")").orElse("");
        List<String> reached = play.hosts().match(inventory);
        Set<String> concerned = new TreeSet<>(reached);
        concerned.retainAll(members);
        boolean foreign =
            print.taskWords().found().contains(Words.HOSTVARS)
                || print.templateWords().found().contains(Words.HOSTVARS)
                || definitionsRead(print, Words.HOSTVARS)
                || (print.delegates()
                    && concerned.size() < members.size()
                    && names.map(Impact::isConnection).orElse(true));
        if (play.hosts().isTemplated() || foreign || implicit) {
          any = true;
          trigger(unit.getKey(), Trigger.everywhere(play.name(), why));
        } else if (!concerned.isEmpty()) {
          any = true;
          trigger(
              unit.getKey(),
              concerned.size() == reached.size()
                  ? Trigger.everywhere(play.name(), why)
                  : Trigger.on(play.name(), concerned, why));
        }
      }
    }
    return any;
  }

  private static boolean isConnection(Set<String> names) {
    return names.stream().anyMatch(name -> name.startsWith("ansible_"));
  }

  private boolean definitionsRead(Footprint print, String word) {
    return print.reads(VariableChanges.closure(Set.of(word), definitions));
  }

  // The inventory

  private void inventoryFile(String path) {
    boolean broken =
        inventory.findings().stream()
            .anyMatch(finding ->
                finding.at().file().equals(path)
                    && finding.severity() == dev.fairlead.model.Severity.ERROR);
    if (inventory.dynamic() || broken) {
      triggerAll(path + (broken ? ", which cannot be read" : ""));
    } else if (hosts.added().isEmpty()
        && hosts.removed().isEmpty()
        && hosts.moved().isEmpty()
        && hosts.variables().isEmpty()
        && hosts.membership().isEmpty()) {
      notes.add(path + ": no host and no variable changed");
    }
  }

  private void inventoryTriggers() {
    if (inventory.dynamic()) {
      return;
    }
    for (String host : hosts.removed()) {
      notes.add(
          "host " + host + " is no longer in the inventory: nothing is run for it, its node stays");
    }
    Map<Set<String>, Set<String>> byNames = new LinkedHashMap<>();
    hosts
        .variables()
        .forEach((host, names) -> byNames.computeIfAbsent(names, _ -> new TreeSet<>()).add(host));
    byNames.forEach(
        (names, members) -> hostVariables("inventory", Optional.of(names), members, false));
    Set<String> fresh = new TreeSet<>(hosts.added());
    fresh.addAll(hosts.moved());
    if (!fresh.isEmpty()) {
      plays.forEach((unit, own) -> own.forEach(play -> newHosts(unit, play, fresh)));
    }
  }

  private void newHosts(String unit, Play play, Set<String> fresh) {
    List<String> reached = play.hosts().match(inventory);
    Set<String> concerned = new TreeSet<>(reached);
    concerned.retainAll(fresh);
    String why =
        (hosts.moved().containsAll(fresh) ? "regrouped: " : "new: ") + String.join(", ", fresh);
    if (play.hosts().isTemplated()) {
      trigger(unit, Trigger.everywhere(play.name(), why));
      return;
    }
    if (!concerned.isEmpty()) {
      trigger(
          unit,
          concerned.size() == reached.size()
              ? Trigger.everywhere(play.name(), why)
              : Trigger.on(play.name(), concerned, why));
      return;
    }
    Footprint print = footprint(play);
    Set<String> membership = VariableChanges.closure(hosts.membership(), definitions);
    if (print.readsInTasks(membership)) {
      // It does something for the members of a group from elsewhere, such as labelling nodes.
      Set<String> both = new TreeSet<>(reached);
      both.addAll(fresh);
      trigger(unit, Trigger.on(play.name(), both, why + ", whose group it goes through"));
    } else if (print.reads(membership)) {
      notes.add(
          "%s: \"%s\" writes templates that list hosts of the inventory; it is not run on the others"
              .formatted(unit, play.name()));
    }
  }

  // Runs

  private List<PlannedRun> runs() {
    List<PlannedRun> runs = new ArrayList<>();
    boolean all = true;
    for (Map.Entry<String, List<Play>> unit : plays.entrySet()) {
      List<Trigger> reasons = permitted(unit.getKey());
      if (reasons.isEmpty()) {
        all = false;
        continue;
      }
      PlannedRun run = run(unit.getKey(), unit.getValue(), reasons);
      all &= run.limit().isEmpty();
      runs.add(run);
    }
    Optional<String> aggregate = layer.aggregate();
    if (aggregate.isEmpty() || runs.isEmpty()) {
      return runs;
    }
    return all || isInseparable(aggregate.get()) ? List.of(together(aggregate.get(), runs)) : runs;
  }

  private List<Trigger> permitted(String unit) {
    List<Trigger> reasons = triggers.getOrDefault(unit, List.of());
    Optional<DeclaredRun> declared = declared(layer, unit);
    if (declared.isEmpty() || declared.get().on().isEmpty()) {
      return reasons;
    }
    boolean push = declared.get().on().contains("push");
    boolean added = declared.get().on().contains("host-added");
    return reasons.stream()
        .filter(reason -> reason.why().startsWith("new: ") ? added : push)
        .toList();
  }

  private static Optional<DeclaredRun> declared(AnsibleLayer layer, String unit) {
    String name = TreePaths.name(unit);
    String stem = name.replaceFirst("\\.[^.]*$", "");
    String prefix = layer.directory().isEmpty() ? "" : layer.directory() + "/";
    return layer.settings().runs().stream()
        .filter(run ->
            run.playbook().equals(name)
                || run.playbook().equals(stem)
                || (prefix + run.playbook()).equals(unit))
        .findFirst();
  }

  private PlannedRun run(String unit, List<Play> own, List<Trigger> reasons) {
    Set<String> names = new LinkedHashSet<>();
    for (Play play : own) {
      if (reasons.stream().anyMatch(reason -> reason.play().equals(play.name()))) {
        names.add(play.name());
      }
    }
    if (names.isEmpty()) {
      reasons.forEach(reason -> names.add(reason.play()));
    }
    Set<String> why = new LinkedHashSet<>();
    reasons.forEach(reason -> why.add(reason.why()));
    boolean everywhere = reasons.stream().anyMatch(Trigger::everywhere);
    Set<String> limit = new TreeSet<>();
    if (!everywhere) {
      reasons.forEach(reason -> limit.addAll(reason.hosts()));
      if (!needed(own, limit) || covers(own, limit)) {
        limit.clear();
      }
    }
    return new PlannedRun(unit, List.copyOf(names), List.copyOf(limit), List.copyOf(why));
  }

  /// Adds the hosts from which data flow to those of a limit.
  ///
  /// @return whether a limit can be used at all
  private boolean needed(List<Play> own, Set<String> limit) {
    if (own.stream().anyMatch(play -> footprint(play).addsHosts())) {
      return false; // Hosts that are made in the run are not in any limit.
    }
    for (int i = 0; i < own.size(); i++) {
      Footprint later = footprint(own.get(i));
      boolean reaches = own.get(i).hosts().match(inventory).stream().anyMatch(limit::contains);
      boolean foreign =
          later.reads(Set.of(Words.HOSTVARS)) || definitionsRead(later, Words.HOSTVARS);
      if (!reaches || !foreign) {
        continue;
      }
      if (readsFacts(later)) {
        return false; // Facts of other hosts have to be gathered.
      }
      for (Play earlier : own.subList(0, i)) {
        Set<String> produced = footprint(earlier).produced();
        if (later.reads(VariableChanges.closure(produced, definitions))) {
          limit.addAll(earlier.hosts().match(inventory));
        }
      }
    }
    return true;
  }

  private static boolean readsFacts(Footprint print) {
    List<String> words = new ArrayList<>(print.taskWords().found());
    words.addAll(print.templateWords().found());
    return words.stream()
        .anyMatch(word ->
            word.equals("ansible_facts")
                || word.matches(
                    "ansible_(default_ipv[46]|all_ipv[46].*|eth\\d+|hostname|fqdn|nodename)"));
  }

  private boolean covers(List<Play> own, Set<String> limit) {
    return own.stream().allMatch(play -> limit.containsAll(play.hosts().match(inventory)));
  }

  /// Whether the aggregate has plays of its own, or gives its imports variables or conditions: then
  /// its parts are not the same alone.
  private boolean isInseparable(String aggregate) {
    return PlaybookFile.read(after, aggregate).items().stream()
        .anyMatch(item ->
            switch (item) {
              case Play _ -> true;
              case Import imported -> imported.conditional();
            });
  }

  private static PlannedRun together(String aggregate, List<PlannedRun> runs) {
    Set<String> names = new LinkedHashSet<>();
    Set<String> why = new LinkedHashSet<>();
    Set<String> limit = new TreeSet<>();
    for (PlannedRun run : runs) {
      names.addAll(run.plays());
      why.addAll(run.why());
      limit.addAll(run.limit());
    }
    boolean limited = runs.stream().noneMatch(run -> run.limit().isEmpty());
    return new PlannedRun(
        aggregate, List.copyOf(names), limited ? List.copyOf(limit) : List.of(), List.copyOf(why));
  }
}
