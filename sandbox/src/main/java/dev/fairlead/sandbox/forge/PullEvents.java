package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.forge.pulls.Comment;
import dev.fairlead.sandbox.forge.pulls.Issue;
import dev.fairlead.sandbox.forge.pulls.LineComment;
import dev.fairlead.sandbox.forge.pulls.Review;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells hooks about pull requests, reviews and comments: GitHub's `pull_request`,
/// `pull_request_review`, `issue_comment` and `issues`. What happened has happened: a failure to
/// tell is logged. Safe for any thread.
final class PullEvents {
  private static final Logger LOG = LoggerFactory.getLogger(PullEvents.class);

  /// After these the forge has to find out anew whether it can be merged.
  private static final Set<String> UNDECIDED = Set.of("opened", "synchronize", "reopened");

  private final GitHubJson json;
  private final IssueJson issues;
  private final PullJson pulls;
  private final LineCommentJson lines;
  private final MergeChecks checks;
  private final Webhooks webhooks;

  PullEvents(
      GitHubJson json,
      IssueJson issues,
      PullJson pulls,
      LineCommentJson lines,
      MergeChecks checks,
      Webhooks webhooks) {
    this.json = json;
    this.lines = lines;
    this.issues = issues;
    this.pulls = pulls;
    this.checks = checks;
    this.webhooks = webhooks;
  }

  void pull(ForgeRepository repository, Issue issue, String action, Account sender) {
    pull(repository, issue, action, sender, _ -> {});
  }

  /// @param more adds what only this action tells
  void pull(
      ForgeRepository repository,
      Issue issue,
      String action,
      Account sender,
      Consumer<ObjectNode> more) {
    try {
      ObjectNode payload = begin(action);
      payload.put("number", issue.number());
      payload.set(
          "pull_request",
          pulls.full(
              repository,
              issue,
              UNDECIDED.contains(action) ? MergeVerdict.UNKNOWN : checks.of(repository, issue)));
      more.accept(payload);
      publish(repository, "pull_request", payload, sender);
    } catch (IOException | RuntimeException e) {
      failed(repository, issue, action, e);
    }
  }

  void review(
      ForgeRepository repository, Issue issue, Review review, String action, Account sender) {
    try {
      ObjectNode payload = begin(action);
      payload.set("review", pulls.reviewInEvent(repository, issue, review));
      payload.set("pull_request", pulls.of(repository, issue));
      publish(repository, "pull_request_review", payload, sender);
    } catch (RuntimeException e) {
      failed(repository, issue, action, e);
    }
  }

  /// @param formerBody what an edited comment said before
  void comment(
      ForgeRepository repository,
      Issue issue,
      Comment comment,
      String action,
      Account sender,
      Optional<String> formerBody) {
    try {
      ObjectNode payload = begin(action);
      formerBody.ifPresent(
          from -> payload.putObject("changes").putObject("body").put("from", from));
      payload.set("issue", issues.issue(repository, issue));
      payload.set("comment", issues.comment(repository, issue, comment));
      publish(repository, "issue_comment", payload, sender);
    } catch (RuntimeException e) {
      failed(repository, issue, action, e);
    }
  }

  /// @param formerBody what an edited comment said before
  void lineComment(
      ForgeRepository repository,
      Issue issue,
      LineComment comment,
      String action,
      Account sender,
      Optional<String> formerBody) {
    try {
      ObjectNode payload = begin(action);
      formerBody.ifPresent(
          from -> payload.putObject("changes").putObject("body").put("from", from));
      payload.set("comment", lines.comment(repository, issue, comment));
      payload.set("pull_request", pulls.of(repository, issue));
      publish(repository, "pull_request_review_comment", payload, sender);
    } catch (RuntimeException e) {
      failed(repository, issue, action, e);
    }
  }

  void issue(ForgeRepository repository, Issue issue, String action, Account sender) {
    issue(repository, issue, action, sender, _ -> {});
  }

  /// @param more adds what only this action tells
  void issue(
      ForgeRepository repository,
      Issue issue,
      String action,
      Account sender,
      Consumer<ObjectNode> more) {
    try {
      ObjectNode payload = begin(action);
      payload.set("issue", issues.issue(repository, issue));
      more.accept(payload);
      publish(repository, "issues", payload, sender);
    } catch (RuntimeException e) {
      failed(repository, issue, action, e);
    }
  }

  private ObjectNode begin(String action) {
    return json.object().put("action", action);
  }

  /// @param payload what the event tells besides repository and sender
  void publish(ForgeRepository repository, String event, ObjectNode payload, Account sender) {
    payload.set("repository", json.repository(repository));
    json.organization(repository).ifPresent(found -> payload.set("organization", found));
    payload.set("sender", json.user(sender));
    webhooks.publish(repository, event, payload);
  }

  private static void failed(
      ForgeRepository repository, Issue issue, String action, Exception error) {
    LOG.error("cannot tell hooks of {} about #{} {}", repository, issue.number(), action, error);
  }
}
