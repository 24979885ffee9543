package dev.fairlead.ansible.playbook;

import dev.fairlead.model.Finding;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Everything that a play reads, and where it would look first: a file that appears at an earlier
/// place changes the play as well. Filled by [FootprintReader].
final class Footprint {
  /// How the content of a file matters.
  enum Kind {
    /// Tasks, handlers, role metadata: what they say as YAML.
    YAML,
    /// Variables: those that differ, where they are read.
    VARIABLES,
    /// Templates, files, programs: every byte.
    BYTES
  }

  /// @param chain from the file to the playbook
  record Reference(Kind kind, String chain) {}

  private final Map<String, Reference> files = new LinkedHashMap<>();

  /// Directories of roles, and others that are read as a whole.
  private final Map<String, Reference> directories = new LinkedHashMap<>();

  private final Map<String, Reference> globs = new LinkedHashMap<>();
  private final Words taskWords = new Words();
  private final Words templateWords = new Words();
  private final Map<String, Set<String>> definitions = new LinkedHashMap<>();
  private final Set<String> produced = new LinkedHashSet<>();
  private final List<Finding> missing = new ArrayList<>();
  private final Set<String> roles = new LinkedHashSet<>();
  private boolean addsHosts;
  private boolean delegates;

  void file(String path, Kind kind, String chain) {
    files.putIfAbsent(path, new Reference(kind, chain));
  }

  void directory(String path, String chain) {
    directories.putIfAbsent(path, new Reference(Kind.BYTES, chain));
  }

  void glob(String glob, Kind kind, String chain) {
    globs.putIfAbsent(glob, new Reference(kind, chain));
  }

  Words taskWords() {
    return taskWords;
  }

  Words templateWords() {
    return templateWords;
  }

  /// What a variable's value reads, by the variable's name.
  void define(String name, Set<String> words) {
    definitions.computeIfAbsent(name, _ -> new LinkedHashSet<>()).addAll(words);
  }

  Map<String, Set<String>> definitions() {
    return definitions;
  }

  /// Registered results and facts that the play sets.
  Set<String> produced() {
    return produced;
  }

  /// Directories of the roles that were found.
  Set<String> roles() {
    return roles;
  }

  List<Finding> missing() {
    return missing;
  }

  void markAddsHosts() {
    addsHosts = true;
  }

  /// Whether hosts or groups are made in the run.
  boolean addsHosts() {
    return addsHosts;
  }

  void markDelegates() {
    delegates = true;
  }

  boolean delegates() {
    return delegates;
  }

  /// Whether any expression may read one of some names.
  boolean reads(Set<String> names) {
    return readsInTasks(names) || intersects(templateWords.found(), names);
  }

  boolean readsInTasks(Set<String> names) {
    return intersects(taskWords.found(), names);
  }

  private static boolean intersects(Set<String> words, Set<String> names) {
    return (!names.isEmpty()
            && words.contains(Words.ANYTHING)
            && names.stream().anyMatch(n -> !n.startsWith("@")))
        || names.stream().anyMatch(words::contains);
  }

  /// How a path is read; empty where it is not.
  Optional<Reference> find(String path) {
    Reference exact = files.get(path);
    if (exact != null) {
      return Optional.of(exact);
    }
    for (Map.Entry<String, Reference> directory : directories.entrySet()) {
      if (path.startsWith(directory.getKey() + "/")) {
        return inDirectory(path.substring(directory.getKey().length() + 1), directory.getValue());
      }
    }
    for (Map.Entry<String, Reference> glob : globs.entrySet()) {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob.getKey());
      if (matcher.matches(Path.of(path))) {
        return Optional.of(glob.getValue());
      }
    }
    return Optional.empty();
  }

  /// A role is read as a whole: an unused file costs a run too many, a computed name would cost a
  /// run too few.
  private static Optional<Reference> inDirectory(String rest, Reference directory) {
    String folder = rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : "";
    String name = rest.substring(rest.lastIndexOf('/') + 1);
    boolean yaml = name.endsWith(".yml") || name.endsWith(".yaml") || !name.contains(".");
    return switch (folder) {
      case "tasks", "handlers", "meta" ->
          Optional.of(new Reference(yaml ? Kind.YAML : Kind.BYTES, directory.chain()));
      case "defaults", "vars" ->
          Optional.of(new Reference(yaml ? Kind.VARIABLES : Kind.BYTES, directory.chain()));
      case "molecule", "tests", ".github" -> Optional.empty();
      default ->
          (name.endsWith(".md") && !folder.equals("files") && !folder.equals("templates"))
                  || name.startsWith(".ansible-lint")
                  || name.equals("LICENSE")
              ? Optional.empty()
              : Optional.of(directory);
    };
  }
}
