package dev.fairlead.ansible.layout;

import java.util.OptionalInt;

/// A playbook file that can be run on its own.
///
/// @param path from the root of the repository
/// @param number of `NN-name.yml`
/// @param automatic whether deliveries run it; others are for hand only, such as a numbered
///   playbook that `site.yml` does not import
public record PlaybookUnit(String path, OptionalInt number, boolean automatic) {

  /// The file's name without its ending, such as `04-cni-install`.
  public String name() {
    String file = path.substring(path.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    return dot < 0 ? file : file.substring(0, dot);
  }
}
