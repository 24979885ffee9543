package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.forge.checks.CheckRun;
import dev.fairlead.sandbox.forge.checks.CheckSuite;
import dev.fairlead.sandbox.forge.pulls.Issue;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/// GitHub's JSON for check runs and suites.
final class CheckJson {
  private final GitHubJson json;

  CheckJson(GitHubJson json) {
    this.json = json;
  }

  ObjectNode run(ForgeRepository repository, CheckSuite suite, CheckRun run) {
    String url = json.api(repository) + "/check-runs/" + run.id();
    String html = json.html(repository) + "/runs/" + run.id();
    ObjectNode node = json.object();
    node.put("id", run.id())
        .put("name", run.name())
        .put("node_id", GitHubJson.nodeId("CheckRun", run.id()))
        .put("head_sha", suite.commit())
        .put("external_id", run.externalId() == null ? "" : run.externalId())
        .put("url", url)
        .put("html_url", html)
        .put("details_url", run.detailsUrl() == null ? html : run.detailsUrl())
        .put("status", run.status())
        .put("conclusion", run.conclusion())
        .put("started_at", IssueJson.text(run.started()))
        .put("completed_at", IssueJson.text(run.completed()));
    CheckRun.Output output = run.output();
    ObjectNode said = node.putObject("output");
    said.put("title", output == null ? null : output.title())
        .put("summary", output == null ? null : output.summary())
        .put("text", output == null ? null : output.text())
        .put("annotations_count", output == null ? 0 : output.annotations().size())
        .put("annotations_url", url + "/annotations");
    node.putObject("check_suite").put("id", suite.id());
    node.set("app", app(suite.app()));
    node.set("pull_requests", pulls(repository, suite));
    return node;
  }

  ObjectNode annotation(ForgeRepository repository, CheckSuite suite, CheckRun.Annotation note) {
    ObjectNode node = json.object();
    node.put("path", note.path())
        .put("blob_href", json.html(repository) + "/blob/" + suite.commit() + "/" + note.path())
        .put("start_line", note.startLine())
        .put("start_column", note.startColumn())
        .put("end_line", note.endLine())
        .put("end_column", note.endColumn());
    return node.put("annotation_level", note.level())
        .put("title", note.title())
        .put("message", note.message())
        .put("raw_details", note.rawDetails());
  }

  ObjectNode suite(ForgeRepository repository, CheckSuite suite) {
    String url = json.api(repository) + "/check-suites/" + suite.id();
    ObjectNode node = json.object();
    node.put("id", suite.id())
        .put("node_id", GitHubJson.nodeId("CheckSuite", suite.id()))
        .put("head_branch", suite.branch())
        .put("head_sha", suite.commit())
        .put("status", suite.status())
        .put("conclusion", suite.conclusion())
        .put("url", url)
        .putNull("before")
        .put("after", suite.commit());
    node.set("pull_requests", pulls(repository, suite));
    node.set("app", app(suite.app()));
    node.set("repository", json.repository(repository));
    node.put("created_at", suite.created().toString())
        .put("updated_at", suite.updated().toString())
        .put("rerequestable", true)
        .put("runs_rerequestable", true)
        .put("latest_check_runs_count", suite.latest().size());
    headCommit(repository, suite).ifPresent(commit -> node.set("head_commit", commit));
    return node.put("check_runs_url", url + "/check-runs");
  }

  private Optional<ObjectNode> headCommit(ForgeRepository repository, CheckSuite suite) {
    try (var walk = new RevWalk(repository.git())) {
      RevCommit commit = walk.parseCommit(ObjectId.fromString(suite.commit()));
      ObjectNode node = json.object();
      node.put("id", commit.name())
          .put("tree_id", commit.getTree().name())
          .put("message", commit.getFullMessage().stripTrailing())
          .put("timestamp", json.localTime(commit.getCommitterIdent()));
      node.set("author", person(commit.getAuthorIdent()));
      node.set("committer", person(commit.getCommitterIdent()));
      return Optional.of(node);
    } catch (IOException _) { // removed meanwhile
      return Optional.empty();
    }
  }

  private ObjectNode person(PersonIdent ident) {
    return json.object().put("name", ident.getName()).put("email", ident.getEmailAddress());
  }

  /// Who reports checks is an app on GitHub; here it is an account.
  private ObjectNode app(String login) {
    ObjectNode user = json.user(login);
    ObjectNode node = json.object();
    node.put("id", user.path("id").asLong())
        .put("slug", login)
        .put("node_id", GitHubJson.nodeId("App", user.path("id").asLong()))
        .put("client_id", "sandbox-" + login);
    node.set("owner", user);
    node.put("name", login)
        .put("description", "")
        .put("external_url", json.base() + "/" + login)
        .put("html_url", json.base() + "/" + login)
        .put("created_at", "2024-01-01T00:00:00Z")
        .put("updated_at", "2024-01-01T00:00:00Z");
    node.putObject("permissions").put("checks", "write").put("metadata", "read");
    node.putArray("events").add("check_run").add("check_suite");
    return node;
  }

  private ArrayNode pulls(ForgeRepository repository, CheckSuite suite) {
    ArrayNode list = json.array();
    ObjectNode repo =
        json.object()
            .put("id", repository.id())
            .put("url", json.api(repository))
            .put("name", repository.name());
    for (Issue issue : repository.issues().openPulls()) {
      if (issue.asPull().head().equals(suite.commit())) {
        ObjectNode node = list.addObject();
        node.put("url", json.api(repository) + "/pulls/" + issue.number())
            .put("id", issue.asPull().id())
            .put("number", issue.number());
        ObjectNode head = node.putObject("head");
        head.put("ref", issue.asPull().headBranch()).put("sha", issue.asPull().head());
        head.set("repo", repo.deepCopy());
        ObjectNode base = node.putObject("base");
        base.put("ref", issue.asPull().baseBranch()).put("sha", issue.asPull().base());
        base.set("repo", repo.deepCopy());
      }
    }
    return list;
  }
}
