package dev.fairlead.git;

import dev.fairlead.model.CommitId;
import java.util.List;
import java.util.Optional;

/// What a commit says about itself.
///
/// @param treeId the id of its files: equal ids mean equal files
/// @param parents first parent first; empty for a root commit
/// @param message the whole message, with its line ends as they are
/// @param trailers the `Key: value` lines of the last paragraph, in order
public record Commit(
    CommitId id,
    String treeId,
    List<CommitId> parents,
    Person author,
    Person committer,
    String message,
    List<Trailer> trailers) {

  public Commit {
    parents = List.copyOf(parents);
    trailers = List.copyOf(trailers);
  }

  /// The first line of the message.
  public String subject() {
    return message.lines().findFirst().orElse("");
  }

  /// The last value of a trailer; keys are compared without regard to case, as Git does.
  public Optional<String> trailer(String key) {
    return trailers.stream()
        .filter(trailer -> trailer.key().equalsIgnoreCase(key))
        .reduce((_, second) -> second)
        .map(Trailer::value);
  }
}
