package dev.fairlead.delivery;

import dev.fairlead.model.CommitId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// What new commits on a branch mean.
///
/// @param continued deliveries that go on, each with the last commit it wrote
/// @param pushed the last commit that somebody else pushed: it starts a delivery
record Arrival(Map<String, CommitId> continued, Optional<PushedCommit> pushed) {

  /// @param commits oldest first
  /// @param atWork whether a delivery of this branch is still running; the trailer of one that has
  ///   ended means nothing, since people copy commits
  static Arrival of(List<PushedCommit> commits, Predicate<String> atWork) {
    Map<String, CommitId> continued = new LinkedHashMap<>();
    Optional<PushedCommit> pushed = Optional.empty();
    for (PushedCommit commit : commits) {
      Optional<String> delivery = commit.delivery().filter(atWork);
      if (delivery.isPresent()) {
        continued.put(delivery.get(), commit.id());
      } else {
        pushed = Optional.of(commit);
      }
    }
    return new Arrival(continued, pushed);
  }
}
