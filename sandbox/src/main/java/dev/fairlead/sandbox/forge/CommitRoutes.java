package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.forge.pulls.Issue;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.PersonIdent;
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

  /// GitHub's limit on commits of a comparison that is not read in pages.
  private static final int MAX_COMPARED = 250;

  private static final Pattern RANGE = Pattern.compile("(.+?)(\\.\\.\\.?)(.+)");

  /// GitHub's limit on statuses of one commit and context.
  private static final int MAX_STATUSES = 1000;

  private final RestApi api;
  private final CommitJson commits;
  private final PullJson pulls;
  private final CheckRoutes checks;
  private final Webhooks webhooks;
  private final Ids ids;
  private final Clock clock;

  CommitRoutes(
      RestApi api,
      CommitJson commits,
      PullJson pulls,
      CheckRoutes checks,
      Webhooks webhooks,
      Ids ids,
      Clock clock) {
    this.api = api;
    this.pulls = pulls;
    this.checks = checks;
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
        if (isBy(commit.getAuthorIdent(), PullRoutes.parameter(ctx, "author", ""))
            && isBy(commit.getCommitterIdent(), PullRoutes.parameter(ctx, "committer", ""))) {
          found.add(commit);
        }
      }
    }
    api.answerPage(ctx, found, commit -> commits.of(repository, commit));
  }

  /// @param who a login or an address; empty for anybody
  private boolean isBy(PersonIdent person, String who) {
    return who.isEmpty()
        || person.getEmailAddress().equalsIgnoreCase(who)
        || api.accounts()
            .byEmail(person.getEmailAddress())
            .filter(account -> account.login().equalsIgnoreCase(who))
            .isPresent();
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
    String path = ctx.pathParam("ref");
    int slash = path.lastIndexOf('/');
    String ref = slash < 0 ? path : path.substring(0, slash);
    switch (slash < 0 ? "" : path.substring(slash + 1)) {
      case "statuses" -> statuses(ctx, ref);
      case "status" -> combined(ctx, ref);
      case "check-runs" -> {
        ForgeRepository repository = api.readable(ctx);
        checks.runsOf(ctx, repository, api.commit(repository, ref));
      }
      case "check-suites" -> {
        ForgeRepository repository = api.readable(ctx);
        checks.suitesOf(ctx, repository, api.commit(repository, ref));
      }
      case "pulls" -> pullsWith(ctx, ref);
      case "branches-where-head" -> {
        ForgeRepository repository = api.readable(ctx);
        api.answer(ctx, 200, branchesAt(repository, api.commit(repository, ref)));
      }
      case "comments" -> { // commits are not commented on here
        api.commit(api.readable(ctx), ref);
        api.answerPage(ctx, List.of());
      }
      default -> commit(ctx, path);
    }
  }

  private void commit(Context ctx, String ref) throws IOException {
    ForgeRepository repository = api.readable(ctx);
    RevCommit commit = api.commit(repository, ref);
    if (RestApi.accepts(ctx, "sha")) {
      ctx.contentType("application/vnd.github.sha; charset=utf-8").result(commit.name());
    } else if (RestApi.accepts(ctx, "diff") || RestApi.accepts(ctx, "patch")) {
      boolean mail = RestApi.accepts(ctx, "patch");
      ctx.contentType("application/vnd.github." + (mail ? "patch" : "diff") + "; charset=utf-8")
          .result(commits.unified(repository, commit, mail));
    } else {
      api.answer(ctx, 200, commits.withFiles(repository, commit));
    }
  }

  /// The pull requests that brought a commit, or would.
  private void pullsWith(Context ctx, String ref) throws IOException {
    ForgeRepository repository = api.readable(ctx);
    RevCommit commit = api.commit(repository, ref);
    var found = new ArrayList<Issue>();
    for (Issue issue : repository.issues().all()) {
      if (issue.isPull()
          && (commit.name().equals(issue.asPull().mergeCommit())
              || PullDiffs.commits(repository, issue).contains(commit))) {
        found.add(issue);
      }
    }
    api.answerPage(ctx, found, issue -> pulls.of(repository, issue));
  }

  private void compare(Context ctx) throws IOException {
    ForgeRepository repository = api.readable(ctx);
    String range = ctx.pathParam("range");
    Matcher ends = RANGE.matcher(range);
    if (!ends.matches()) {
      throw ForgeException.notFound();
    }
    RevCommit base = named(repository, ends.group(1));
    RevCommit head = named(repository, ends.group(3));
    RevCommit fork =
        mergeBase(repository, base, head)
            .orElseThrow(() ->
                new ForgeException(
                    404,
                    "No common ancestor between " + ends.group(1) + " and " + ends.group(3) + "."));
    if (ends.group(2).equals("..")) { // as they are, whatever they have in common
      fork = base;
    }
    boolean mail = RestApi.accepts(ctx, "patch");
    if (mail || RestApi.accepts(ctx, "diff")) {
      ctx.contentType("application/vnd.github." + (mail ? "patch" : "diff") + "; charset=utf-8")
          .result(
              mail
                  ? commits.mails(repository, between(repository, head, base).reversed())
                  : commits.diff(repository, fork.getTree(), head.getTree()));
      return;
    }
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
    String permanent =
        api.json().html(repository) + "/compare/" + base.name() + "..." + head.name();
    node.put("permalink_url", permanent)
        .put("diff_url", permanent + ".diff")
        .put("patch_url", permanent + ".patch");
    // Without a page everything; files are on the first page only.
    boolean paged = ctx.queryParam("page") != null || ctx.queryParam("per_page") != null;
    List<ObjectNode> all = commits.all(repository, ahead.reversed());
    ArrayNode list = node.putArray("commits");
    if (paged) {
      list.addAll(api.page(ctx, all));
    } else {
      all.stream().limit(MAX_COMPARED).forEach(list::add);
    }
    boolean first = PullRoutes.parameter(ctx, "page", "1").equals("1");
    node.set(
        "files",
        first
            ? commits.files(repository, fork.getTree(), head.getTree(), head)
            : api.json().array());
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
    node.put("avatar_url", api.json().user(status.creator()).path("avatar_url").asText());
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
