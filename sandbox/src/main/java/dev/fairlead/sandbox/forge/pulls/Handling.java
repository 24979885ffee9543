package dev.fairlead.sandbox.forge.pulls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How an issue or a pull request is being dealt with.
///
/// @param assignees logins
/// @param locked whether only those who may write to the repository may comment
/// @param lockReason GitHub's word, one of [#LOCK_REASONS]
/// @param stateReason why it was closed (`completed`, `not_planned`) or that it was `reopened`
public record Handling(
    List<String> assignees,
    boolean locked,
    @Nullable String lockReason,
    @Nullable String stateReason) {
  public static final Handling NONE = new Handling(List.of(), false, null, null);

  public static final List<String> LOCK_REASONS =
      List.of("off-topic", "too heated", "resolved", "spam");

  public Handling {
    assignees = List.copyOf(assignees);
  }

  public Handling withAssignees(List<String> logins) {
    return new Handling(logins, locked, lockReason, stateReason);
  }

  public Handling lock(@Nullable String reason) {
    return new Handling(assignees, true, reason, stateReason);
  }

  public Handling unlock() {
    return new Handling(assignees, false, null, stateReason);
  }

  public Handling withStateReason(@Nullable String reason) {
    return new Handling(assignees, locked, lockReason, reason);
  }
}
