package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.forge.pulls.Issue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jgit.lib.PersonIdent;

/// GitHub's JSON for accounts, repositories and what else stands in both API answers and event
/// payloads.
final class GitHubJson {
  private final Supplier<String> base;
  private final Accounts accounts;

  /// @param base the forge's URL, known once its server runs
  GitHubJson(Supplier<String> base, Accounts accounts) {
    this.base = base;
    this.accounts = accounts;
  }

  ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  String base() {
    return base.get();
  }

  /// `<forge>/api/v3`.
  String api() {
    return base() + "/api/v3";
  }

  String api(ForgeRepository repository) {
    return api() + "/repos/" + repository.fullName();
  }

  String html(ForgeRepository repository) {
    return base() + "/" + repository.fullName();
  }

  ObjectNode user(Account account) {
    String url = api() + "/users/" + account.login();
    return object()
        .put("login", account.login())
        .put("id", account.id())
        .put("node_id", nodeId(account.kind().text(), account.id()))
        .put("avatar_url", base() + "/avatars/u/" + account.id())
        .put("gravatar_id", "")
        .put("url", url)
        .put("html_url", base() + "/" + account.login())
        .put("followers_url", url + "/followers")
        .put("following_url", url + "/following{/other_user}")
        .put("gists_url", url + "/gists{/gist_id}")
        .put("starred_url", url + "/starred{/owner}{/repo}")
        .put("subscriptions_url", url + "/subscriptions")
        .put("organizations_url", url + "/orgs")
        .put("repos_url", url + "/repos")
        .put("events_url", url + "/events{/privacy}")
        .put("received_events_url", url + "/received_events")
        .put("type", account.kind().text())
        .put("user_view_type", "public")
        .put("site_admin", false);
  }

  ObjectNode user(String login) {
    return accounts
        .find(login)
        .map(this::user)
        .orElseGet(() -> object().put("login", login).put("type", "User"));
  }

  /// The organisation that owns a repository, as events have it; empty where a person does.
  Optional<ObjectNode> organization(ForgeRepository repository) {
    return accounts
        .find(repository.owner())
        .filter(owner -> owner.kind() == Account.Kind.ORGANIZATION)
        .map(this::organization);
  }

  ObjectNode organization(Account account) {
    String url = api() + "/orgs/" + account.login();
    return object()
        .put("login", account.login())
        .put("id", account.id())
        .put("node_id", nodeId("Organization", account.id()))
        .put("url", url)
        .put("repos_url", url + "/repos")
        .put("events_url", url + "/events")
        .put("hooks_url", url + "/hooks")
        .put("issues_url", url + "/issues")
        .put("members_url", url + "/members{/member}")
        .put("public_members_url", url + "/public_members{/member}")
        .put("avatar_url", base() + "/avatars/u/" + account.id())
        .putNull("description");
  }

  ObjectNode repository(ForgeRepository repository) {
    long open = repository.issues().all().stream().filter(Issue::open).count();
    String api = api(repository);
    String html = html(repository);
    ObjectNode node =
        object()
            .put("id", repository.id())
            .put("node_id", nodeId("Repository", repository.id()))
            .put("name", repository.name())
            .put("full_name", repository.fullName())
            .put("private", repository.isPrivate());
    node.set("owner", user(repository.owner()));
    node.put("html_url", html)
        .put("description", repository.description())
        .put("fork", false)
        .put("url", api)
        .put("forks_url", api + "/forks")
        .put("keys_url", api + "/keys{/key_id}")
        .put("collaborators_url", api + "/collaborators{/collaborator}")
        .put("teams_url", api + "/teams")
        .put("hooks_url", api + "/hooks")
        .put("issue_events_url", api + "/issues/events{/number}")
        .put("assignees_url", api + "/assignees{/user}")
        .put("blobs_url", api + "/git/blobs{/sha}")
        .put("git_tags_url", api + "/git/tags{/sha}")
        .put("languages_url", api + "/languages")
        .put("stargazers_url", api + "/stargazers")
        .put("contributors_url", api + "/contributors")
        .put("subscribers_url", api + "/subscribers")
        .put("subscription_url", api + "/subscription")
        .put("merges_url", api + "/merges")
        .put("archive_url", api + "/{archive_format}{/ref}")
        .put("downloads_url", api + "/downloads")
        .put("milestones_url", api + "/milestones{/number}")
        .put("notifications_url", api + "/notifications{?since,all,participating}")
        .put("releases_url", api + "/releases{/id}")
        .put("events_url", api + "/events")
        .put("branches_url", api + "/branches{/branch}")
        .put("tags_url", api + "/tags")
        .put("git_refs_url", api + "/git/refs{/sha}")
        .put("trees_url", api + "/git/trees{/sha}")
        .put("statuses_url", api + "/statuses/{sha}")
        .put("commits_url", api + "/commits{/sha}")
        .put("git_commits_url", api + "/git/commits{/sha}")
        .put("comments_url", api + "/comments{/number}")
        .put("issue_comment_url", api + "/issues/comments{/number}")
        .put("contents_url", api + "/contents/{+path}")
        .put("compare_url", api + "/compare/{base}...{head}")
        .put("issues_url", api + "/issues{/number}")
        .put("pulls_url", api + "/pulls{/number}")
        .put("labels_url", api + "/labels{/name}")
        .put("deployments_url", api + "/deployments")
        .put("created_at", repository.created().toString())
        .put("updated_at", repository.pushed().toString())
        .put("pushed_at", repository.pushed().toString())
        .put("git_url", html.replaceFirst("^https?:", "git:") + ".git")
        .put(
            "ssh_url",
            "git@" + base().replaceFirst("^https?://", "") + ":" + repository.fullName() + ".git")
        .put("clone_url", html + ".git")
        .put("svn_url", html)
        .putNull("homepage")
        .put("size", 0)
        .put("stargazers_count", 0)
        .put("watchers_count", 0)
        .putNull("language")
        .put("has_issues", true)
        .put("has_projects", false)
        .put("has_downloads", false)
        .put("has_wiki", false)
        .put("has_pages", false)
        .put("has_discussions", false)
        .putNull("mirror_url")
        .put("web_commit_signoff_required", false)
        .put("forks_count", 0)
        .put("archived", false)
        .put("disabled", false)
        .put("open_issues_count", open)
        .putNull("license")
        .put("allow_forking", true)
        .put("is_template", false)
        .put("visibility", repository.isPrivate() ? "private" : "public")
        .put("forks", 0)
        .put("open_issues", open)
        .put("watchers", 0)
        .put("default_branch", repository.defaultBranch());
    node.putArray("topics");
    return node;
  }

  /// The repository as it stands in push payloads, where GitHub writes some fields differently:
  /// times as numbers, the owner with name and address, `master_branch`.
  ObjectNode pushedRepository(ForgeRepository repository) {
    ObjectNode node = repository(repository);
    ObjectNode owner = user(repository.owner());
    owner.put("name", repository.owner());
    owner.put("email", accounts.find(repository.owner()).map(Account::email).orElse(null));
    node.set("owner", owner);
    node.put("url", html(repository));
    node.put("created_at", repository.created().getEpochSecond());
    node.put("pushed_at", repository.pushed().getEpochSecond());
    node.put("master_branch", repository.defaultBranch());
    node.put("stargazers", 0);
    return node;
  }

  /// A commit's author or committer as push payloads have it; `username` where an account commits
  /// under the address.
  ObjectNode person(PersonIdent ident) {
    ObjectNode node =
        object()
            .put("name", ident.getName())
            .put("email", ident.getEmailAddress())
            .put("date", localTime(ident));
    accounts
        .byEmail(ident.getEmailAddress())
        .ifPresent(account -> node.put("username", account.login()));
    return node;
  }

  /// ISO 8601 with the zone of the person.
  String localTime(PersonIdent ident) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
        OffsetDateTime.ofInstant(ident.getWhenAsInstant(), ident.getZoneId()));
  }

  /// ISO 8601 in UTC, to the second.
  static String time(Instant instant) {
    return Instant.ofEpochSecond(instant.getEpochSecond()).toString();
  }

  static String nodeId(String kind, long id) {
    String text = "0" + kind.length() + ":" + kind + id;
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
