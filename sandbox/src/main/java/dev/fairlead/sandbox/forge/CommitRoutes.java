package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.CommitTimeRevFilter;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/// Commits, comparisons and commit statuses.
final class CommitRoutes {
  private static final String REPO = "/api/v3/repos/{owner}/{repo}";

  /// So many commits at most are walked for a list; a sandbox's history is far shorter.
  private static final int MAX_LISTED = 10_000;

  /// GitHub's limit on statuses of one commit and context.
  private static final int MAX_STATUSES = 1000;

  private final RestApi api;
  private final CommitJson commits;
  private final Webhooks webhooks;
  private final Ids ids;
  private final Clock clock;

  CommitRoutes(RestApi api, CommitJson commits, Webhooks webhooks, Ids ids, Clock clock) {
    this.api = api;
    this.commits = commits;
    this.webhooks = webhooks;
    this.ids = ids;
    this.clock = clock;
  }

  void register(RoutesConfig routes) {
    routes.get(REPO + "/commits", this::list);
    routes.get(REPO + "/commits/<ref>", this::commitOrStatus);
    routes.get(REPO + "/compare/<range>", this::compare);
    routes.post(REPO + "/statuses/{sha}", this::report);
    routes.get(REPO + "/statuses/<ref>", ctx -> statuses(ctx, ctx.pathParam("ref")));
  }

  private void list(Context ctx) throws IOException {
    ForgeRepository repository = api.readable(ctx);
    String from = ctx.queryParam("sha");
    String branch = from == null ? repository.defaultBranch() : from;
    if (repository.git().getRefDatabase().getRefsByPrefix(Constants.R_HEADS).isEmpty()) {
      throw new ForgeException(409, "Git Repository is empty.");
    }
    RevCommit start;
    try {
      start = api.commit(repository, branch);
    } catch (ForgeException _) {
      throw ForgeException.notFound();
    }
    List<RevCommit> found = new ArrayList<>();
    try (var walk = new RevWalk(repository.git())) {
      walk.markStart(walk.parseCommit(start));
      String path = ctx.queryParam("path");
      if (path != null && !path.isEmpty()) {
        walk.setTreeFilter(
            AndTreeFilter.create(
                PathFilter.create(path.replaceAll("^/+|/+$", "")), TreeFilter.ANY_DIFF));
      }
      walk.setRevFilter(timeFilter(ctx));
      for (RevCommit commit : walk) {
        if (found.size() == MAX_LISTED) {
          break;
        }
        found.add(commit);
      }
    }
    api.answerPage(ctx, commits.all(repository, found));
  }

  private static RevFilter timeFilter(Context ctx) {
    Instant since = instant(ctx, "since");
    Instant until = instant(ctx, "until");
    if (since == null && until == null) {
      return RevFilter.ALL;
    }
    return CommitTimeRevFilter.between(
        since == null ? Instant.EPOCH : since,
        until == null ? Instant.parse("2100-01-01T00:00:00Z") : until);
  }

  private static @Nullable Instant instant(Context ctx, String parameter) {
    String text = ctx.queryParam(parameter);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException _) { // GitHub ignores what it cannot read
      return null;
    }
  }

  /// A ref may hold slashes, so that what follows it is told apart here.
  private void commitOrStatus(Context ctx) throws IOException {
    String ref = ctx.pathParam("ref");
    if (ref.endsWith("/statuses")) {
      statuses(ctx, ref.substring(0, ref.length() - "/statuses".length()));
    } else if (ref.endsWith("/check-runs")) { // a forge without Actions has none
      none(ctx, ref.substring(0, ref.length() - "/check-runs".length()), "check_runs");
    } else if (ref.endsWith("/check-suites")) {
      none(ctx, ref.substring(0, ref.length() - "/check-suites".length()), "check_suites");
    } else if (ref.endsWith("/status")) {
      combined(ctx, ref.substring(0, ref.length() - "/status".length()));
    } else {
      ForgeRepository repository = api.readable(ctx);
      RevCommit commit = api.commit(repository, ref);
      String accept = ctx.header("Accept");
      if (accept != null && accept.matches("application/vnd\\.github(\\.v3)?\\.sha")) {
        ctx.contentType("application/vnd.github.sha; charset=utf-8").result(commit.name());
      } else {
        api.answer(ctx, 200, commits.withFiles(repository, commit));
      }
    }
  }

  private void none(Context ctx, String ref, String list) throws IOException {
    var _ = api.commit(api.readable(ctx), ref);
    ObjectNode node = api.json().object().put("total_count", 0);
    node.putArray(list);
    api.answer(ctx, 200, node);
  }

  private void compare(Context ctx) throws IOException {
    ForgeRepository repository = api.readable(ctx);
    String range = ctx.pathParam("range");
    int dots = range.indexOf("...");
    if (dots < 0) {
      throw ForgeException.notFound();
    }
    RevCommit base = named(repository, range.substring(0, dots));
    RevCommit head = named(repository, range.substring(dots + 3));
    RevCommit fork =
        mergeBase(repository, base, head)
            .orElseThrow(() -> new ForgeException(404, "No common ancestor between " + range));
    List<RevCommit> ahead = between(repository, head, base);
    int behind = between(repository, base, head).size();
    ObjectNode node = api.json().object();
    node.put("url", api.json().api(repository) + "/compare/" + range);
    node.put("html_url", api.json().html(repository) + "/compare/" + range);
    node.set("base_commit", commits.of(repository, base));
    node.set("merge_base_commit", commits.of(repository, fork));
    node.put(
        "status",
        ahead.isEmpty()
            ? (behind == 0 ? "identical" : "behind")
            : (behind == 0 ? "ahead" : "diverged"));
    node.put("ahead_by", ahead.size());
    node.put("behind_by", behind);
    node.put("total_commits", ahead.size());
    ArrayNode list = node.putArray("commits");
    commits.all(repository, ahead.reversed()).forEach(list::add);
    node.set("files", commits.files(repository, fork.getTree(), head.getTree(), head));
    api.answer(ctx, 200, node);
  }

  private RevCommit named(ForgeRepository repository, String revision) throws IOException {
    try {
      return api.commit(repository, revision);
    } catch (ForgeException _) { // a comparison answers 404 where a commit answers 422
      throw ForgeException.notFound();
    }
  }

  private static Optional<RevCommit> mergeBase(
      ForgeRepository repository, RevCommit one, RevCommit other) throws IOException {
    try (var walk = new RevWalk(repository.git())) {
      walk.setRevFilter(RevFilter.MERGE_BASE);
      walk.markStart(walk.parseCommit(one));
      walk.markStart(walk.parseCommit(other));
      RevCommit base = walk.next();
      if (base != null) {
        walk.parseBody(base);
      }
      return Optional.ofNullable(base);
    }
  }

  private static List<RevCommit> between(
      ForgeRepository repository, RevCommit from, RevCommit without) throws IOException {
    List<RevCommit> found = new ArrayList<>();
    try (var walk = new RevWalk(repository.git())) {
      walk.markStart(walk.parseCommit(from));
      walk.markUninteresting(walk.parseCommit(without));
      for (RevCommit commit : walk) {
        if (found.size() == MAX_LISTED) {
          break;
        }
        found.add(commit);
      }
    }
    return found;
  }

  private void report(Context ctx) throws IOException {
    ForgeRepository repository = api.writable(ctx);
    Account creator = api.requireCaller(ctx);
    JsonNode body = api.body(ctx);
    String sha = ctx.pathParam("sha");
    RevCommit commit = api.commit(repository, sha);
    String state = body.path("state").asText("");
    if (!List.of("error", "failure", "pending", "success").contains(state)) {
      throw ForgeException.invalid(
          "Status", "state", "inclusion", "state is not error, failure, pending or success");
    }
    String context = body.path("context").asText("default");
    long earlier =
        repository.statuses(commit.name()).stream()
            .filter(status -> status.context().equals(context))
            .count();
    if (earlier >= MAX_STATUSES) {
      throw ForgeException.invalid(
          "Status",
          "context",
          "custom",
          "This SHA and context has reached the maximum number of statuses.");
    }
    var status =
        new CommitStatus(
            ids.next(),
            commit.name(),
            state,
            text(body.path("target_url")),
            text(body.path("description")),
            context,
            creator.login(),
            clock.instant().truncatedTo(ChronoUnit.SECONDS));
    repository.add(status);
    ObjectNode payload = api.json().object();
    payload
        .put("id", status.id())
        .put("sha", commit.name())
        .put("name", repository.fullName())
        .put("target_url", status.targetUrl())
        .put("context", context)
        .put("description", status.description())
        .put("state", state);
    payload.set("commit", commits.of(repository, commit));
    payload.set("branches", branchesAt(repository, commit));
    payload.put("created_at", status.created().toString());
    payload.put("updated_at", status.created().toString());
    payload.set("repository", api.json().repository(repository));
    payload.set("sender", api.json().user(creator));
    webhooks.publish(repository, "status", payload);
    api.answer(ctx, 201, json(repository, status));
  }

  private ArrayNode branchesAt(ForgeRepository repository, RevCommit commit) throws IOException {
    ArrayNode branches = api.json().array();
    for (Ref ref : repository.git().getRefDatabase().getRefsByPrefix(Constants.R_HEADS)) {
      if (commit.getId().equals(ref.getObjectId())) {
        branches
            .addObject()
            .put("name", ref.getName().substring(Constants.R_HEADS.length()))
            .put("protected", false)
            .putObject("commit")
            .put("sha", commit.name());
      }
    }
    return branches;
  }

  private void statuses(Context ctx, String ref) throws IOException {
    ForgeRepository repository = api.readable(ctx);
    RevCommit commit = api.commit(repository, ref);
    api.answerPage(
        ctx,
        repository.statuses(commit.name()).stream()
            .map(status -> json(repository, status))
            .toList());
  }

  private void combined(Context ctx, String ref) throws IOException {
    ForgeRepository repository = api.readable(ctx);
    RevCommit commit = api.commit(repository, ref);
    Map<String, CommitStatus> latest = new LinkedHashMap<>();
    for (CommitStatus status : repository.statuses(commit.name())) {
      latest.putIfAbsent(status.context(), status);
    }
    boolean failed = latest.values().stream().anyMatch(s -> s.state().matches("error|failure"));
    boolean passed =
        !latest.isEmpty() && latest.values().stream().allMatch(s -> s.state().equals("success"));
    String url = api.json().api(repository) + "/commits/" + commit.name();
    ObjectNode node = api.json().object();
    node.put("state", failed ? "failure" : passed ? "success" : "pending");
    ArrayNode list = node.putArray("statuses");
    latest.values().stream().map(status -> json(repository, status)).forEach(list::add);
    node.put("sha", commit.name());
    node.put("total_count", latest.size());
    node.set("repository", api.json().repository(repository));
    node.put("commit_url", url);
    node.put("url", url + "/status");
    api.answer(ctx, 200, node);
  }

  private ObjectNode json(ForgeRepository repository, CommitStatus status) {
    ObjectNode node = api.json().object();
    node.put("url", api.json().api(repository) + "/statuses/" + status.commit());
    node.put("id", status.id());
    node.put("node_id", GitHubJson.nodeId("StatusContext", status.id()));
    node.put("state", status.state());
    node.put("description", status.description());
    node.put("target_url", status.targetUrl());
    node.put("context", status.context());
    node.put("created_at", status.created().toString());
    node.put("updated_at", status.created().toString());
    node.set("creator", api.json().user(status.creator()));
    return node;
  }

  private static @Nullable String text(JsonNode node) {
    return node.isTextual() ? node.asText() : null;
  }
}
