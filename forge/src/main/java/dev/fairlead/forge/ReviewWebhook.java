package dev.fairlead.forge;

import dev.fairlead.model.PullRequest;

/// What a forge says when somebody reviewed a pull request: GitHub's `pull_request_review` event.
///
/// @param cloneUrl the base repository as its forge names it
/// @param fullName `owner/name` of the base repository
/// @param pullRequest its `repository` is the `cloneUrl`
/// @param sender login of who did it
public record ReviewWebhook(
    Action action,
    String cloneUrl,
    String fullName,
    PullRequest pullRequest,
    Review review,
    String sender) {

  public enum Action {
    SUBMITTED,
    EDITED,
    DISMISSED,
    OTHER
  }

  /// @throws ForgeException where the body is not a pull_request_review event; it says which field
  ///   is wrong
  public static ReviewWebhook parse(byte[] body) {
    var event = EventReader.of("pull_request_review", body);
    return new ReviewWebhook(
        event.action(Action.class, Action.OTHER),
        event.text("/repository/clone_url"),
        event.text("/repository/full_name"),
        PullRequestReader.read(event.object("/pull_request"), event.text("/repository/clone_url")),
        ReviewReader.read(event.object("/review")),
        event.text("/sender/login"));
  }
}
