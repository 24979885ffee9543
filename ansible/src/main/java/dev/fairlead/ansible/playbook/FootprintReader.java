package dev.fairlead.ansible.playbook;

import dev.fairlead.ansible.layout.AnsibleLayer;
import dev.fairlead.ansible.layout.TreePaths;
import dev.fairlead.ansible.playbook.Footprint.Kind;
import dev.fairlead.ansible.playbook.PlaybookFile.Play;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlScalar;
import dev.fairlead.yaml.YamlSequence;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Walks a play through its roles, task files, templates and files, as far as that can be known
/// without running it. A computed name stands for every file that fits it.
final class FootprintReader {
  private static final Pattern TEMPLATE = Pattern.compile("\\{\\{.*?}}|\\{%.*?%}", Pattern.DOTALL);
  private static final Pattern LOOKUP =
      Pattern.compile(
          "(?:lookup|query|q)\\s*\\(\\s*['\"](?:ansible\\.builtin\\.)?(file|template|fileglob)['\"]"
              + "\\s*,\\s*['\"]([^'\"{}]+)['\"]");
  private static final Pattern INCLUDE =
      Pattern.compile("\\{%-?\\s*(?:include|extends|import|from)\\s+['\"]([^'\"]+)['\"]");
  private static final Set<String> FILE_MODULES =
      Set.of("copy", "script", "unarchive", "assemble", "patch");
  private static final int DEEPEST = 40;

  private final LayerFiles files;
  private final AnsibleLayer layer;
  private final Footprint print = new Footprint();
  private final Set<String> visited = new LinkedHashSet<>();
  private final String playbookDirectory;
  private int depth;

  private FootprintReader(LayerFiles files, AnsibleLayer layer, Play play) {
    this.files = files;
    this.layer = layer;
    this.playbookDirectory = TreePaths.parent(play.playbook());
  }

  static Footprint read(LayerFiles files, AnsibleLayer layer, Play play) {
    var reader = new FootprintReader(files, layer, play);
    reader.play(play);
    return reader.print;
  }

  private void play(Play play) {
    String chain = play.playbook() + ":" + play.at().line();
    var search = new SearchPath(playbookDirectory, Optional.empty(), List.of(), playbookDirectory);
    for (YamlMapping.Entry entry : play.node().entries()) {
      switch (entry.name().orElse("")) {
        case "roles" -> {
          if (entry.value() instanceof YamlSequence roles) {
            roles.items().forEach(role -> roleEntry(role, search, chain));
          }
        }
        case "pre_tasks", "tasks", "post_tasks", "handlers" -> tasks(entry.value(), search, chain);
        case "vars" -> define(entry.value());
        case "vars_files" -> varsFiles(entry.value(), search, chain);
        case "name", "hosts" -> entryWords(entry);
        default -> entryWords(entry);
      }
    }
  }

  private void entryWords(YamlMapping.Entry entry) {
    print.taskWords().node(entry.value());
  }

  private void define(YamlNode vars) {
    if (vars instanceof YamlMapping map) {
      for (YamlMapping.Entry entry : map.entries()) {
        var words = new Words();
        words.node(entry.value());
        entry.name().ifPresent(name -> print.define(name, words.found()));
      }
    } else if (vars instanceof YamlSequence list) {
      list.items().forEach(this::define);
    }
  }

  private void varsFiles(YamlNode node, SearchPath search, String chain) {
    List<YamlNode> entries = node instanceof YamlSequence list ? list.items() : List.of(node);
    for (YamlNode entry : entries) {
      // A list in the list: the first that exists.
      List<YamlNode> choices = entry instanceof YamlSequence list ? list.items() : List.of(entry);
      boolean found = false;
      List<String> tried = new ArrayList<>();
      boolean templated = false;
      for (YamlNode choice : choices) {
        if (!(choice instanceof YamlScalar name)) {
          continue;
        }
        print.taskWords().text(name.value());
        String path = constants(name.value(), search);
        if (path.contains("{{")) {
          templated = true;
          globs(search.candidates("vars", path), Kind.VARIABLES, name.value() + " <- " + chain);
          continue;
        }
        for (String candidate : beside(search, path)) {
          tried.add(candidate);
          print.file(candidate, Kind.VARIABLES, candidate + " <- " + chain);
          if (files.isFile(candidate)) {
            found = true;
            defineFile(candidate);
            break;
          }
        }
        if (found) {
          break;
        }
      }
      if (!found && !templated && !tried.isEmpty()) {
        missing(entry.position(), "the variables file", PlaybookFile.texts(entry), tried);
      }
    }
  }

  private static List<String> beside(SearchPath search, String path) {
    return path.startsWith("/") || path.startsWith("~")
        ? List.of()
        : List.of(
            TreePaths.resolve(search.playbook(), path),
            TreePaths.resolve(search.playbook(), "vars/" + path));
  }

  private void defineFile(String path) {
    files.document(path).ifPresent(this::define);
  }

  // Roles

  private void roleEntry(YamlNode node, SearchPath search, String chain) {
    switch (node) {
      case YamlScalar scalar -> role(scalar.value(), scalar.position(), search, chain, true);
      case YamlMapping map -> {
        Optional<YamlScalar> name = map.scalar("role").or(() -> map.scalar("name"));
        name.ifPresent(role -> role(role.value(), role.position(), search, chain, true));
        for (YamlMapping.Entry entry : map.entries()) {
          if (!List.of("role", "name").contains(entry.name().orElse(""))) {
            print
                .taskWords()
                .node(
                    new YamlSequence(
                        entry.key().position(), 0, 0, "", true, List.of(single(entry))));
          }
        }
      }
      case YamlSequence _ -> {}
    }
  }

  private static YamlMapping single(YamlMapping.Entry entry) {
    return new YamlMapping(entry.key().position(), 0, 0, "", true, List.of(entry));
  }

  private void role(String name, Position at, SearchPath search, String chain, boolean fixed) {
    if (name.contains("{{")) {
      print.taskWords().text(name);
      String glob = glob(name);
      for (String base : roleBases(search)) {
        if (files.isDirectory(base)) {
          for (var entry : files.tree().list(base)) {
            if (entry.name().matches(glob.replace(".", "\\.").replace("*", ".*"))) {
              roleIn(entry.path(), search, "a role like " + name + " <- " + chain);
            }
          }
        }
        print.directory(base, "a role like " + name + " <- " + chain);
      }
      return;
    }
    List<String> tried = new ArrayList<>();
    for (String base : roleBases(search)) {
      String directory = TreePaths.resolve(base, name);
      tried.add(directory);
      String link = "role " + name + " <- " + chain;
      print.directory(directory, link);
      if (files.isDirectory(directory)) {
        roleIn(directory, search, link);
        return;
      }
    }
    boolean external = name.chars().filter(c -> c == '.').count() >= 2 || isRequired(name);
    if (!external && (fixed || !name.contains("."))) {
      missing(at, "the role", List.of(name), tried);
    }
  }

  /// Whether `requirements.yml` brings it from elsewhere.
  private boolean isRequired(String name) {
    for (String folder : List.of(layer.directory(), playbookDirectory)) {
      for (String file :
          List.of(
              "roles/requirements.yml",
              "requirements.yml",
              "roles/requirements.yaml",
              "requirements.yaml")) {
        String path = TreePaths.resolve(folder, file);
        if (files.isFile(path)
            && files.text(path).matches("(?s).*\\b" + Pattern.quote(name) + "\\b.*")) {
          return true;
        }
      }
    }
    return false;
  }

  private List<String> roleBases(SearchPath search) {
    Set<String> bases = new LinkedHashSet<>();
    bases.add(TreePaths.resolve(playbookDirectory, "roles"));
    String configured = layer.config().file().map(TreePaths::parent).orElse(layer.directory());
    for (String path : layer.config().searchPath("defaults.roles_path")) {
      if (!path.startsWith("/") && !path.startsWith("~")) {
        bases.add(TreePaths.resolve(configured, path));
      }
    }
    search.role().ifPresent(role -> bases.add(TreePaths.parent(role)));
    bases.add(playbookDirectory);
    return List.copyOf(bases);
  }

  private void roleIn(String directory, SearchPath from, String chain) {
    print.roles().add(directory);
    if (!visited.add("role " + directory) || depth > DEEPEST) {
      return;
    }
    depth++;
    List<String> parents = new ArrayList<>();
    from.role().ifPresent(parents::add);
    parents.addAll(from.parents());
    var search =
        new SearchPath(playbookDirectory, Optional.of(directory), parents, directory + "/tasks");
    for (String part : List.of("defaults", "vars")) {
      files.walk(directory + "/" + part).forEach(this::defineFile);
    }
    for (String part : List.of("tasks", "handlers")) {
      for (String file : files.walk(directory + "/" + part)) {
        if (isYaml(file)) {
          taskFile(file, search.in(TreePaths.parent(file)), file + " <- " + chain);
        }
      }
    }
    for (String ending : List.of(".yml", ".yaml", ".json")) {
      files
          .document(directory + "/meta/main" + ending)
          .filter(YamlMapping.class::isInstance)
          .flatMap(meta -> ((YamlMapping) meta).sequence("dependencies"))
          .ifPresent(list -> list.items().forEach(role -> dependency(role, search, chain)));
    }
    for (String file : files.walk(directory + "/templates")) {
      templateText(file, search, chain);
    }
    depth--;
  }

  private void dependency(YamlNode role, SearchPath search, String chain) {
    boolean elsewhere = role instanceof YamlMapping map && map.find("src").isPresent();
    if (!elsewhere) {
      roleEntry(role, search, chain);
    }
  }

  private static boolean isYaml(String path) {
    String name = TreePaths.name(path);
    return name.endsWith(".yml") || name.endsWith(".yaml") || !name.contains(".");
  }

  // Tasks

  private void taskFile(String path, SearchPath search, String chain) {
    if (!visited.add("tasks " + path) || depth > DEEPEST) {
      return;
    }
    depth++;
    files
        .document(path)
        .ifPresent(node -> {
          if (node instanceof YamlSequence) {
            tasks(node, search, chain);
          } else {
            print
                .missing()
                .add(
                    Finding.error(
                        AnsibleCheck.SYNTAX,
                        node.position(),
                        "a tasks file must be a list of tasks, found "
                            + (node instanceof YamlMapping ? "a mapping" : "a single value")));
          }
        });
    depth--;
  }

  private void tasks(YamlNode node, SearchPath search, String chain) {
    if (!(node instanceof YamlSequence list)) {
      return;
    }
    for (YamlNode item : list.items()) {
      if (item instanceof YamlMapping task) {
        task(task, search, chain);
      } else if (!(item instanceof YamlScalar scalar && scalar.value().isEmpty())) {
        print
            .missing()
            .add(
                Finding.error(
                    AnsibleCheck.SYNTAX,
                    item.position(),
                    "expected a task with a module, found "
                        + (item instanceof YamlScalar ? "a single value" : "a list")));
      }
    }
  }

  private void task(YamlMapping task, SearchPath search, String chain) {
    boolean block = false;
    for (YamlMapping.Entry entry : task.entries()) {
      String key = entry.name().orElse("");
      switch (key) {
        case "block", "rescue", "always" -> {
          block = true;
          tasks(entry.value(), search, chain);
        }
        case "register" -> print.produced().addAll(PlaybookFile.texts(entry.value()));
        case "delegate_to", "local_action" -> {
          print.markDelegates();
          print.taskWords().node(single(entry));
        }
        default -> print.taskWords().node(single(entry));
      }
    }
    Optional<YamlMapping.Entry> module = TaskKeywords.module(task);
    if (block || module.isEmpty()) {
      return;
    }
    String name = TaskKeywords.shortName(module.get().name().orElse(""));
    module(name, module.get().value(), task, search, chain);
  }

  private void module(
      String name, YamlNode arguments, YamlMapping task, SearchPath search, String chain) {
    switch (name) {
      case "import_tasks", "include_tasks", "include" ->
          argument(arguments, task, "file")
              .ifPresent(file -> taskInclude(file, name.equals("import_tasks"), search, chain));
      case "import_role", "include_role" ->
          argument(arguments, task, "name")
              .or(() -> argument(arguments, task, "role"))
              .ifPresent(role ->
                  role(role.value(), role.position(), search, chain, name.equals("import_role")));
      case "include_vars" -> {
        argument(arguments, task, "file").ifPresent(file -> included(file, search, chain));
        argument(arguments, task, "dir")
            .ifPresent(dir ->
                search
                    .candidates("vars", constants(dir.value(), search))
                    .forEach(path -> print.directory(path, path + " <- " + chain)));
      }
      case "set_fact" -> {
        if (arguments instanceof YamlMapping facts) {
          facts.entries().forEach(entry -> entry.name().ifPresent(print.produced()::add));
        }
      }
      case "add_host", "group_by" -> print.markAddsHosts();
      case "template" ->
          argument(arguments, task, "src")
              .ifPresent(src -> source(src, "templates", "the template", search, chain));
      default -> {
        if (FILE_MODULES.contains(name) && !isRemote(arguments)) {
          Optional<YamlScalar> source =
              name.equals("script")
                  ? firstWord(arguments).or(() -> argument(arguments, task, "cmd"))
                  : argument(arguments, task, "src");
          source.ifPresent(src -> source(src, "files", "the file", search, chain));
        }
        mentioned(arguments, search, chain);
      }
    }
    lookups(task, search, chain);
  }

  private static boolean isRemote(YamlNode arguments) {
    return switch (arguments) {
      case YamlMapping map ->
          map.scalar("remote_src").filter(v -> !v.value().matches("no|false|False")).isPresent();
      case YamlScalar text -> text.value().contains("remote_src");
      case YamlSequence _ -> false;
    };
  }

  private static Optional<YamlScalar> firstWord(YamlNode arguments) {
    return arguments instanceof YamlScalar scalar && !scalar.value().isBlank()
        ? Optional.of(with(scalar, scalar.value().strip().split("\\s+", 2)[0]))
        : Optional.empty();
  }

  private static YamlScalar with(YamlScalar scalar, String value) {
    return new YamlScalar(
        scalar.position(), scalar.start(), scalar.end(), scalar.tag(), scalar.style(), value);
  }

  /// An argument given as a mapping, in `args`, as `key=value`, or as the whole text.
  private static Optional<YamlScalar> argument(YamlNode arguments, YamlMapping task, String key) {
    if (arguments instanceof YamlMapping map) {
      return map.scalar(key);
    }
    if (arguments instanceof YamlScalar text && !text.value().isBlank()) {
      Matcher pair =
          Pattern.compile("(?:^|\\s)" + key + "=(\"[^\"]*\"|'[^']*'|(?:\\{\\{.*?}}|\\S)+)")
              .matcher(text.value());
      if (pair.find()) {
        return Optional.of(with(text, pair.group(1).replaceAll("^['\"]|['\"]$", "")));
      }
      if (key.equals("file") && !text.value().matches("\\w+=.*")) {
        String first = text.value().contains("{{") ? text.value() : text.value().split("\\s+")[0];
        return Optional.of(with(text, first));
      }
    }
    return task.mapping("args").flatMap(args -> args.scalar(key));
  }

  private void taskInclude(YamlScalar file, boolean fixed, SearchPath search, String chain) {
    String path = constants(file.value(), search);
    if (path.contains("{{")) {
      for (String match : globs(search.taskFiles(path), Kind.YAML, file.value() + " <- " + chain)) {
        taskFile(match, search.in(TreePaths.parent(match)), match + " <- " + chain);
      }
      return;
    }
    List<String> candidates = search.taskFiles(path);
    for (String candidate : candidates) {
      print.file(candidate, Kind.YAML, candidate + " <- " + chain);
      if (files.isFile(candidate)) {
        taskFile(candidate, search.in(TreePaths.parent(candidate)), candidate + " <- " + chain);
        return;
      }
    }
    if (!candidates.isEmpty()) {
      missing(
          file.position(),
          fixed ? "the tasks file" : "the included tasks file",
          List.of(file.value()),
          candidates);
    }
  }

  private void included(YamlScalar file, SearchPath search, String chain) {
    String path = constants(file.value(), search);
    if (path.contains("{{")) {
      globs(search.candidates("vars", path), Kind.VARIABLES, file.value() + " <- " + chain)
          .forEach(this::defineFile);
      return;
    }
    List<String> candidates = search.candidates("vars", path);
    for (String candidate : candidates) {
      print.file(candidate, Kind.VARIABLES, candidate + " <- " + chain);
      if (files.isFile(candidate)) {
        defineFile(candidate);
        return;
      }
    }
    if (!candidates.isEmpty()) {
      missing(file.position(), "the variables file", List.of(file.value()), candidates);
    }
  }

  private void source(
      YamlScalar source, String folder, String what, SearchPath search, String chain) {
    String path = constants(source.value(), search);
    List<String> candidates = search.candidates(folder, path);
    if (path.contains("{{")) {
      for (String match : globs(candidates, Kind.BYTES, source.value() + " <- " + chain)) {
        if (folder.equals("templates")) {
          templateText(match, search, chain);
        }
      }
      return;
    }
    for (String candidate : candidates) {
      print.file(candidate, Kind.BYTES, candidate + " <- " + chain);
      if (files.isFile(candidate)) {
        if (folder.equals("templates")) {
          templateText(candidate, search, chain);
        }
        return;
      }
      if (files.isDirectory(candidate)) {
        print.directory(candidate, candidate + " <- " + chain);
        return;
      }
    }
    if (!candidates.isEmpty()) {
      missing(source.position(), what, List.of(source.value()), candidates);
    }
  }

  private void templateText(String path, SearchPath search, String chain) {
    if (!files.isFile(path) || !visited.add("template " + path)) {
      return;
    }
    String text = files.text(path);
    print.templateWords().text(text);
    Matcher includes = INCLUDE.matcher(text);
    while (includes.find()) {
      List<String> places =
          new ArrayList<>(List.of(TreePaths.resolve(TreePaths.parent(path), includes.group(1))));
      places.addAll(search.candidates("templates", includes.group(1)));
      for (String place : places) {
        print.file(place, Kind.BYTES, place + " <- " + path + " <- " + chain);
        if (files.isFile(place)) {
          templateText(place, search, chain);
          break;
        }
      }
    }
  }

  private void lookups(YamlMapping task, SearchPath search, String chain) {
    for (String text : PlaybookFile.texts(flat(task))) {
      Matcher lookup = LOOKUP.matcher(text);
      while (lookup.find()) {
        String folder = lookup.group(1).equals("template") ? "templates" : "files";
        for (String place : search.candidates(folder, lookup.group(2))) {
          print.file(place, Kind.BYTES, place + " <- " + chain);
          if (files.isFile(place)) {
            if (folder.equals("templates")) {
              templateText(place, search, chain);
            }
            break;
          }
        }
      }
    }
  }

  private static YamlNode flat(YamlNode node) {
    return switch (node) {
      case YamlMapping map ->
          new YamlSequence(
              map.position(),
              map.start(),
              map.end(),
              "",
              false,
              map.entries().stream().map(entry -> flat(entry.value())).toList());
      case YamlSequence list ->
          new YamlSequence(
              list.position(),
              list.start(),
              list.end(),
              "",
              false,
              list.items().stream().map(FootprintReader::flat).toList());
      case YamlScalar scalar -> scalar;
    };
  }

  /// Paths in the arguments of any module, such as `kubectl apply -f {{ role_path }}/files/x.yml`:
  /// what is there counts as read.
  private void mentioned(YamlNode arguments, SearchPath search, String chain) {
    for (String text : PlaybookFile.texts(flat(arguments))) {
      for (String word : constants(text, search).split("(?<!\\{)[\\s'\",=]+(?![^{]*}})")) {
        if (!word.contains("/") && !word.matches(".*\\.[A-Za-z0-9]{1,5}")) {
          continue;
        }
        List<String> places = new ArrayList<>(search.candidates("files", word));
        search.candidates("templates", word).forEach(places::add);
        places.add(TreePaths.resolve(layer.directory(), word));
        if (word.contains("{{")) {
          if (!TEMPLATE.matcher(word).replaceAll("").matches("[./]*")) {
            globs(places, Kind.BYTES, word + " <- " + chain);
          }
          continue;
        }
        for (String place : places) {
          if (files.isFile(place)) {
            print.file(place, Kind.BYTES, place + " <- " + chain);
            break;
          }
          if (files.isDirectory(place) && word.contains("/")) {
            print.directory(place, place + " <- " + chain);
            break;
          }
        }
      }
    }
  }

  /// Directories that are known before the run, in place of their variables.
  private String constants(String text, SearchPath search) {
    String known =
        text.replaceAll(
            "\\{\\{\\s*playbook_dir\\s*}}", Matcher.quoteReplacement("/" + playbookDirectory));
    if (search.role().isPresent()) {
      known =
          known.replaceAll(
              "\\{\\{\\s*role_path\\s*}}", Matcher.quoteReplacement("/" + search.role().get()));
    }
    if (!layer.inventories().isEmpty()) {
      known =
          known.replaceAll(
              "\\{\\{\\s*inventory_dir\\s*}}",
              Matcher.quoteReplacement("/" + TreePaths.parent(layer.inventories().getFirst())));
    }
    if (known.equals(text)) {
      return text;
    }
    // What began with such a directory is a path from the root: make it relative to the playbook.
    return known.startsWith("/")
        ? relative(known.substring(1))
        : known.replaceAll(
            "(?<=[\\s'\"=])/(?=" + Pattern.quote(layer.directory()) + ")", relative(""));
  }

  private String relative(String path) {
    int levels = playbookDirectory.isEmpty() ? 0 : playbookDirectory.split("/", -1).length;
    return "../".repeat(levels) + path;
  }

  /// Remembers patterns, and finds what fits them now.
  private List<String> globs(List<String> templated, Kind kind, String chain) {
    List<String> matches = new ArrayList<>();
    for (String path : templated) {
      String glob = glob(path);
      print.glob(glob, kind, chain);
      String base =
          glob.substring(0, Math.max(0, glob.lastIndexOf('/', Math.max(0, glob.indexOf('*')))));
      var matcher = java.nio.file.FileSystems.getDefault().getPathMatcher("glob:" + glob);
      for (String file : files.walk(base)) {
        if (matcher.matches(java.nio.file.Path.of(file)) && !isPlaybook(file)) {
          matches.add(file);
        }
      }
    }
    return matches;
  }

  /// A playbook is no tasks file, whatever a computed name may be.
  private boolean isPlaybook(String path) {
    return layer.aggregate().equals(Optional.of(path))
        || layer.units().stream().anyMatch(unit -> unit.path().equals(path));
  }

  private static String glob(String text) {
    return TEMPLATE
        .matcher(text)
        .replaceAll("\u0000")
        .replaceAll("([\\\\\\[\\]{}?*])", "\\\\$1")
        .replace("\u0000", "*");
  }

  private void missing(Position at, String what, List<String> names, List<String> tried) {
    print
        .missing()
        .add(
            Finding.error(
                AnsibleCheck.PATH_MISSING,
                at,
                "%s \"%s\" does not exist; looked for %s"
                    .formatted(what, String.join("\", \"", names), String.join(", ", tried))));
  }
}
