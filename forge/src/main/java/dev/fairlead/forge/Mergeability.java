package dev.fairlead.forge;

import java.util.List;

/// Whether a forge would merge a pull request.
///
/// @param state GitHub's `mergeable_state`
/// @param draft whether its author calls it unfinished
/// @param missing of a blocked one, what it waits for, as far as it could be found out
public record Mergeability(State state, boolean draft, List<String> missing) {
  public Mergeability {
    missing = List.copyOf(missing);
  }

  public enum State {
    /// Nothing stands in the way.
    CLEAN,
    /// It can be merged, though a check that is not required fails or runs.
    UNSTABLE,
    /// It can be merged; a hook of the forge has a say.
    HAS_HOOKS,
    /// A required check or review is missing.
    BLOCKED,
    /// Its base moved, and the branch must be up to date first.
    BEHIND,
    /// It conflicts with its base.
    DIRTY,
    /// A draft.
    DRAFT,
    /// The forge has not found out yet: ask again a moment later.
    UNKNOWN
  }

  /// Whether it could be merged now; Atlantis's `mergeable`.
  public boolean isMergeable() {
    return !draft
        && switch (state) {
          case CLEAN, UNSTABLE, HAS_HOOKS -> true;
          case BLOCKED, BEHIND, DIRTY, DRAFT, UNKNOWN -> false;
        };
  }

  /// Whether the forge knows. It does not of what is merged or closed.
  public boolean isKnown() {
    return state != State.UNKNOWN;
  }

  /// What stands in the way, for people; empty where nothing does.
  public String reason() {
    if (draft) {
      return "it is a draft";
    }
    return switch (state) {
      case CLEAN, UNSTABLE, HAS_HOOKS -> "";
      case BLOCKED ->
          missing.isEmpty() ? "a required check or review is missing" : String.join("; ", missing);
      case BEHIND -> "its branch must be brought up to date with the base branch";
      case DIRTY -> "it conflicts with the base branch";
      case DRAFT -> "it is a draft";
      case UNKNOWN -> "the forge has not found out yet whether it can be merged; try again";
    };
  }
}
