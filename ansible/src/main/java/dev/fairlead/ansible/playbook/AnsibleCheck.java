package dev.fairlead.ansible.playbook;

import dev.fairlead.model.Finding;
import dev.fairlead.model.RevisionTree;
import java.util.List;

/// What is wrong with the Ansible layer of a revision, found without running anything.
///
/// Rules: `ansible-syntax` (not readable, or not a playbook, play or task), `ansible-path-missing`
/// (import, role, template, file), `ansible-host-pattern` (a play whose hosts name no group or
/// host), `ansible-inventory`, `ansible-config`, `ansible-order`.
public final class AnsibleCheck {
  private AnsibleCheck() {}

  /// Findings sorted by position; none where the revision has no Ansible layer.
  @SuppressWarnings("DoNotCallSuggester")
  public static List<Finding> of(RevisionTree tree) {
    throw new UnsupportedOperationException("not yet: " + tree);
  }
}
