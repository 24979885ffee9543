package dev.fairlead.delivery;

import dev.fairlead.delivery.Releases.Candidate;
import dev.fairlead.git.Mirror;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.Delivery;
import dev.fairlead.store.Branches;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Which revision of each branch may be deployed, and who waits for it. Safe for any thread.
final class ReleaseBook {
  private final Branches branches;
  private final Ledger ledger;
  private final Consumer<Delivery> releasing;
  private final Consumer<Delivery> released;
  private final Set<String> ready = new HashSet<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /// @param releasing told of a delivery before its head is released: the journal
  /// @param released told of it afterwards
  ReleaseBook(
      Branches branches, Ledger ledger, Consumer<Delivery> releasing, Consumer<Delivery> released) {
    this.branches = branches;
    this.ledger = ledger;
    this.releasing = releasing;
    this.released = released;
  }

  /// What became of a delivery's wish to be deployed.
  enum Verdict {
    RELEASED,
    /// A later delivery, whose head contains this one's, was released in its place.
    OVERTAKEN,
    /// The branch no longer contains its commits: it was reset, or deleted.
    LOST
  }

  /// The newest revision of a branch that may be deployed.
  Optional<CommitId> released(String repository, String branch) {
    return branches.released(repository, branch);
  }

  /// A delivery has done what comes before the deployment: waits until its head, or one that
  /// contains it, is released.
  ///
  /// @param waiting told what it waits for, when it has to
  Verdict await(String id, Mirror mirror, Consumer<String> waiting) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      ready.add(id);
      while (true) {
        Delivery delivery = ledger.find(id).orElseThrow();
        releaseNext(delivery.repository(), delivery.branch(), mirror);
        Optional<CommitId> newest = released(delivery.repository(), delivery.branch());
        if (newest.isPresent() && newest.get().equals(delivery.head())) {
          return Verdict.RELEASED;
        }
        if (isLost(delivery, mirror)) {
          return Verdict.LOST;
        }
        if (newest.isPresent() && isOvertaken(delivery, newest.get(), mirror)) {
          return Verdict.OVERTAKEN;
        }
        waiting.accept(
            others(delivery).stream()
                .filter(other -> !ready.contains(other.id()))
                .findFirst()
                .map(other -> "waiting for the build of " + other.pushed().abbreviated())
                .orElse("waiting for its release"));
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /// A delivery ended, well or not: those that waited for it look again.
  void ended(String id) {
    lock.lock();
    try {
      ready.remove(id);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Branches have moved or gone: those that wait look again.
  void branchesMoved() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void releaseNext(String repository, String branch, Mirror mirror) {
    List<Candidate> candidates =
        ledger.unfinished().stream()
            .filter(each -> each.repository().equals(repository) && each.branch().equals(branch))
            .map(each ->
                new Candidate(
                    each.id(),
                    each.pushed(),
                    each.head(),
                    ready.contains(each.id())
                        ? Releases.Progress.READY
                        : Releases.Progress.AT_WORK))
            .toList();
    Optional<Candidate> next =
        Releases.next(candidates, (commit, ancestor) -> mirror.isAncestor(ancestor, commit));
    Optional<CommitId> current = branches.released(repository, branch);
    next.flatMap(candidate -> ledger.find(candidate.delivery()))
        .filter(delivery -> current.isEmpty() || !current.get().equals(delivery.head()))
        .filter(delivery -> !isLost(delivery, mirror))
        .filter(delivery -> current.isEmpty() || !isOvertaken(delivery, current.get(), mirror))
        .ifPresent(delivery -> {
          releasing.accept(delivery);
          branches.release(repository, branch, delivery.head());
          changed.signalAll();
          released.accept(delivery);
        });
  }

  private static boolean isLost(Delivery delivery, Mirror mirror) {
    return mirror
        .find("refs/heads/" + delivery.branch())
        .map(tip -> !mirror.isAncestor(delivery.head(), tip))
        .orElse(true);
  }

  /// Whether a released revision contains a delivery's head. One that the branch itself no longer
  /// contains (it was reset) counts for nothing.
  private static boolean isOvertaken(Delivery delivery, CommitId released, Mirror mirror) {
    return mirror.contains(released)
        && mirror.isAncestor(delivery.head(), released)
        && mirror
            .find("refs/heads/" + delivery.branch())
            .map(tip -> mirror.isAncestor(released, tip))
            .orElse(false);
  }

  private List<Delivery> others(Delivery delivery) {
    return ledger.unfinished().stream()
        .filter(each -> !each.id().equals(delivery.id()))
        .filter(each -> each.repository().equals(delivery.repository()))
        .filter(each -> each.branch().equals(delivery.branch()))
        .toList();
  }
}
