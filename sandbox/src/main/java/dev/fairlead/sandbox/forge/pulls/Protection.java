package dev.fairlead.sandbox.forge.pulls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a protected branch asks of those who change it.
///
/// @param checks null: no status checks are required
/// @param reviews null: no pull request is required
/// @param enforceAdmins whether administrators are held to it too
public record Protection(
    @Nullable Checks checks,
    @Nullable Reviews reviews,
    boolean enforceAdmins,
    boolean linearHistory,
    boolean allowForcePushes,
    boolean allowDeletions) {

  /// @param strict whether a branch must hold the newest commit of its base
  /// @param contexts names of the statuses that must be successful
  public record Checks(boolean strict, List<String> contexts) {
    public Checks {
      contexts = contexts.stream().distinct().toList();
    }
  }

  /// @param approvals how many people with write access must approve
  /// @param dismissStale whether a push takes approvals back
  public record Reviews(
      int approvals, boolean dismissStale, boolean codeOwners, boolean lastPushApproval) {}
}
