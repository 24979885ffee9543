package dev.fairlead.delivery;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.Delivery;
import dev.fairlead.model.Layer;
import dev.fairlead.model.MemoryTree;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.State;
import java.util.List;
import java.util.Map;

/// The revision that a branch's hosts are known to be at: what a delivery's playbooks are judged
/// against. That is not always what was pushed before: a playbook that failed is still due with the
/// next push, though that one may not touch it.
final class ClusterBase {
  private static final int REMEMBERED = 200;

  private final Ledger ledger;
  private final List<DeliveredRepository> repositories;

  ClusterBase(Ledger ledger, List<DeliveredRepository> repositories) {
    this.ledger = ledger;
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
        ledger.newest(REMEMBERED).stream()
            .filter(delivery -> precedes(delivery, change))
            .filter(ClusterBase::leftNothingUndone)
            .map(Delivery::head)
            .filter(repository.mirror()::contains)
            .findFirst()
            .orElse(change.before());
    return new Base(
        commit.equals(CommitId.NONE) ? MemoryTree.of(Map.of()) : repository.mirror().tree(commit),
        List.copyOf(repository.mirror().changedPaths(commit, change.head())));
  }

  private static boolean precedes(Delivery delivery, Change change) {
    return delivery.repository().equals(change.repository())
        && delivery.branch().equals(change.branch())
        && delivery.finishedAt() != null
        && !delivery.id().equals(change.delivery());
  }

  /// A delivery that ended before its playbooks were planned says nothing of the hosts.
  private static boolean leftNothingUndone(Delivery delivery) {
    return !delivery.stages().isEmpty()
        && delivery.stages().stream()
            .filter(stage -> stage.layer() == Layer.CLUSTER)
            .allMatch(stage -> stage.state() == State.SUCCEEDED);
  }
}
