package dev.fairlead.actions.workflow;

import dev.fairlead.git.Commit;
import dev.fairlead.git.Mirror;
import dev.fairlead.model.CommitId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A push to one branch or tag, with what trigger filters look at.
///
/// @param ref full name, such as `refs/heads/main`
/// @param before [CommitId#NONE] for a new reference
/// @param after [CommitId#NONE] for a deleted one
/// @param changedPaths paths that differ; empty when they cannot be known: path filters then let
///   the workflow run, as GitHub does
/// @param headMessage the message of the newest commit
public record PushEvent(
    String ref,
    CommitId before,
    CommitId after,
    Optional<Set<String>> changedPaths,
    String headMessage) {
  /// Above this many commits GitHub does not compare files.
  private static final int MAX_COMPARED_COMMITS = 1000;

  public PushEvent {
    changedPaths =
        changedPaths.map(paths -> java.util.Collections.unmodifiableSet(new TreeSet<>(paths)));
  }

  /// A push as a mirror (that has fetched it) sees it. A new branch is compared with the default
  /// branch's merge base, or else with the parent of its tip.
  public static PushEvent of(Mirror mirror, String ref, CommitId before, CommitId after) {
    if (after.equals(CommitId.NONE)) {
      return new PushEvent(ref, before, after, Optional.of(Set.of()), "");
    }
    Commit head = mirror.commit(after);
    CommitId base = before;
    if (before.equals(CommitId.NONE) || !mirror.contains(before)) {
      base =
          mirror
              .defaultBranch()
              .flatMap(name -> mirror.find("refs/heads/" + name))
              .filter(tip -> !tip.equals(after))
              .flatMap(tip -> mirror.mergeBase(tip, after))
              .filter(common -> !common.equals(after))
              .orElse(head.parents().isEmpty() ? CommitId.NONE : head.parents().getFirst());
    }
    List<Commit> commits = mirror.log(base, after, MAX_COMPARED_COMMITS + 1);
    Optional<Set<String>> paths =
        commits.size() > MAX_COMPARED_COMMITS
            ? Optional.empty()
            : Optional.of(mirror.changedPaths(base, after));
    return new PushEvent(ref, before, after, paths, head.message());
  }

  public boolean isTag() {
    return ref.startsWith("refs/tags/");
  }

  public boolean isDeletion() {
    return after.equals(CommitId.NONE);
  }

  /// The branch's or tag's short name.
  public String refName() {
    return ref.replaceFirst("^refs/(heads|tags)/", "");
  }
}
