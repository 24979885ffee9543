package dev.fairlead.check;

import dev.fairlead.kustomize.Kustomize;
import dev.fairlead.kustomize.KustomizeException;
import dev.fairlead.model.Position;
import dev.fairlead.model.TreeEntry;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.render.ManifestRenderer;
import dev.fairlead.sync.render.RenderException;
import dev.fairlead.sync.render.SourceRevision;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlScalar;
import dev.fairlead.yaml.YamlSequence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Kustomizations: what they name must be there, and what no Application renders must build.
final class Kustomizations {
  private static final Set<String> FILES =
      Set.of("kustomization.yaml", "kustomization.yml", "Kustomization");
  private static final Pattern REMOTE =
      Pattern.compile(
          "^([a-z][a-z0-9+.-]*://|git@|git::|github\\.com[/:]).*|.*(\\?ref=|//).*",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern ENTRY = Pattern.compile("^(?:\\S+: )?(\\w+)(?: (\\S+))?: ");

  private final Revision revision;
  private final ManifestRenderer renderer;
  private final Files files;
  private final Map<String, YamlMapping> kustomizations = new TreeMap<>();
  private final Map<String, Set<String>> below = new TreeMap<>();
  private final Set<String> broken = new HashSet<>();

  Kustomizations(Revision revision, ManifestRenderer renderer) {
    this.revision = revision;
    this.renderer = renderer;
    this.files = revision.files();
  }

  /// @param used directories that Applications render
  void run(Set<String> used) {
    for (TreeEntry entry : files.all()) {
      if (FILES.contains(entry.name())) {
        read(entry.path());
      }
    }
    kustomizations.forEach(this::references);
    Set<String> rendered = closure(used);
    kustomizations.forEach((directory, mapping) -> paths(directory, mapping, rendered));
    Set<String> referred = new HashSet<>();
    below.values().forEach(referred::addAll);
    for (Map.Entry<String, YamlMapping> each : kustomizations.entrySet()) {
      String directory = each.getKey();
      boolean component =
          each.getValue()
              .scalar("kind")
              .map(YamlScalar::value)
              .filter("Component"::equals)
              .isPresent();
      if (!component
          && !referred.contains(directory)
          && !used.contains(directory)
          && !Files.isForeign(directory)) {
        build(directory);
      }
    }
  }

  private void read(String file) {
    String text = files.text(file);
    if (!text.contains("{{")) {
      try {
        Yaml.parse(file, text).stream()
            .findFirst()
            .filter(YamlMapping.class::isInstance)
            .ifPresent(document -> kustomizations.put(Files.parent(file), (YamlMapping) document));
      } catch (YamlException _) {
        // Remarked as YAML.
        broken.add(Files.parent(file));
      }
    }
  }

  private void references(String directory, YamlMapping mapping) {
    Set<String> named = new HashSet<>();
    for (String field : List.of("resources", "bases", "components", "transformers")) {
      for (YamlScalar entry : texts(mapping, field)) {
        resolve(directory, entry.value()).ifPresent(named::add);
      }
    }
    below.put(directory, named);
  }

  private Set<String> closure(Set<String> roots) {
    Set<String> reached = new HashSet<>();
    List<String> waiting = new ArrayList<>(roots);
    while (!waiting.isEmpty()) {
      String directory = waiting.removeLast();
      if (reached.add(directory)) {
        waiting.addAll(below.getOrDefault(directory, Set.of()));
      }
    }
    return reached;
  }

  private Optional<String> resolve(String directory, String written) {
    return written.contains("\n") || written.startsWith("/") || REMOTE.matcher(written).matches()
        ? Optional.empty()
        : Files.resolve(directory, written);
  }

  private static List<YamlScalar> texts(YamlMapping mapping, String field) {
    List<YamlScalar> found = new ArrayList<>();
    if (mapping.find(field).orElse(null) instanceof YamlSequence list) {
      for (YamlNode item : list.items()) {
        if (item instanceof YamlScalar text) {
          found.add(text);
        }
      }
    }
    return found;
  }

  private void paths(String directory, YamlMapping mapping, Set<String> rendered) {
    for (String field : List.of("resources", "bases", "components")) {
      for (YamlScalar entry : texts(mapping, field)) {
        resource(directory, field, entry);
      }
    }
    for (String field :
        List.of("patchesStrategicMerge", "configurations", "crds", "transformers")) {
      for (YamlScalar entry : texts(mapping, field)) {
        if (!field.equals("transformers") || !files.isDirectory(target(directory, entry))) {
          file(directory, field, entry, entry.value());
        }
      }
    }
    for (String field : List.of("patches", "patchesJson6902", "replacements")) {
      for (YamlMapping entry : mappings(mapping, field)) {
        entry.scalar("path").ifPresent(path -> file(directory, field, path, path.value()));
      }
    }
    // Files of secrets are often made just before a build by hand, and never committed.
    if (rendered.contains(directory)) {
      for (String field : List.of("configMapGenerator", "secretGenerator")) {
        for (YamlMapping entry : mappings(mapping, field)) {
          generated(directory, field, entry);
        }
      }
    }
  }

  private String target(String directory, YamlScalar entry) {
    return resolve(directory, entry.value()).orElse("");
  }

  private void generated(String directory, String field, YamlMapping generator) {
    for (YamlScalar entry : texts(generator, "files")) {
      String value = entry.value();
      file(directory, field, entry, value.substring(value.indexOf('=') + 1));
    }
    texts(generator, "envs").forEach(entry -> file(directory, field, entry, entry.value()));
    generator.scalar("env").ifPresent(entry -> file(directory, field, entry, entry.value()));
  }

  private static List<YamlMapping> mappings(YamlMapping mapping, String field) {
    List<YamlMapping> found = new ArrayList<>();
    if (mapping.find(field).orElse(null) instanceof YamlSequence list) {
      for (YamlNode item : list.items()) {
        if (item instanceof YamlMapping each) {
          found.add(each);
        }
      }
    }
    return found;
  }

  private void resource(String directory, String field, YamlScalar entry) {
    String path = resolve(directory, entry.value()).orElse(null);
    if (path == null || files.isFile(path)) {
      return;
    }
    if (!files.isDirectory(path)) {
      missing(directory, field, entry, path, !entry.value().matches(".*\\.(ya?ml|json)"));
    } else if (!Kustomize.isKustomization(files.tree(), path)) {
      broken.add(directory);
      revision.add(
          Remark.error(
              Rules.KUSTOMIZE_PATH,
              entry.position(),
              "%s: the directory %s has no kustomization.yaml; add one, or list its files"
                  .formatted(field, path)));
    }
  }

  private void file(String directory, String field, YamlScalar entry, String written) {
    String path = written.isEmpty() ? null : resolve(directory, written).orElse(null);
    if (path != null && !files.isFile(path)) {
      missing(directory, field, entry, path, false);
    }
  }

  private void missing(
      String directory, String field, YamlScalar entry, String path, boolean asDirectory) {
    broken.add(directory);
    if (!asDirectory && isMade(path)) {
      revision.unchecked(path + ": is made before " + directory + " is built");
      return;
    }
    revision.add(
        Remark.error(
            Rules.KUSTOMIZE_PATH,
            entry.position(),
            "%s: there is no %s%s".formatted(field, path, files.hint(path, asDirectory))));
  }

  /// Whether a command in the repository writes a file of that name, or Git is told to ignore it.
  private boolean isMade(String path) {
    String name = Pattern.quote(Files.name(path));
    Pattern written = Pattern.compile("(>|-o|--output)\\s*[\"']?[^\\s\"']*" + name + "\\b");
    for (TreeEntry entry : files.all()) {
      String each = entry.name();
      if (each.equals(".gitignore")
          && files.text(entry.path()).lines().anyMatch(line -> line.endsWith(Files.name(path)))) {
        return true;
      }
      boolean script =
          !each.contains(".") || each.matches(".*\\.(md|sh|ya?ml|mk|toml|json|py|js|ts)");
      if (script
          && files.text(entry.path()).contains(Files.name(path))
          && written.matcher(files.text(entry.path())).find()) {
        return true;
      }
    }
    return false;
  }

  private void build(String directory) {
    Set<String> built = closure(Set.of(directory));
    if (built.stream().anyMatch(broken::contains)) {
      return;
    }
    Application application = Standalone.application(revision, directory, Map.of());
    try {
      renderer.render(
          application,
          List.of(
              new SourceRevision(
                  application.sources().getFirst(), revision.commit(), revision.tree())),
          revision.request().cluster());
    } catch (RenderException failure) {
      if (!(failure.getCause() instanceof KustomizeException e)) {
        return;
      }
      // Files may be made before a build, and load restrictions lifted, by those who build by hand.
      boolean byHand =
          e.problem().contains("no such file") || e.problem().contains("security; file");
      if (e.isUnsupported()) {
        revision.unchecked("the kustomization " + Files.show(directory) + ": " + e.problem());
      } else if (!byHand) {
        revision.add(new RenderFailures(revision).kustomization(e));
      }
    }
  }

  /// Whether what is wrong with a kustomization is remarked already, at a path that it names.
  boolean isExplained(String directory) {
    return closure(Set.of(directory)).stream().anyMatch(broken::contains);
  }

  /// The place of the entry that a problem of a build begins with, such as `patches: ...` or
  /// `resources ../base: ...`; the file where it is none of its own.
  static Position entry(Files files, String file, String problem) {
    Matcher named = ENTRY.matcher(problem);
    if (!files.isFile(file) || !named.find()) {
      return Position.of(file);
    }
    try {
      YamlNode document = Yaml.parse(file, files.text(file)).stream().findFirst().orElse(null);
      if (!(document instanceof YamlMapping mapping)) {
        return Position.of(file);
      }
      for (YamlScalar text : texts(mapping, named.group(1))) {
        if (text.value().equals(named.group(2))) {
          return text.position();
        }
      }
      return mapping
          .entry(named.group(1))
          .map(entry -> entry.key().position())
          .orElse(Position.of(file));
    } catch (YamlException _) {
      return Position.of(file);
    }
  }
}
