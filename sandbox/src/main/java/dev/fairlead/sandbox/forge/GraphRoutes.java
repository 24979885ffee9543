package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.forge.pulls.Issue;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The two mutations of GitHub's GraphQL API that REST has no word for: a draft becomes ready for
/// review, and back. Everything else is refused in GraphQL's way.
final class GraphRoutes {
  private static final Pattern MUTATION =
      Pattern.compile("\\b(markPullRequestReadyForReview|convertPullRequestToDraft)\\b");
  private static final Pattern ID = Pattern.compile("pullRequestId\\s*:\\s*\"([^\"]+)\"");

  private final RestApi api;
  private final Pulls pulls;

  GraphRoutes(RestApi api, Pulls pulls) {
    this.api = api;
    this.pulls = pulls;
  }

  void register(RoutesConfig routes) {
    routes.post("/api/graphql", this::answer);
  }

  private void answer(Context ctx) {
    Account caller = api.requireCaller(ctx);
    JsonNode body = api.body(ctx);
    String query = body.path("query").asText("");
    Matcher mutation = MUTATION.matcher(query);
    if (!mutation.find()) {
      refuse(ctx, "NOT_IMPLEMENTED", "the sandbox serves only the draft state of pull requests");
      return;
    }
    Optional<String> id = id(query, body.path("variables"));
    for (ForgeRepository repository : api.repositories().all()) {
      synchronized (repository.issues()) {
        Optional<Issue> found =
            repository.issues().openPulls().stream()
                .filter(issue ->
                    id.filter(GitHubJson.nodeId("PullRequest", issue.asPull().id())::equals)
                        .isPresent())
                .findFirst();
        if (found.isPresent()) {
          change(ctx, repository, found.get(), mutation.group(1), caller);
          return;
        }
      }
    }
    refuse(
        ctx,
        "NOT_FOUND",
        "Could not resolve to a node with the global id of '" + id.orElse("") + "'");
  }

  private static Optional<String> id(String query, JsonNode variables) {
    Matcher literal = ID.matcher(query);
    if (literal.find()) {
      return Optional.of(literal.group(1));
    }
    JsonNode named = variables.findPath("pullRequestId");
    if (named.isTextual()) {
      return Optional.of(named.asText());
    }
    for (JsonNode value : variables) { // the only variable is the id, whatever its name
      if (value.isTextual()) {
        return Optional.of(value.asText());
      }
    }
    return Optional.empty();
  }

  private void change(
      Context ctx, ForgeRepository repository, Issue issue, String mutation, Account caller) {
    IssueRoutes.requireEditor(api, repository, caller, issue.author());
    boolean draft = mutation.equals("convertPullRequestToDraft");
    Issue changed = issue;
    if (issue.asPull().draft() != draft) {
      changed =
          repository
              .issues()
              .update(
                  issue.number(),
                  each -> each.withPull(each.asPull().withDraft(draft), pulls.now()));
      pulls.tell(repository, changed, draft ? "converted_to_draft" : "ready_for_review", caller);
    }
    ObjectNode answer = api.json().object();
    answer
        .putObject("data")
        .putObject(mutation)
        .putObject("pullRequest")
        .put("id", GitHubJson.nodeId("PullRequest", issue.asPull().id()))
        .put("number", issue.number())
        .put("isDraft", changed.asPull().draft());
    api.answer(ctx, 200, answer);
  }

  private void refuse(Context ctx, String type, String message) {
    ObjectNode answer = api.json().object();
    answer.putArray("errors").addObject().put("type", type).put("message", message);
    api.answer(ctx, 200, answer);
  }
}
