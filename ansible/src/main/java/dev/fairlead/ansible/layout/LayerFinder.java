package dev.fairlead.ansible.layout;

import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.TreeEntry;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlOptions;
import dev.fairlead.yaml.YamlScalar;
import dev.fairlead.yaml.YamlSequence;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the layer of one revision.
final class LayerFinder {
  private static final Pattern NUMBERED = Pattern.compile("([0-9]+)[-_].*");
  private static final int DEEPEST = 3;

  /// What Ansible itself skips in an inventory directory, without `.ini` and `.cfg`.
  private static final List<String> NO_INVENTORY =
      List.of(
          "~",
          ".orig",
          ".bak",
          ".cfg",
          ".retry",
          ".md",
          ".txt",
          ".pyc",
          ".pyo",
          ".rst",
          ".swp",
          ".sh.example",
          ".example",
          ".j2",
          ".tpl");

  private final RevisionTree tree;
  private final AnsibleSettings settings;
  private final List<Finding> findings = new ArrayList<>();

  LayerFinder(RevisionTree tree) {
    this.tree = tree;
    this.settings = SettingsReader.read(tree);
    findings.addAll(settings.findings());
  }

  Optional<AnsibleLayer> find() {
    Optional<String> directory = directory();
    if (directory.isEmpty()) {
      return Optional.empty();
    }
    String layer = directory.get();
    AnsibleConfig config = config(layer);
    List<String> playbooks = playbooks(layer);
    Optional<String> aggregate = aggregate(layer, playbooks);
    List<PlaybookUnit> units = units(playbooks, aggregate);
    if (units.isEmpty() && aggregate.isEmpty() && settings.directory().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new AnsibleLayer(
            layer, config, settings, inventories(layer, config), aggregate, units, findings));
  }

  private Optional<String> directory() {
    if (settings.directory().isPresent()) {
      String declared = settings.directory().get();
      if (!tree.isDirectory(declared)) {
        findings.add(
            Finding.error(
                "ansible-settings",
                SettingsReader.position(),
                "ansible.dir: there is no directory \"" + declared + "\""));
      }
      return Optional.of(declared);
    }
    List<String> candidates = new ArrayList<>();
    collect("", 0, candidates);
    return candidates.stream()
        .min(
            Comparator.<String>comparingInt(path -> path.equals("ansible") ? 0 : 1)
                .thenComparingInt(LayerFinder::depth)
                .thenComparing(Comparator.naturalOrder()));
  }

  private static int depth(String path) {
    return path.isEmpty() ? 0 : path.split("/", -1).length;
  }

  private void collect(String directory, int depth, List<String> candidates) {
    if (isLayer(directory)) {
      candidates.add(directory);
    }
    if (depth == DEEPEST) {
      return;
    }
    for (TreeEntry entry : tree.list(directory)) {
      if (entry.kind() == TreeEntry.Kind.DIRECTORY
          && !TreePaths.name(entry.path()).startsWith(".")) {
        collect(entry.path(), depth + 1, candidates);
      }
    }
  }

  private boolean isLayer(String directory) {
    if (tree.isFile(join(directory, "ansible.cfg"))) {
      return true;
    }
    String playbooks = join(directory, "playbooks");
    if (tree.isDirectory(playbooks)) {
      return !playbooksIn(playbooks).isEmpty();
    }
    return TreePaths.name(directory).equals("ansible") && !playbooksIn(directory).isEmpty();
  }

  private AnsibleConfig config(String layer) {
    // The nearest at or above the playbooks' folder: Ansible is started where it lies.
    List<String> folders = new ArrayList<>(List.of(layer));
    String above = layer;
    while (!above.isEmpty()) {
      above = above.contains("/") ? above.substring(0, above.lastIndexOf('/')) : "";
      folders.add(above);
    }
    String playbooks = join(layer, "playbooks");
    folders.addFirst(playbooks);
    for (String folder : folders) {
      String file = join(folder, "ansible.cfg");
      if (tree.isFile(file)) {
        return AnsibleConfig.parse(file, tree.text(file));
      }
    }
    return AnsibleConfig.NONE;
  }

  private List<String> inventories(String layer, AnsibleConfig config) {
    if (!settings.sources().isEmpty()) {
      return sources(settings.sources(), layer, "fairlead.yaml");
    }
    String base = config.file().map(TreePaths::parent).orElse(layer);
    List<String> configured = config.list("defaults.inventory", "defaults.hostfile");
    if (!configured.isEmpty()) {
      return sources(configured, base, config.file().orElse(""));
    }
    String folder = join(layer, "inventory");
    if (tree.isDirectory(folder)) {
      return filesOf(folder);
    }
    for (String name :
        List.of(
            "hosts",
            "hosts.ini",
            "hosts.yml",
            "hosts.yaml",
            "inventory.ini",
            "inventory.yml",
            "inventory.yaml",
            "inventory")) {
      if (tree.isFile(join(layer, name))) {
        return List.of(join(layer, name));
      }
    }
    return List.of();
  }

  private List<String> sources(List<String> declared, String base, String where) {
    Set<String> files = new LinkedHashSet<>();
    for (String source : declared) {
      if (source.endsWith(",") || source.startsWith("/") || source.startsWith("~")) {
        continue; // A list of hosts, or a place outside the repository.
      }
      String path = TreePaths.resolve(base, source);
      if (tree.isFile(path)) {
        files.add(path);
      } else if (tree.isDirectory(path)) {
        files.addAll(filesOf(path));
      } else {
        findings.add(
            Finding.error(
                "ansible-path-missing",
                Position.of(where),
                "the inventory \"%s\" does not exist: expected %s".formatted(source, path)));
      }
    }
    return List.copyOf(files);
  }

  private List<String> filesOf(String folder) {
    List<String> files = new ArrayList<>();
    for (TreeEntry entry : tree.list(folder)) {
      String name = TreePaths.name(entry.path());
      if (entry.kind() == TreeEntry.Kind.FILE
          && !name.startsWith(".")
          && NO_INVENTORY.stream().noneMatch(name::endsWith)) {
        files.add(entry.path());
      }
    }
    return files;
  }

  private List<String> playbooks(String layer) {
    if (!settings.playbooks().isEmpty()) {
      List<PathMatcher> matchers =
          settings.playbooks().stream()
              .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
              .toList();
      String prefix = layer.isEmpty() ? "" : layer + "/";
      return tree.walk(layer).stream()
          .map(TreeEntry::path)
          .filter(path -> {
            Path relative = Path.of(path.substring(prefix.length()));
            return matchers.stream().anyMatch(matcher -> matcher.matches(relative));
          })
          .toList();
    }
    String folder = join(layer, "playbooks");
    List<String> found = new ArrayList<>(playbooksIn(folder));
    for (String path : playbooksIn(layer)) {
      // Beside a playbooks folder only the aggregate counts: what else lies there are data.
      if (found.isEmpty() || isAggregate(path) || !tree.isDirectory(folder)) {
        found.add(path);
      }
    }
    return found;
  }

  private List<String> playbooksIn(String folder) {
    return tree.list(folder).stream()
        .filter(entry -> entry.kind() == TreeEntry.Kind.FILE)
        .map(TreeEntry::path)
        .filter(path -> path.endsWith(".yml") || path.endsWith(".yaml"))
        .filter(this::mayBePlaybook)
        .toList();
  }

  /// A list whose items hold `hosts` or an import. A file that cannot be read counts too: it is
  /// told by its place, and the check says what is wrong with it.
  private boolean mayBePlaybook(String path) {
    return switch (document(path).orElse(null)) {
      case null -> NUMBERED.matcher(TreePaths.name(path)).matches() || isAggregate(path);
      case YamlSequence list ->
          list.items().stream()
              .anyMatch(item ->
                  item instanceof YamlMapping play
                      && (play.find("hosts").isPresent() || imported(play).isPresent()));
      case YamlMapping _ -> false;
      case YamlScalar _ -> NUMBERED.matcher(TreePaths.name(path)).matches();
    };
  }

  private Optional<YamlNode> document(String path) {
    try {
      return Yaml.parseFirst(
          path,
          tree.text(path),
          YamlOptions.DEFAULT.withDuplicateKeys(YamlOptions.DuplicateKeys.LAST_WINS));
    } catch (YamlException _) {
      return Optional.empty(); // The check reports it.
    }
  }

  static Optional<YamlScalar> imported(YamlMapping play) {
    return play.scalar("import_playbook")
        .or(() -> play.scalar("ansible.builtin.import_playbook"))
        .or(() -> play.find("hosts").isPresent() ? Optional.empty() : play.scalar("include"));
  }

  private Optional<String> aggregate(String layer, List<String> playbooks) {
    for (String candidate :
        List.of("playbooks/site.yml", "playbooks/site.yaml", "site.yml", "site.yaml")) {
      String path = join(layer, candidate);
      if (playbooks.contains(path)) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  private static boolean isAggregate(String path) {
    return TreePaths.name(path).equals("site.yml") || TreePaths.name(path).equals("site.yaml");
  }

  private List<PlaybookUnit> units(List<String> playbooks, Optional<String> aggregate) {
    List<String> others =
        playbooks.stream().filter(path -> !aggregate.equals(Optional.of(path))).toList();
    List<String> ordered =
        others.stream()
            .sorted(
                Comparator.<String>comparingLong(path -> number(path).orElse(Integer.MAX_VALUE))
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    if (aggregate.isPresent()) {
      List<String> imported = new ArrayList<>();
      collectImports(aggregate.get(), imported, new LinkedHashSet<>());
      return withAggregate(aggregate.get(), imported, ordered);
    }
    boolean numbered = others.stream().anyMatch(path -> number(path).isPresent());
    Set<String> imported = new LinkedHashSet<>();
    for (String path : others) {
      List<String> leaves = new ArrayList<>();
      collectImports(path, leaves, new LinkedHashSet<>());
      leaves.remove(path);
      imported.addAll(leaves);
    }
    return ordered.stream()
        .map(path ->
            new PlaybookUnit(
                path, number(path), numbered ? number(path).isPresent() : !imported.contains(path)))
        .toList();
  }

  private List<PlaybookUnit> withAggregate(
      String aggregate, List<String> imported, List<String> ordered) {
    List<PlaybookUnit> units = new ArrayList<>();
    imported.forEach(path -> units.add(new PlaybookUnit(path, number(path), true)));
    int last = -1;
    for (String path : imported) {
      int number = number(path).orElse(-1);
      if (number >= 0 && number < last) {
        findings.add(
            Finding.warning(
                "ansible-order",
                Position.of(aggregate),
                "%s is imported after number %d: the order of %s is followed"
                    .formatted(TreePaths.name(path), last, TreePaths.name(aggregate))));
      }
      last = Math.max(last, number);
    }
    for (String path : ordered) {
      if (!imported.contains(path)) {
        units.add(new PlaybookUnit(path, number(path), false));
        if (number(path).isPresent()) {
          findings.add(
              Finding.warning(
                  "ansible-order",
                  Position.of(path),
                  "%s does not import this playbook: no delivery runs it"
                      .formatted(TreePaths.name(aggregate))));
        }
      }
    }
    return units;
  }

  /// The playbooks with plays of their own that a playbook imports, in order, itself among them.
  private void collectImports(String path, List<String> leaves, Set<String> seen) {
    if (!seen.add(path) || !(document(path).orElse(null) instanceof YamlSequence list)) {
      return;
    }
    for (YamlNode item : list.items()) {
      if (!(item instanceof YamlMapping play)) {
        continue;
      }
      Optional<YamlScalar> file = imported(play);
      if (file.isPresent()) {
        String target = TreePaths.resolve(TreePaths.parent(path), file.get().value());
        if (tree.isFile(target)) {
          collectImports(target, leaves, seen);
        }
      } else if (!leaves.contains(path)) {
        leaves.add(path);
      }
    }
  }

  private static OptionalInt number(String path) {
    Matcher matcher = NUMBERED.matcher(TreePaths.name(path));
    return matcher.matches() && matcher.group(1).length() < 9
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  private static String join(String directory, String name) {
    return directory.isEmpty() ? name : directory + "/" + name;
  }
}
