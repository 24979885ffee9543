package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.forge.checks.CheckRun;
import dev.fairlead.sandbox.forge.checks.CheckSuite;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/// `/repos/{owner}/{repo}/check-runs` and `…/check-suites`. GitHub lets only apps write them; here
/// every account that may push is such an app.
final class CheckRoutes {
  private static final String REPO = "/api/v3/repos/{owner}/{repo}";
  private static final String RUN = REPO + "/check-runs/{run}";
  private static final String SUITE = REPO + "/check-suites/{suite}";

  /// GitHub's limit on annotations in one request.
  private static final int MAX_ANNOTATIONS = 50;

  private final RestApi api;
  private final Pulls pulls;
  private final PullEvents events;
  private final CheckJson json;

  CheckRoutes(RestApi api, Pulls pulls, PullEvents events, CheckJson json) {
    this.api = api;
    this.pulls = pulls;
    this.events = events;
    this.json = json;
  }

  void register(RoutesConfig routes) {
    routes.post(REPO + "/check-runs", this::create);
    routes.get(RUN, this::get);
    routes.patch(RUN, this::change);
    routes.get(RUN + "/annotations", this::annotations);
    routes.post(RUN + "/rerequest", this::rerun);
    routes.post(REPO + "/check-suites", this::createSuite);
    routes.get(SUITE, ctx -> api.answer(ctx, 200, suiteJson(ctx)));
    routes.get(SUITE + "/check-runs", this::runsOfSuite);
    routes.post(SUITE + "/rerequest", this::rerunSuite);
  }

  private record Found(CheckSuite suite, CheckRun run) {}

  private static Found found(Context ctx, ForgeRepository repository) {
    long id = number(ctx, "run");
    CheckSuite suite = repository.checks().holding(id).orElseThrow(ForgeException::notFound);
    return new Found(suite, suite.run(id).orElseThrow(ForgeException::notFound));
  }

  private static CheckSuite suite(Context ctx, ForgeRepository repository) {
    return repository.checks().find(number(ctx, "suite")).orElseThrow(ForgeException::notFound);
  }

  private static long number(Context ctx, String parameter) {
    String text = ctx.pathParam(parameter);
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
  }

  private ObjectNode suiteJson(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    return json.suite(repository, suite(ctx, repository));
  }

  private void create(Context ctx) throws IOException {
    ForgeRepository repository = api.writable(ctx);
    Account caller = api.requireCaller(ctx);
    JsonNode body = api.body(ctx);
    for (String field : List.of("name", "head_sha")) {
      if (!body.path(field).isTextual()) {
        throw new ForgeException(422, "Invalid request.\n\n\"" + field + "\" wasn't supplied.");
      }
    }
    RevCommit commit = api.commit(repository, body.path("head_sha").asText());
    Instant now = pulls.now();
    synchronized (repository.checks()) {
      CheckSuite suite = suite(repository, commit, caller);
      CheckRun run =
          read(
              body,
              new CheckRun(
                  pulls.nextId(),
                  body.path("name").asText(),
                  "queued",
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  List.of()));
      if (run.started() == null) {
        run = read(api.json().object().put("started_at", now.toString()), run);
      }
      suite = suite.with(run, now);
      repository.checks().put(suite);
      tell(repository, suite, run, "created", caller);
      if (run.isCompleted()) {
        tell(repository, suite, run, "completed", caller);
      }
      ctx.header("Location", api.json().api(repository) + "/check-runs/" + run.id());
      api.answer(ctx, 201, json.run(repository, suite, run));
    }
  }

  private CheckSuite suite(ForgeRepository repository, RevCommit commit, Account app)
      throws IOException {
    Optional<CheckSuite> known =
        repository.checks().of(commit.name()).stream()
            .filter(suite -> suite.app().equals(app.login()))
            .findFirst();
    if (known.isPresent()) {
      return known.get();
    }
    String branch = null;
    for (Ref ref : repository.git().getRefDatabase().getRefsByPrefix(Constants.R_HEADS)) {
      if (commit.getId().equals(ref.getObjectId())) {
        branch = ref.getName().substring(Constants.R_HEADS.length());
      }
    }
    Instant now = pulls.now();
    return new CheckSuite(pulls.nextId(), app.login(), commit.name(), branch, now, now, List.of());
  }

  /// @param former where the body says nothing
  private CheckRun read(JsonNode body, CheckRun former) {
    String conclusion = text(body, "conclusion", former.conclusion());
    if (conclusion != null && !CheckRun.CONCLUSIONS.contains(conclusion)) {
      throw new ForgeException(
          422,
          "Invalid request.\n\n"
              + conclusion
              + " is not a member of "
              + CheckRun.CONCLUSIONS
              + ".");
    }
    String given = body.path("status").asText("");
    if (!given.isEmpty() && !CheckRun.STATUSES.contains(given)) {
      throw new ForgeException(
          422, "Invalid request.\n\n" + given + " is not a member of " + CheckRun.STATUSES + ".");
    }
    Instant completed = time(body, "completed_at", former.completed());
    // Whoever gives a conclusion or its time says that it has ended.
    boolean ended = body.hasNonNull("conclusion") || body.hasNonNull("completed_at");
    String status = ended ? "completed" : given.isEmpty() ? former.status() : given;
    if (status.equals("completed") && conclusion == null) {
      throw new ForgeException(
          422, "Invalid request.\n\nA completed check run needs a \"conclusion\".");
    }
    if (!status.equals("completed")) {
      conclusion = null;
      completed = null;
    } else if (completed == null) {
      completed = pulls.now();
    }
    return new CheckRun(
        former.id(),
        Objects.requireNonNullElse(text(body, "name", former.name()), former.name()),
        status,
        conclusion,
        time(body, "started_at", former.started()),
        completed,
        text(body, "details_url", former.detailsUrl()),
        text(body, "external_id", former.externalId()),
        output(body.path("output"), former.output()),
        actions(body.path("actions"), former.actions()));
  }

  private static CheckRun.@Nullable Output output(JsonNode node, CheckRun.@Nullable Output former) {
    if (!node.isObject()) {
      return former;
    }
    if (node.path("annotations").size() > MAX_ANNOTATIONS) {
      throw ForgeException.custom(
          "CheckRun", "A request holds at most " + MAX_ANNOTATIONS + " annotations");
    }
    var annotations = new ArrayList<CheckRun.Annotation>();
    for (JsonNode each : node.path("annotations")) {
      annotations.add(
          new CheckRun.Annotation(
              each.path("path").asText(),
              each.path("start_line").asInt(1),
              each.path("end_line").asInt(each.path("start_line").asInt(1)),
              integer(each.path("start_column")),
              integer(each.path("end_column")),
              each.path("annotation_level").asText("notice"),
              each.path("message").asText(),
              text(each, "title", null),
              text(each, "raw_details", null)));
    }
    // Each request adds annotations to those that are there.
    return former == null
        ? new CheckRun.Output(
            text(node, "title", null),
            text(node, "summary", null),
            text(node, "text", null),
            annotations)
        : new CheckRun.Output(
            text(node, "title", former.title()),
            text(node, "summary", former.summary()),
            text(node, "text", former.text()),
            Stream.concat(former.annotations().stream(), annotations.stream()).toList());
  }

  private static List<CheckRun.Action> actions(JsonNode node, List<CheckRun.Action> former) {
    if (!node.isArray()) {
      return former;
    }
    var actions = new ArrayList<CheckRun.Action>();
    for (JsonNode each : node) {
      actions.add(
          new CheckRun.Action(
              each.path("label").asText(),
              each.path("description").asText(),
              each.path("identifier").asText()));
    }
    return actions;
  }

  private static @Nullable Integer integer(JsonNode node) {
    return node.isInt() ? node.asInt() : null;
  }

  private static @Nullable String text(JsonNode body, String field, @Nullable String otherwise) {
    return body.path(field).isTextual() ? body.path(field).asText() : otherwise;
  }

  private static @Nullable Instant time(JsonNode body, String field, @Nullable Instant otherwise) {
    String text = text(body, field, null);
    try {
      return text == null ? otherwise : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException _) {
      throw new ForgeException(422, "Invalid request.\n\n" + text + " is not a valid date-time.");
    }
  }

  private void change(Context ctx) {
    ForgeRepository repository = api.writable(ctx);
    Account caller = api.requireCaller(ctx);
    JsonNode body = api.body(ctx);
    synchronized (repository.checks()) {
      Found former = found(ctx, repository);
      if (!former.suite.app().equals(caller.login())) {
        throw new ForgeException(
            403,
            "Invalid app_id `"
                + caller.login()
                + "` - check run can only"
                + " be modified by the GitHub App that created it.");
      }
      CheckRun run = read(body, former.run);
      CheckSuite suite = former.suite.with(run, pulls.now());
      repository.checks().put(suite);
      if (run.isCompleted() && !former.run.isCompleted()) {
        tell(repository, suite, run, "completed", caller);
      }
      api.answer(ctx, 200, json.run(repository, suite, run));
    }
  }

  private void tell(
      ForgeRepository repository, CheckSuite suite, CheckRun run, String action, Account sender) {
    ObjectNode payload = api.json().object().put("action", action);
    ObjectNode node = json.run(repository, suite, run);
    node.set("check_suite", json.suite(repository, suite));
    payload.set("check_run", node);
    events.publish(repository, "check_run", payload, sender);
    if (action.equals("completed") && suite.status().equals("completed")) {
      tellSuite(repository, suite, "completed", sender);
    }
  }

  private void tellSuite(
      ForgeRepository repository, CheckSuite suite, String action, Account sender) {
    ObjectNode payload = api.json().object().put("action", action);
    payload.set("check_suite", json.suite(repository, suite));
    events.publish(repository, "check_suite", payload, sender);
  }

  private void get(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    Found found = found(ctx, repository);
    api.answer(ctx, 200, json.run(repository, found.suite, found.run));
  }

  private void annotations(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    Found found = found(ctx, repository);
    CheckRun.Output output = found.run.output();
    api.answerPage(
        ctx,
        output == null ? List.of() : output.annotations(),
        note -> json.annotation(repository, found.suite, note));
  }

  private void rerun(Context ctx) {
    ForgeRepository repository = api.writable(ctx);
    Found found = found(ctx, repository);
    tell(repository, found.suite, found.run, "rerequested", api.requireCaller(ctx));
    api.answer(ctx, 201, api.json().object());
  }

  private void rerunSuite(Context ctx) {
    ForgeRepository repository = api.writable(ctx);
    tellSuite(repository, suite(ctx, repository), "rerequested", api.requireCaller(ctx));
    api.answer(ctx, 201, api.json().object());
  }

  private void createSuite(Context ctx) throws IOException {
    ForgeRepository repository = api.writable(ctx);
    Account caller = api.requireCaller(ctx);
    RevCommit commit = api.commit(repository, api.body(ctx).path("head_sha").asText());
    synchronized (repository.checks()) {
      CheckSuite suite = suite(repository, commit, caller);
      boolean known = repository.checks().find(suite.id()).isPresent();
      repository.checks().put(suite);
      api.answer(ctx, known ? 200 : 201, json.suite(repository, suite));
    }
  }

  private void runsOfSuite(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    answerRuns(ctx, repository, List.of(suite(ctx, repository)));
  }

  /// `/commits/{ref}/check-runs`.
  void runsOf(Context ctx, ForgeRepository repository, RevCommit commit) {
    answerRuns(ctx, repository, repository.checks().of(commit.name()));
  }

  private void answerRuns(Context ctx, ForgeRepository repository, List<CheckSuite> suites) {
    boolean all = PullRoutes.parameter(ctx, "filter", "latest").equals("all");
    String name = PullRoutes.parameter(ctx, "check_name", "");
    String status = PullRoutes.parameter(ctx, "status", "");
    List<Found> found =
        suites.stream()
            .flatMap(suite ->
                (all ? suite.runs() : suite.latest())
                    .reversed().stream().map(run -> new Found(suite, run)))
            .filter(each -> name.isEmpty() || each.run.name().equals(name))
            .filter(each -> status.isEmpty() || each.run.status().equals(status))
            .toList();
    ObjectNode answer = api.json().object().put("total_count", found.size());
    answer.set(
        "check_runs",
        api.page(
            ctx, found.stream().map(each -> json.run(repository, each.suite, each.run)).toList()));
    api.answer(ctx, 200, answer);
  }

  /// `/commits/{ref}/check-suites`.
  void suitesOf(Context ctx, ForgeRepository repository, RevCommit commit) {
    List<CheckSuite> suites = repository.checks().of(commit.name());
    ObjectNode answer = api.json().object().put("total_count", suites.size());
    answer.set(
        "check_suites",
        api.page(ctx, suites.stream().map(suite -> json.suite(repository, suite)).toList()));
    api.answer(ctx, 200, answer);
  }
}
