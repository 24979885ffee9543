package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.forge.pulls.Comment;
import dev.fairlead.sandbox.forge.pulls.Handling;
import dev.fairlead.sandbox.forge.pulls.Issue;
import dev.fairlead.sandbox.forge.pulls.Label;
import dev.fairlead.sandbox.forge.pulls.Pull;
import dev.fairlead.sandbox.forge.pulls.Reaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// GitHub's JSON for issues, which pull requests are too, their comments, labels and reactions.
final class IssueJson {
  private final GitHubJson json;
  private final Access access;

  IssueJson(GitHubJson json, Access access) {
    this.json = json;
    this.access = access;
  }

  ObjectNode issue(ForgeRepository repository, Issue issue) {
    String url = json.api(repository) + "/issues/" + issue.number();
    ObjectNode node = json.object();
    node.put("url", url)
        .put("repository_url", json.api(repository))
        .put("labels_url", url + "/labels{/name}")
        .put("comments_url", url + "/comments")
        .put("events_url", url + "/events")
        .put("html_url", html(repository, issue))
        .put("id", issue.id())
        .put("node_id", GitHubJson.nodeId("Issue", issue.id()))
        .put("number", issue.number())
        .put("title", issue.title());
    node.set("user", json.user(issue.author()));
    node.set("labels", labels(repository, issue.labels()));
    node.put("state", issue.open() ? "open" : "closed");
    Handling handling = issue.handling();
    node.put("locked", handling.locked());
    assignees(node, handling);
    node.putNull("milestone");
    node.put("comments", issue.comments().size())
        .put("created_at", issue.created().toString())
        .put("updated_at", issue.updated().toString())
        .put("closed_at", text(issue.closed()))
        .put("author_association", access.association(repository, issue.author()))
        .put("active_lock_reason", handling.lockReason())
        .put("body", issue.body());
    node.set("closed_by", issue.closedBy() == null ? null : json.user(issue.closedBy()));
    node.set("reactions", reactions(url + "/reactions", issue.reactions()));
    node.put("timeline_url", url + "/timeline").putNull("performed_via_github_app");
    node.put("state_reason", handling.stateReason());
    if (issue.isPull()) {
      Pull pull = issue.asPull();
      String page = html(repository, issue);
      node.put("draft", pull.draft());
      node.putObject("pull_request")
          .put("url", json.api(repository) + "/pulls/" + issue.number())
          .put("html_url", page)
          .put("diff_url", page + ".diff")
          .put("patch_url", page + ".patch")
          .put("merged_at", text(pull.merged()));
    }
    return node;
  }

  void assignees(ObjectNode node, Handling handling) {
    List<String> logins = handling.assignees();
    node.set("assignee", logins.isEmpty() ? null : json.user(logins.getFirst()));
    ArrayNode list = node.putArray("assignees");
    logins.forEach(login -> list.add(json.user(login)));
  }

  String html(ForgeRepository repository, Issue issue) {
    return json.html(repository) + (issue.isPull() ? "/pull/" : "/issues/") + issue.number();
  }

  ObjectNode comment(ForgeRepository repository, Issue issue, Comment comment) {
    String url = json.api(repository) + "/issues/comments/" + comment.id();
    ObjectNode node = json.object();
    node.put("url", url)
        .put("html_url", html(repository, issue) + "#issuecomment-" + comment.id())
        .put("issue_url", json.api(repository) + "/issues/" + issue.number())
        .put("id", comment.id())
        .put("node_id", GitHubJson.nodeId("IssueComment", comment.id()));
    node.set("user", json.user(comment.author()));
    node.put("created_at", comment.created().toString())
        .put("updated_at", comment.updated().toString())
        .put("author_association", access.association(repository, comment.author()))
        .put("body", comment.body());
    node.set("reactions", reactions(url + "/reactions", comment.reactions()));
    return node.putNull("performed_via_github_app");
  }

  ObjectNode reaction(Reaction reaction) {
    ObjectNode node = json.object();
    node.put("id", reaction.id()).put("node_id", GitHubJson.nodeId("Reaction", reaction.id()));
    node.set("user", json.user(reaction.user()));
    return node.put("content", reaction.content()).put("created_at", reaction.created().toString());
  }

  ObjectNode reactions(String url, List<Reaction> reactions) {
    ObjectNode node = json.object().put("url", url).put("total_count", reactions.size());
    for (String content : Reaction.CONTENTS) {
      node.put(
          content,
          reactions.stream().filter(reaction -> reaction.content().equals(content)).count());
    }
    return node;
  }

  ArrayNode labels(ForgeRepository repository, List<String> labels) {
    ArrayNode list = json.array();
    labels.forEach(label -> list.add(label(repository, label)));
    return list;
  }

  /// A label exists by being declared or used: its number follows from its name.
  ObjectNode label(ForgeRepository repository, String name) {
    var sum = new CRC32();
    sum.update((repository.id() + "/" + name).getBytes(StandardCharsets.UTF_8));
    Label label = repository.labels().of(name);
    return json.object()
        .put("id", sum.getValue())
        .put("node_id", GitHubJson.nodeId("Label", sum.getValue()))
        .put(
            "url",
            json.api(repository)
                + "/labels/"
                + java.net.URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"))
        .put("name", label.name())
        .put("color", label.color())
        .put("default", false)
        .put("description", label.description());
  }

  static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
