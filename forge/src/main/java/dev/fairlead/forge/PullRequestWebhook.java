package dev.fairlead.forge;

import dev.fairlead.model.PullRequest;

/// What a forge says when a pull request was opened, pushed to, closed or changed: GitHub's
/// `pull_request` event.
///
/// @param cloneUrl the base repository as its forge names it
/// @param fullName `owner/name` of the base repository
/// @param pullRequest its `repository` is the `cloneUrl`
/// @param sender login of who did it
public record PullRequestWebhook(
    Action action, String cloneUrl, String fullName, PullRequest pullRequest, String sender) {

  public enum Action {
    OPENED,
    /// Its branch has another tip.
    SYNCHRONIZE,
    /// Merged or not: [PullRequest#status] tells.
    CLOSED,
    REOPENED,
    /// Title, text or base branch.
    EDITED,
    READY_FOR_REVIEW,
    CONVERTED_TO_DRAFT,
    /// Labels, assignees and much else.
    OTHER
  }

  /// @throws ForgeException where the body is not a pull_request event; it says which field is
  ///   wrong
  public static PullRequestWebhook parse(byte[] body) {
    var event = EventReader.of("pull_request", body);
    return new PullRequestWebhook(
        event.action(Action.class, Action.OTHER),
        event.text("/repository/clone_url"),
        event.text("/repository/full_name"),
        PullRequestReader.read(event.object("/pull_request"), event.text("/repository/clone_url")),
        event.text("/sender/login"));
  }
}
