package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.forge.pulls.Issue;
import dev.fairlead.sandbox.forge.pulls.LineComment;
import dev.fairlead.sandbox.forge.pulls.LineComment.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// GitHub's JSON for comments on the lines of pull requests.
final class LineCommentJson {
  private final GitHubJson json;
  private final IssueJson issues;
  private final Access access;
  private final LineComments lines;

  LineCommentJson(GitHubJson json, IssueJson issues, Access access, LineComments lines) {
    this.json = json;
    this.issues = issues;
    this.access = access;
    this.lines = lines;
  }

  /// Writes comments of one pull request as it is now.
  Writer writer(ForgeRepository repository, Issue issue) {
    return new Writer(repository, issue);
  }

  ObjectNode comment(ForgeRepository repository, Issue issue, LineComment comment) {
    return writer(repository, issue).comment(comment);
  }

  final class Writer {
    private final ForgeRepository repository;
    private final Issue issue;
    private final LineComments.Locator locator;

    private Writer(ForgeRepository repository, Issue issue) {
      this.repository = repository;
      this.issue = issue;
      this.locator = lines.locator(repository, issue);
    }

    ObjectNode comment(LineComment comment) {
      LineComments.Current now;
      try {
        now = locator.locate(comment);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot find the lines of comment " + comment.id(), e);
      }
      Place place = comment.place();
      String url = json.api(repository) + "/pulls/comments/" + comment.id();
      String pull = json.api(repository) + "/pulls/" + issue.number();
      String html = issues.html(repository, issue) + "#discussion_r" + comment.id();
      ObjectNode node = json.object();
      node.put("url", url)
          .put("pull_request_review_id", comment.review())
          .put("id", comment.id())
          .put("node_id", GitHubJson.nodeId("PullRequestReviewComment", comment.id()))
          .put("diff_hunk", place.hunk())
          .put("path", place.path())
          .put("commit_id", now.commit())
          .put("original_commit_id", place.commit());
      node.set("user", json.user(comment.author()));
      node.put("body", comment.body())
          .put("created_at", comment.created().toString())
          .put("updated_at", comment.updated().toString())
          .put("html_url", html)
          .put("pull_request_url", pull)
          .put("author_association", access.association(repository, comment.author()));
      ObjectNode links = node.putObject("_links");
      links.putObject("self").put("href", url);
      links.putObject("html").put("href", html);
      links.putObject("pull_request").put("href", pull);
      node.set("reactions", issues.reactions(url + "/reactions", comment.reactions()));
      number(node, "start_line", now.startLine());
      number(node, "original_start_line", place.startLine());
      node.put("start_side", place.startSide());
      number(node, "line", now.line());
      number(node, "original_line", place.line());
      node.put("side", place.side());
      if (comment.inReplyTo() != null) {
        node.put("in_reply_to_id", comment.inReplyTo());
      }
      number(node, "original_position", place.position());
      number(node, "position", now.position());
      return node.put("subject_type", place.line() == null ? "file" : "line");
    }
  }

  private static void number(ObjectNode node, String field, @Nullable Integer value) {
    node.put(field, value);
  }
}
