package dev.fairlead.ansible.playbook;

import dev.fairlead.ansible.layout.TreePaths;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where a task looks for a file, in Ansible's order.
///
/// @param playbook directory of the playbook
/// @param role directory of the role that the task is in
/// @param parents roles that depend on that role, nearest first
/// @param tasks directory of the task's file
record SearchPath(String playbook, Optional<String> role, List<String> parents, String tasks) {
  SearchPath {
    parents = List.copyOf(parents);
  }

  /// Every place where a name could be, first things first.
  ///
  /// @param folder `templates`, `files`, `vars` or `tasks`
  List<String> candidates(String folder, String name) {
    if (name.startsWith("/") || name.startsWith("~")) {
      return List.of();
    }
    List<String> bases = new ArrayList<>();
    role.ifPresent(bases::add);
    bases.addAll(parents);
    bases.add(tasks);
    bases.add(playbook);
    boolean inFolder = name.startsWith(folder + "/");
    Set<String> found = new LinkedHashSet<>();
    for (String base : bases) {
      if (!inFolder && !folder.isEmpty()) {
        found.add(TreePaths.resolve(base, folder + "/" + name));
      }
      found.add(TreePaths.resolve(base, name));
    }
    return List.copyOf(found);
  }

  /// Where `import_tasks` and `include_tasks` look: beside the file, in the role's tasks, beside
  /// the playbook.
  List<String> taskFiles(String name) {
    if (name.startsWith("/") || name.startsWith("~")) {
      return List.of();
    }
    Set<String> found = new LinkedHashSet<>();
    found.add(TreePaths.resolve(tasks, name));
    role.ifPresent(base -> {
      found.add(TreePaths.resolve(base, "tasks/" + name));
      found.add(TreePaths.resolve(base, name));
    });
    parents.forEach(base -> found.add(TreePaths.resolve(base, "tasks/" + name)));
    found.add(TreePaths.resolve(playbook, "tasks/" + name));
    found.add(TreePaths.resolve(playbook, name));
    return List.copyOf(found);
  }

  SearchPath in(String directory) {
    return new SearchPath(playbook, role, parents, directory);
  }
}
