package dev.fairlead.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.forge.RepositoryName;
import dev.fairlead.model.CommitId;
import java.util.List;

/// The event that workflows see, in the shape of GitHub's `push` webhook, made from Git: so it is
/// the same whether a webhook came or the push was found by polling.
///
/// @param fullName `owner/name`
/// @param actor who pushed, as far as Git tells: the author of the newest commit
record PushPayload(String fullName, String actor, ObjectNode json) {

  static PushPayload of(Change change) {
    RepositoryName name =
        RepositoryName.of(change.repository())
            .orElse(new RepositoryName("localhost", "local", lastPart(change.repository())));
    List<PushedCommit> commits = change.commits();
    PushedCommit head = commits.isEmpty() ? null : commits.getLast();
    String actor = head == null ? "fairlead" : login(head.authorName());
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("ref", "refs/heads/" + change.branch());
    json.put("before", change.before().hex());
    json.put("after", change.pushed().hex());
    json.put("created", change.before().equals(CommitId.NONE));
    json.put("deleted", false);
    json.put("forced", false);
    json.putNull("base_ref");
    ObjectNode repository = json.putObject("repository");
    repository.put("name", name.name());
    repository.put("full_name", name.fullName());
    repository.put("default_branch", change.defaultBranch());
    repository.put("private", false);
    repository.putObject("owner").put("login", name.owner()).put("name", name.owner());
    repository.put("html_url", "https://" + name.host() + "/" + name.fullName());
    repository.put("clone_url", "https://" + name.host() + "/" + name.fullName() + ".git");
    repository.put("url", "https://" + name.host() + "/" + name.fullName());
    json.putObject("pusher")
        .put("name", actor)
        .put("email", head == null ? "" : head.authorEmail());
    json.putObject("sender").put("login", actor);
    var list = json.putArray("commits");
    commits.forEach(commit -> list.add(commit(commit)));
    if (head == null) {
      json.putNull("head_commit");
    } else {
      json.set("head_commit", commit(head));
    }
    return new PushPayload(name.fullName(), actor, json);
  }

  private static ObjectNode commit(PushedCommit commit) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", commit.id().hex());
    json.put("message", commit.message());
    json.put("timestamp", commit.time().toString());
    json.put("distinct", true);
    for (String role : List.of("author", "committer")) {
      json.putObject(role)
          .put("name", commit.authorName())
          .put("email", commit.authorEmail())
          .put("username", login(commit.authorName()));
    }
    return json;
  }

  /// Git knows names, not logins.
  private static String login(String name) {
    String login = name.strip().replaceAll("\\s+", "-");
    return login.isEmpty() ? "unknown" : login;
  }

  private static String lastPart(String url) {
    return url.replaceFirst("/+$", "").replaceFirst("^.*/", "").replaceFirst("\\.git$", "");
  }
}
