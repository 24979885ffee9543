package dev.fairlead.delivery;

import dev.fairlead.model.CommitId;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/// Decides which revision of a branch may be deployed. A revision is released when its own delivery
/// has done everything that comes before the deployment, and no delivery whose commits it contains
/// is still at work: so a tag commit on top of somebody else's push never deploys that push
/// half-built. A delivery that failed does not hold up those after it; they contain its repair, or
/// its revert.
final class Releases {

  private Releases() {}

  /// Where a delivery stands, as far as releases care.
  ///
  /// @param head where it has got to
  record Candidate(String delivery, CommitId pushed, CommitId head, Progress progress) {}

  enum Progress {
    AT_WORK,
    READY,
    FAILED
  }

  /// The candidate to release next: the newest that is ready and not held up.
  ///
  /// @param candidates the branch's deliveries since the last release, oldest first
  /// @param contains whether the first commit has the second among its ancestors, or is it
  static Optional<Candidate> next(
      List<Candidate> candidates, BiPredicate<CommitId, CommitId> contains) {
    return candidates.reversed().stream()
        .filter(candidate -> candidate.progress() == Progress.READY)
        .filter(candidate ->
            candidates.stream()
                .filter(other -> other.progress() == Progress.AT_WORK)
                .noneMatch(other -> contains.test(candidate.head(), other.pushed())))
        .findFirst();
  }
}
