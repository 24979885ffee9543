package dev.fairlead.ansible.playbook;

import dev.fairlead.ansible.layout.AnsibleLayer;
import dev.fairlead.ansible.layout.TreePaths;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where `group_vars` and `host_vars` are looked for: beside every inventory source and beside the
/// playbook that is run.
final class VariableFolders {
  private static final Pattern OWNER =
      Pattern.compile("(group|host)_vars/([^/]+?)(?:\\.(?:yml|yaml|json))?(?:/.*)?");

  private VariableFolders() {}

  /// @param group whether the variables belong to a group; otherwise to a host
  record Owner(boolean group, String name) {}

  static Set<String> of(AnsibleLayer layer) {
    Set<String> folders = new LinkedHashSet<>();
    layer.inventories().forEach(source -> folders.add(TreePaths.parent(source)));
    layer.units().forEach(unit -> folders.add(TreePaths.parent(unit.path())));
    layer.aggregate().ifPresent(path -> folders.add(TreePaths.parent(path)));
    return folders;
  }

  /// Whose variables a path holds; empty for other files.
  static Optional<Owner> owner(AnsibleLayer layer, String path) {
    for (String folder : of(layer)) {
      String prefix = folder.isEmpty() ? "" : folder + "/";
      if (path.startsWith(prefix)) {
        Matcher matcher = OWNER.matcher(path.substring(prefix.length()));
        if (matcher.matches()) {
          return Optional.of(new Owner(matcher.group(1).equals("group"), matcher.group(2)));
        }
      }
    }
    return Optional.empty();
  }
}
