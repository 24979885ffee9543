package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.forge.pulls.Issue;
import dev.fairlead.sandbox.forge.pulls.Pull;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/// `/repos/{owner}/{repo}/pulls`: opening, listing, reading, changing; files and commits.
final class PullRoutes {
  private static final String PULLS = "/api/v3/repos/{owner}/{repo}/pulls";
  private static final String PULL = PULLS + "/{number}";

  /// GitHub's limits on what it lists of one pull request.
  private static final int MAX_FILES = 3000;

  private static final int MAX_COMMITS = 250;

  private final RestApi api;
  private final Pulls pulls;
  private final PullJson json;
  private final PullEvents events;
  private final MergeChecks checks;
  private final CommitJson commits;
  private final Merger merger;

  PullRoutes(
      RestApi api,
      Pulls pulls,
      PullJson json,
      PullEvents events,
      MergeChecks checks,
      CommitJson commits,
      Merger merger) {
    this.api = api;
    this.merger = merger;
    this.pulls = pulls;
    this.json = json;
    this.events = events;
    this.checks = checks;
    this.commits = commits;
  }

  void register(RoutesConfig routes) {
    routes.get(PULLS, this::list);
    routes.post(PULLS, this::create);
    routes.get(PULL, this::get);
    routes.patch(PULL, this::change);
    routes.get(PULL + "/files", this::files);
    routes.get(PULL + "/commits", this::commits);
    routes.put(PULL + "/update-branch", this::updateBranch);
    routes.get(PULL + "/requested_reviewers", this::requested);
    routes.post(PULL + "/requested_reviewers", ctx -> reviewers(ctx, true));
    routes.delete(PULL + "/requested_reviewers", ctx -> reviewers(ctx, false));
  }

  /// The pull request that `{number}` names.
  static Issue pull(Context ctx, ForgeRepository repository) {
    return IssueRoutes.issue(ctx, repository, "number")
        .filter(Issue::isPull)
        .orElseThrow(ForgeException::notFound);
  }

  private void list(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    String state = parameter(ctx, "state", "open");
    String head = parameter(ctx, "head", "");
    String base = parameter(ctx, "base", "");
    List<Issue> found =
        repository.issues().all().stream()
            .filter(Issue::isPull)
            .filter(issue -> state.equals("all") || issue.open() == state.equals("open"))
            .filter(issue -> head.isEmpty() || isFrom(repository, issue.asPull(), head))
            .filter(issue -> base.isEmpty() || issue.asPull().baseBranch().equals(base))
            .sorted(order(ctx))
            .toList();
    api.answerPage(ctx, found, issue -> json.of(repository, issue));
  }

  /// `owner:branch`; without an owner GitHub ignores the filter.
  private static boolean isFrom(ForgeRepository repository, Pull pull, String head) {
    int colon = head.indexOf(':');
    return colon < 0
        || (head.substring(0, colon).equalsIgnoreCase(repository.owner())
            && head.substring(colon + 1).equals(pull.headBranch()));
  }

  private static Comparator<Issue> order(Context ctx) {
    String sort = parameter(ctx, "sort", "created");
    Comparator<Issue> order =
        switch (sort) {
          case "updated" -> Comparator.comparing(Issue::updated);
          case "popularity" -> Comparator.comparingInt(issue -> issue.comments().size());
          default -> Comparator.comparing(Issue::created);
        };
    order = order.thenComparingInt(Issue::number);
    String direction = parameter(ctx, "direction", sort.equals("created") ? "desc" : "asc");
    return direction.equals("desc") ? order.reversed() : order;
  }

  static String parameter(Context ctx, String name, String otherwise) {
    String value = ctx.queryParam(name);
    return value == null || value.isEmpty() ? otherwise : value;
  }

  private void create(Context ctx) throws IOException {
    ForgeRepository repository = api.joined(ctx);
    JsonNode body = api.body(ctx);
    for (String field : List.of("title", "head", "base")) {
      if (body.path(field).asText("").isBlank()) {
        throw ForgeException.invalid("PullRequest", field, "missing_field", field + " is missing");
      }
    }
    String head = body.path("head").asText();
    int colon = head.indexOf(':');
    if (colon >= 0 && !head.substring(0, colon).equalsIgnoreCase(repository.owner())) {
      throw ForgeException.invalid(
          "PullRequest", "head", "invalid", "the sandbox has no forks: " + head);
    }
    Issue issue =
        pulls.open(
            repository,
            api.requireCaller(ctx),
            body.path("title").asText().strip(),
            textOrNull(body.path("body")),
            head.substring(colon + 1),
            body.path("base").asText(),
            body.path("draft").asBoolean());
    ctx.header("Location", api.json().api(repository) + "/pulls/" + issue.number());
    answer(ctx, 201, repository, issue);
  }

  private static @Nullable String textOrNull(JsonNode node) {
    return node.isTextual() ? node.asText() : null;
  }

  private void get(Context ctx) throws IOException {
    ForgeRepository repository = api.readable(ctx);
    Issue issue = pull(ctx, repository);
    if (RestApi.accepts(ctx, "diff")) {
      ctx.contentType("application/vnd.github.diff; charset=utf-8")
          .result(PullDiffs.unified(repository, issue));
      return;
    }
    if (RestApi.accepts(ctx, "patch")) {
      ctx.contentType("application/vnd.github.patch; charset=utf-8")
          .result(commits.mails(repository, PullDiffs.commits(repository, issue)));
      return;
    }
    answer(ctx, 200, repository, issue);
  }

  private void answer(Context ctx, int status, ForgeRepository repository, Issue issue)
      throws IOException {
    api.answer(ctx, status, json.full(repository, issue, checks.of(repository, issue)));
  }

  private void change(Context ctx) throws IOException {
    ForgeRepository repository = api.joined(ctx);
    Account caller = api.requireCaller(ctx);
    Issue former = pull(ctx, repository);
    IssueRoutes.requireEditor(api, repository, caller, former.author());
    JsonNode body = api.body(ctx);
    String state = body.path("state").asText("");
    if (!List.of("", "open", "closed").contains(state)) {
      throw ForgeException.invalid(
          "PullRequest", "state", "invalid", "state must be open or closed");
    }
    synchronized (repository.issues()) {
      Issue issue = former;
      if (body.path("base").isTextual()
          && !body.path("base").asText().equals(former.asPull().baseBranch())) {
        issue = pulls.retarget(repository, former.number(), body.path("base").asText());
      }
      issue = IssueRoutes.editText(repository, issue, body, pulls.now());
      tellEdited(repository, former, issue, caller);
      issue =
          switch (state) {
            case "closed" -> pulls.close(repository, issue.number(), caller);
            case "open" -> pulls.reopen(repository, issue.number(), caller);
            default -> issue;
          };
      answer(ctx, 200, repository, issue);
    }
  }

  private void tellEdited(ForgeRepository repository, Issue former, Issue issue, Account caller) {
    ObjectNode changes = api.json().object();
    if (!issue.title().equals(former.title())) {
      changes.putObject("title").put("from", former.title());
    }
    if (!java.util.Objects.equals(issue.body(), former.body())) {
      changes.putObject("body").put("from", former.body());
    }
    if (!issue.asPull().baseBranch().equals(former.asPull().baseBranch())) {
      ObjectNode base = changes.putObject("base");
      base.putObject("ref").put("from", former.asPull().baseBranch());
      base.putObject("sha").put("from", former.asPull().base());
    }
    if (!changes.isEmpty()) {
      events.pull(repository, issue, "edited", caller, payload -> payload.set("changes", changes));
    }
  }

  private void files(Context ctx) throws IOException {
    ForgeRepository repository = api.readable(ctx);
    Issue issue = pull(ctx, repository);
    RevCommit head = PullDiffs.head(repository, issue);
    List<DiffEntry> entries =
        commits.changes(repository, PullDiffs.ancestorTree(repository, issue), head.getTree());
    Function<DiffEntry, JsonNode> file =
        entry -> {
          try {
            return commits.file(repository, entry, head);
          } catch (IOException e) {
            throw new UncheckedIOException("cannot compare the files of " + repository, e);
          }
        };
    api.answerPage(ctx, entries.stream().limit(MAX_FILES).toList(), file);
  }

  private void commits(Context ctx) throws IOException {
    ForgeRepository repository = api.readable(ctx);
    List<RevCommit> all = PullDiffs.commits(repository, pull(ctx, repository));
    api.answerPage(
        ctx, all.stream().limit(MAX_COMMITS).toList(), commit -> commits.of(repository, commit));
  }

  private void requested(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    ObjectNode node = api.json().object();
    var users = node.putArray("users");
    pull(ctx, repository)
        .asPull()
        .requestedReviewers()
        .forEach(login -> users.add(api.json().user(login)));
    node.putArray("teams");
    api.answer(ctx, 200, node);
  }

  /// Merges the base branch into the head branch.
  private void updateBranch(Context ctx) throws IOException {
    ForgeRepository repository = api.writable(ctx);
    Account caller = api.requireCaller(ctx);
    JsonNode body = api.body(ctx);
    synchronized (repository.issues()) {
      Issue issue = pull(ctx, repository);
      String expected = body.path("expected_head_sha").asText(issue.asPull().head());
      if (!expected.equals(issue.asPull().head())) {
        throw new ForgeException(422, "expected head sha didn’t match current head ref.");
      }
      merger.update(repository, issue, caller);
    }
    api.answer(
        ctx,
        202,
        api.json()
            .object()
            .put("message", "Updating pull request branch.")
            .put("url", api.json().html(repository) + "/pull/" + pull(ctx, repository).number()));
  }

  private void reviewers(Context ctx, boolean add) {
    ForgeRepository repository = api.joined(ctx);
    Account caller = api.requireCaller(ctx);
    Issue former = pull(ctx, repository);
    IssueRoutes.requireEditor(api, repository, caller, former.author());
    synchronized (repository.issues()) {
      for (JsonNode node : api.body(ctx).path("reviewers")) {
        String login = node.asText();
        Account reviewer =
            api.accounts()
                .find(login)
                .filter(account -> api.may(repository, account, Role.READ))
                .orElseThrow(() ->
                    new ForgeException(
                        422,
                        "Reviews may only be requested from collaborators. One or more of the users"
                            + " or teams you specified is not a collaborator of the "
                            + repository.fullName()
                            + " repository."));
        if (reviewer.login().equals(former.author())) {
          throw new ForgeException(422, "Review cannot be requested from pull request author.");
        }
        Issue changed =
            repository
                .issues()
                .update(
                    former.number(),
                    issue ->
                        issue.withPull(
                            issue
                                .asPull()
                                .withRequestedReviewers(
                                    changed(issue.asPull(), reviewer.login(), add)),
                            pulls.now()));
        events.pull(
            repository,
            changed,
            add ? "review_requested" : "review_request_removed",
            caller,
            payload -> payload.set("requested_reviewer", api.json().user(reviewer)));
      }
      api.answer(ctx, add ? 201 : 200, json.of(repository, pull(ctx, repository)));
    }
  }

  private static List<String> changed(Pull pull, String login, boolean add) {
    var logins =
        pull.requestedReviewers().stream()
            .filter(each -> !each.toLowerCase(Locale.ROOT).equals(login.toLowerCase(Locale.ROOT)));
    return (add
            ? java.util.stream.Stream.concat(logins, java.util.stream.Stream.of(login))
            : logins)
        .toList();
  }
}
