package dev.fairlead.forge;

/// What a forge says when somebody commented on a pull request or an issue: GitHub's
/// `issue_comment` event.
///
/// @param cloneUrl the repository as its forge names it
/// @param fullName `owner/name`
/// @param onPullRequest false for an issue
/// @param sender login of who did it: not always the comment's author
public record CommentWebhook(
    Action action,
    String cloneUrl,
    String fullName,
    boolean onPullRequest,
    Comment comment,
    String sender) {

  public enum Action {
    CREATED,
    EDITED,
    DELETED,
    OTHER
  }

  /// @throws ForgeException where the body is not an issue_comment event; it says which field is
  ///   wrong
  public static CommentWebhook parse(byte[] body) {
    var event = EventReader.of("issue_comment", body);
    return new CommentWebhook(
        event.action(Action.class, Action.OTHER),
        event.text("/repository/clone_url"),
        event.text("/repository/full_name"),
        event.has("/issue/pull_request"),
        CommentReader.read(event.object("/comment"), event.number("/issue/number")),
        event.text("/sender/login"));
  }
}
