package dev.fairlead.delivery;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.MemoryTree;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.store.Branches;
import java.util.List;
import java.util.Map;

/// The revision that a repository's hosts are known to be at: what a delivery's playbooks are
/// judged against. That is not always what was pushed before: a playbook that failed is still due
/// with the next push, though that one may not touch it.
final class ClusterBase {
  private final Branches branches;
  private final List<DeliveredRepository> repositories;

  ClusterBase(Branches branches, List<DeliveredRepository> repositories) {
    this.branches = branches;
    this.repositories = List.copyOf(repositories);
  }

  /// @param tree its files
  /// @param changedPaths what differs from there to the change's head
  record Base(RevisionTree tree, List<String> changedPaths) {}

  Base of(Change change) {
    DeliveredRepository repository =
        repositories.stream()
            .filter(each -> each.url().equals(change.repository()))
            .findFirst()
            .orElseThrow();
    CommitId commit =
        branches
            .hosts(change.repository())
            .filter(each -> each.equals(CommitId.NONE) || repository.mirror().contains(each))
            .orElse(change.before());
    return new Base(
        commit.equals(CommitId.NONE) ? MemoryTree.of(Map.of()) : repository.mirror().tree(commit),
        List.copyOf(repository.mirror().changedPaths(commit, change.head())));
  }

  /// Before the first playbook of all runs: what it fails to do stays due.
  void begin(Change change) {
    if (branches.hosts(change.repository()).isEmpty()) {
      branches.hostsAt(change.repository(), change.before());
    }
  }

  /// Everything that was due at the change's head is done.
  void reached(Change change) {
    branches.hostsAt(change.repository(), change.head());
  }
}
