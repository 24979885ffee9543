package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.forge.pulls.Issue;
import dev.fairlead.sandbox.forge.pulls.Pull;
import dev.fairlead.sandbox.forge.pulls.Review;
import java.io.IOException;
import java.util.Locale;

/// GitHub's JSON for pull requests and reviews.
final class PullJson {
  private final GitHubJson json;
  private final IssueJson issues;
  private final Access access;
  private final PullDiffs diffs;

  PullJson(GitHubJson json, IssueJson issues, Access access, PullDiffs diffs) {
    this.json = json;
    this.issues = issues;
    this.access = access;
    this.diffs = diffs;
  }

  /// As lists and reviews have it: without what must be computed.
  ObjectNode of(ForgeRepository repository, Issue issue) {
    Pull pull = issue.asPull();
    String url = json.api(repository) + "/pulls/" + issue.number();
    String asIssue = json.api(repository) + "/issues/" + issue.number();
    String html = issues.html(repository, issue);
    String statuses = json.api(repository) + "/statuses/" + pull.head();
    ObjectNode node = json.object();
    node.put("url", url)
        .put("id", pull.id())
        .put("node_id", GitHubJson.nodeId("PullRequest", pull.id()))
        .put("html_url", html)
        .put("diff_url", html + ".diff")
        .put("patch_url", html + ".patch")
        .put("issue_url", asIssue)
        .put("number", issue.number())
        .put("state", issue.open() ? "open" : "closed")
        .put("locked", issue.handling().locked())
        .put("title", issue.title());
    node.set("user", json.user(issue.author()));
    node.put("body", issue.body())
        .put("created_at", issue.created().toString())
        .put("updated_at", issue.updated().toString())
        .put("closed_at", IssueJson.text(issue.closed()))
        .put("merged_at", IssueJson.text(pull.merged()))
        .put("merge_commit_sha", mergeCommit(repository, issue));
    issues.assignees(node, issue.handling());
    ArrayNode reviewers = node.putArray("requested_reviewers");
    pull.requestedReviewers().forEach(login -> reviewers.add(json.user(login)));
    node.putArray("requested_teams");
    node.set("labels", issues.labels(repository, issue.labels()));
    node.putNull("milestone").put("draft", pull.draft());
    node.put("commits_url", url + "/commits")
        .put("review_comments_url", url + "/comments")
        .put("review_comment_url", json.api(repository) + "/pulls/comments{/number}")
        .put("comments_url", asIssue + "/comments")
        .put("statuses_url", statuses);
    node.set("head", end(repository, pull.headBranch(), pull.head()));
    node.set("base", end(repository, pull.baseBranch(), pull.base()));
    ObjectNode links = node.putObject("_links");
    links.putObject("self").put("href", url);
    links.putObject("html").put("href", html);
    links.putObject("issue").put("href", asIssue);
    links.putObject("comments").put("href", asIssue + "/comments");
    links.putObject("review_comments").put("href", url + "/comments");
    links
        .putObject("review_comment")
        .put("href", json.api(repository) + "/pulls/comments{/number}");
    links.putObject("commits").put("href", url + "/commits");
    links.putObject("statuses").put("href", statuses);
    node.put("author_association", access.association(repository, issue.author()));
    return node.putNull("auto_merge").put("active_lock_reason", issue.handling().lockReason());
  }

  private ObjectNode end(ForgeRepository repository, String branch, String commit) {
    ObjectNode node = json.object();
    node.put("label", repository.owner() + ":" + branch).put("ref", branch).put("sha", commit);
    node.set("user", json.user(repository.owner()));
    node.set("repo", json.repository(repository));
    return node;
  }

  private static @org.jspecify.annotations.Nullable String mergeCommit(
      ForgeRepository repository, Issue issue) {
    return issue.asPull().mergeCommit() != null
        ? issue.asPull().mergeCommit()
        : TestMerge.commit(repository, issue).orElse(null);
  }

  /// As a single one is answered.
  ///
  /// @param verdict whether it could be merged
  ObjectNode full(ForgeRepository repository, Issue issue, MergeVerdict verdict)
      throws IOException {
    Pull pull = issue.asPull();
    ObjectNode node = of(repository, issue);
    node.put("merged", pull.isMerged());
    node.put("mergeable", verdict.mergeable());
    node.put("rebaseable", verdict.mergeable());
    node.put("mergeable_state", verdict.state());
    node.set("merged_by", pull.mergedBy() == null ? null : json.user(pull.mergedBy()));
    node.put("comments", issue.comments().size());
    node.put("review_comments", pull.publishedLineComments().size());
    node.put("maintainer_can_modify", false);
    PullDiffs.Totals totals = diffs.totals(repository, issue);
    node.put("commits", totals.commits());
    node.put("additions", totals.additions());
    node.put("deletions", totals.deletions());
    return node.put("changed_files", totals.files());
  }

  /// As API answers have a review.
  ObjectNode review(ForgeRepository repository, Issue issue, Review review) {
    String pull = json.api(repository) + "/pulls/" + issue.number();
    String html = issues.html(repository, issue) + "#pullrequestreview-" + review.id();
    ObjectNode node = json.object();
    node.put("id", review.id()).put("node_id", GitHubJson.nodeId("PullRequestReview", review.id()));
    node.set("user", json.user(review.author()));
    node.put("body", review.body())
        .put("state", review.state().name())
        .put("html_url", html)
        .put("pull_request_url", pull)
        .put("author_association", access.association(repository, review.author()));
    ObjectNode links = node.putObject("_links");
    links.putObject("html").put("href", html);
    links.putObject("pull_request").put("href", pull);
    if (review.submitted() != null) {
      node.put("submitted_at", review.submitted().toString());
    }
    return node.put("commit_id", review.commit());
  }

  /// As events have it: the state in small letters.
  JsonNode reviewInEvent(ForgeRepository repository, Issue issue, Review review) {
    return review(repository, issue, review)
        .put("state", review.state().name().toLowerCase(Locale.ROOT))
        .put("body", review.body().isEmpty() ? null : review.body())
        .put("updated_at", review.updated().toString());
  }
}
