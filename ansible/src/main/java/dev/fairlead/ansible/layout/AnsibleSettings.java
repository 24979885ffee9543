package dev.fairlead.ansible.layout;

import dev.fairlead.model.Finding;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The section `ansible` of `fairlead.yaml`.
///
/// @param directory of the layer; empty: the directory with `ansible.cfg` or `playbooks/`
/// @param playbooks globs relative to the directory; empty: the convention
/// @param sources inventory files of the repository, relative to the directory; empty: those of
///   `ansible.cfg`, else the files of `inventory/`
/// @param outputs Terraform outputs that feed the inventory; empty: the convention
/// @param runs when playbooks run, where that is declared
/// @param findings what could not be understood
public record AnsibleSettings(
    Optional<String> directory,
    List<String> playbooks,
    List<String> sources,
    List<OutputSource> outputs,
    Removal removal,
    Map<String, List<String>> groups,
    List<DeclaredRun> runs,
    List<Finding> findings) {

  /// What happens to a host that no output lists any more.
  ///
  /// @param confirm whether somebody has to say yes first
  /// @param most how many hosts may go at once
  public record Removal(boolean confirm, int most) {
    public static final Removal DEFAULT = new Removal(true, 1);
  }

  /// @param playbook file name with or without ending, or path relative to the directory
  /// @param on `push`, `host-added`, `host-removed`, `schedule`, `manual`
  public record DeclaredRun(String playbook, List<String> on, List<String> tags, String limit) {
    public DeclaredRun {
      on = List.copyOf(on);
      tags = List.copyOf(tags);
    }
  }

  public static final AnsibleSettings DEFAULT =
      new AnsibleSettings(
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          Removal.DEFAULT,
          Map.of(),
          List.of(),
          List.of());

  public AnsibleSettings {
    playbooks = List.copyOf(playbooks);
    sources = List.copyOf(sources);
    outputs = List.copyOf(outputs);
    groups = new java.util.TreeMap<>(groups);
    runs = List.copyOf(runs);
    findings = List.copyOf(findings);
  }
}
