package dev.fairlead.ansible.playbook;

import java.util.List;

/// One run of `ansible-playbook` that a change asks for.
///
/// @param playbook path from the root of the repository
/// @param plays names of the plays that the change affects, in order (all plays of the file run)
/// @param limit hosts for `--limit`; empty: no limit
/// @param why chains of files that led here, each from what changed to the playbook, such as
///   `ansible/roles/cni/defaults/main.yml <- role cni <- ansible/playbooks/04-cni-install.yml:3`
public record PlannedRun(
    String playbook, List<String> plays, List<String> limit, List<String> why) {
  public PlannedRun {
    plays = List.copyOf(plays);
    limit = List.copyOf(limit);
    why = List.copyOf(why);
  }

  /// The playbook's file name without its ending, such as `04-cni-install`.
  public String name() {
    String file = playbook.substring(playbook.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    return dot < 0 ? file : file.substring(0, dot);
  }
}
