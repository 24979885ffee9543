package dev.fairlead.terraform.pull;

/// A status of a commit, as forges show it beside it.
///
/// @param context names it, such as `atlantis/plan: net`; a later one replaces an earlier one
/// @param targetUrl page with more; may be empty
public record CommitStatus(String context, State state, String description, String targetUrl) {

  public enum State {
    PENDING,
    SUCCESS,
    FAILURE
  }
}
