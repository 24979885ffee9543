package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.sandbox.forge.pulls.Handling;
import dev.fairlead.sandbox.forge.pulls.Issue;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `/repos/{owner}/{repo}/issues`, which pull requests are too.
final class IssueRoutes {
  private static final String REPO = "/api/v3/repos/{owner}/{repo}";
  private static final String ISSUE = REPO + "/issues/{number}";

  private final RestApi api;
  private final Pulls pulls;
  private final IssueJson json;
  private final PullEvents events;

  IssueRoutes(RestApi api, Pulls pulls, IssueJson json, PullEvents events) {
    this.api = api;
    this.pulls = pulls;
    this.json = json;
    this.events = events;
  }

  void register(RoutesConfig routes) {
    routes.get(REPO + "/issues", this::list);
    routes.post(REPO + "/issues", this::create);
    routes.get(ISSUE, this::get);
    routes.patch(ISSUE, this::change);
    routes.get(ISSUE + "/labels", this::labels);
    routes.post(ISSUE + "/labels", ctx -> label(ctx, true));
    routes.put(ISSUE + "/labels", ctx -> label(ctx, false));
    routes.delete(ISSUE + "/labels", this::unlabelAll);
    routes.delete(ISSUE + "/labels/<label>", this::unlabel);
    routes.post(ISSUE + "/assignees", ctx -> assign(ctx, true));
    routes.delete(ISSUE + "/assignees", ctx -> assign(ctx, false));
    routes.put(ISSUE + "/lock", ctx -> lock(ctx, true));
    routes.delete(ISSUE + "/lock", ctx -> lock(ctx, false));
    routes.get(REPO + "/assignees", this::assignable);
    routes.get(REPO + "/assignees/{login}", this::isAssignable);
  }

  /// The issue or pull request that a part of the path names.
  static Optional<Issue> issue(Context ctx, ForgeRepository repository, String parameter) {
    String number = ctx.pathParam(parameter);
    return number.matches("\\d{1,9}")
        ? repository.issues().find(Integer.parseInt(number))
        : Optional.empty();
  }

  private static Issue existing(Context ctx, ForgeRepository repository) {
    return issue(ctx, repository, "number").orElseThrow(ForgeException::notFound);
  }

  /// Who wrote something may change it, and whoever may write to the repository.
  static void requireEditor(
      RestApi api, ForgeRepository repository, Account caller, String author) {
    if (!caller.login().equalsIgnoreCase(author) && !api.may(repository, caller, Role.WRITE)) {
      throw new ForgeException(403, "Must have admin rights to Repository.");
    }
  }

  /// Changes title and text as a request's body says.
  static Issue editText(ForgeRepository repository, Issue issue, JsonNode body, Instant now) {
    if (body.has("title") && body.path("title").asText("").isBlank()) {
      throw ForgeException.invalid("Issue", "title", "missing_field", "title can't be blank");
    }
    String title = body.path("title").asText(issue.title()).strip();
    @Nullable String text =
        body.has("body")
            ? body.path("body").isNull() ? null : body.path("body").asText()
            : issue.body();
    return title.equals(issue.title()) && Objects.equals(text, issue.body())
        ? issue
        : repository.issues().update(issue.number(), each -> each.withText(title, text, now));
  }

  private void list(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    String state = PullRoutes.parameter(ctx, "state", "open");
    String creator = PullRoutes.parameter(ctx, "creator", "");
    List<String> labels =
        List.of(PullRoutes.parameter(ctx, "labels", "").split(",")).stream()
            .filter(label -> !label.isEmpty())
            .toList();
    Instant since = CommentRoutes.since(ctx);
    boolean updated = PullRoutes.parameter(ctx, "sort", "created").equals("updated");
    Comparator<Issue> order =
        Comparator.comparing(updated ? Issue::updated : Issue::created)
            .thenComparingInt(Issue::number);
    if (!PullRoutes.parameter(ctx, "direction", "desc").equals("asc")) {
      order = order.reversed();
    }
    List<Issue> found =
        repository.issues().all().stream()
            .filter(issue -> state.equals("all") || issue.open() == state.equals("open"))
            .filter(issue -> creator.isEmpty() || issue.author().equalsIgnoreCase(creator))
            .filter(issue -> issue.labels().containsAll(labels))
            .filter(issue -> isAssigned(issue, PullRoutes.parameter(ctx, "assignee", "")))
            .filter(issue -> !issue.updated().isBefore(since))
            .sorted(order)
            .toList();
    api.answerPage(ctx, found, issue -> json.issue(repository, issue));
  }

  /// @param assignee a login; `*` for anybody, `none` for nobody; empty for no question
  private static boolean isAssigned(Issue issue, String assignee) {
    List<String> logins = issue.handling().assignees();
    return switch (assignee) {
      case "" -> true;
      case "*" -> !logins.isEmpty();
      case "none" -> logins.isEmpty();
      default -> logins.stream().anyMatch(assignee::equalsIgnoreCase);
    };
  }

  private void create(Context ctx) {
    ForgeRepository repository = api.joined(ctx);
    Account caller = api.requireCaller(ctx);
    JsonNode body = api.body(ctx);
    String title = body.path("title").asText("").strip();
    if (title.isEmpty()) {
      throw ForgeException.invalid("Issue", "title", "missing_field", "title is missing");
    }
    synchronized (repository.issues()) {
      Issue issue =
          repository
              .issues()
              .add(number ->
                  Issue.opened(
                      number,
                      pulls.nextId(),
                      title,
                      body.path("body").isTextual() ? body.path("body").asText() : null,
                      caller.login(),
                      pulls.now(),
                      null));
      List<String> labels = names(body.path("labels"));
      List<String> assignees = assignable(repository, body.path("assignees"));
      Issue labelled =
          repository
              .issues()
              .update(
                  issue.number(),
                  each ->
                      each.withLabels(labels, each.updated())
                          .withHandling(each.handling().withAssignees(assignees), each.updated()));
      events.issue(repository, labelled, "opened", caller);
      api.answer(ctx, 201, json.issue(repository, labelled));
    }
  }

  private void get(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    api.answer(ctx, 200, json.issue(repository, existing(ctx, repository)));
  }

  private void change(Context ctx) throws IOException {
    ForgeRepository repository = api.joined(ctx);
    Account caller = api.requireCaller(ctx);
    JsonNode body = api.body(ctx);
    synchronized (repository.issues()) {
      Issue former = existing(ctx, repository);
      requireEditor(api, repository, caller, former.author());
      Issue issue = editText(repository, former, body, pulls.now());
      if (!issue.equals(former)) {
        pulls.tell(repository, issue, "edited", caller);
      }
      if (body.path("labels").isArray()) {
        issue = setLabels(repository, issue, names(body.path("labels")), caller);
      }
      if (body.path("assignees").isArray()) {
        issue =
            setAssignees(repository, issue, assignable(repository, body.path("assignees")), caller);
      }
      issue =
          switch (body.path("state").asText("")) {
            case "closed" ->
                pulls.close(
                    repository,
                    issue.number(),
                    caller,
                    body.path("state_reason").asText("completed"));
            case "open" -> pulls.reopen(repository, issue.number(), caller);
            default -> issue;
          };
      api.answer(ctx, 200, json.issue(repository, issue));
    }
  }

  private void labels(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    api.answerPage(ctx, existing(ctx, repository).labels(), label -> json.label(repository, label));
  }

  /// Adds or removes people who take care of it; who may not is left out, as on GitHub.
  private void assign(Context ctx, boolean add) {
    ForgeRepository repository = api.joined(ctx);
    Account caller = api.requireCaller(ctx);
    JsonNode body = api.body(ctx);
    synchronized (repository.issues()) {
      Issue issue = existing(ctx, repository);
      requireEditor(api, repository, caller, "");
      var logins = new LinkedHashSet<String>(issue.handling().assignees());
      List<String> given = assignable(repository, body.path("assignees"));
      if (add) {
        logins.addAll(given);
      } else {
        given.forEach(logins::remove);
      }
      Issue changed = setAssignees(repository, issue, List.copyOf(logins), caller);
      api.answer(ctx, add ? 201 : 200, json.issue(repository, changed));
    }
  }

  private List<String> assignable(ForgeRepository repository, JsonNode logins) {
    var found = new ArrayList<String>();
    for (JsonNode login : logins) {
      api.accounts()
          .find(login.asText())
          .filter(account -> api.may(repository, account, Role.READ))
          .ifPresent(account -> found.add(account.login()));
    }
    return found;
  }

  private Issue setAssignees(
      ForgeRepository repository, Issue former, List<String> logins, Account caller) {
    if (logins.equals(former.handling().assignees())) {
      return former;
    }
    Issue issue =
        repository
            .issues()
            .update(
                former.number(),
                each -> each.withHandling(each.handling().withAssignees(logins), pulls.now()));
    for (String login : logins) {
      if (!former.handling().assignees().contains(login)) {
        tellAbout(repository, issue, "assigned", "assignee", api.json().user(login), caller);
      }
    }
    for (String login : former.handling().assignees()) {
      if (!logins.contains(login)) {
        tellAbout(repository, issue, "unassigned", "assignee", api.json().user(login), caller);
      }
    }
    return issue;
  }

  private void assignable(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    api.answerPage(ctx, api.access().collaborators(repository), api.json()::user);
  }

  private void isAssignable(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    String login = ctx.pathParam("login");
    if (api.access().collaborators(repository).stream()
        .noneMatch(account -> account.login().equalsIgnoreCase(login))) {
      throw ForgeException.notFound();
    }
    ctx.status(204);
  }

  private void lock(Context ctx, boolean locked) {
    ForgeRepository repository = api.writable(ctx);
    Account caller = api.requireCaller(ctx);
    @Nullable String reason =
        locked && api.body(ctx).path("lock_reason").isTextual()
            ? api.body(ctx).path("lock_reason").asText()
            : null;
    if (reason != null && !Handling.LOCK_REASONS.contains(reason)) {
      throw ForgeException.invalid(
          "Issue", "lock_reason", "invalid", "lock_reason is one of " + Handling.LOCK_REASONS);
    }
    synchronized (repository.issues()) {
      Issue former = existing(ctx, repository);
      Issue changed =
          repository
              .issues()
              .update(
                  former.number(),
                  each ->
                      each.withHandling(
                          locked ? each.handling().lock(reason) : each.handling().unlock(),
                          pulls.now()));
      if (locked != former.handling().locked()) {
        pulls.tell(repository, changed, locked ? "locked" : "unlocked", caller);
      }
    }
    ctx.status(204);
  }

  /// @param add whether the former labels stay
  private void label(Context ctx, boolean add) {
    ForgeRepository repository = api.joined(ctx);
    Account caller = api.requireCaller(ctx);
    JsonNode body = api.body(ctx);
    synchronized (repository.issues()) {
      Issue issue = existing(ctx, repository);
      requireEditor(api, repository, caller, "");
      var labels = new ArrayList<String>(add ? issue.labels() : List.of());
      labels.addAll(names(body.isArray() ? body : body.path("labels")));
      answerLabels(ctx, repository, setLabels(repository, issue, labels, caller));
    }
  }

  private void unlabel(Context ctx) {
    String label = ctx.pathParam("label");
    ForgeRepository repository = api.joined(ctx);
    synchronized (repository.issues()) {
      Issue issue = existing(ctx, repository);
      if (!issue.labels().contains(label)) {
        throw new ForgeException(404, "Label does not exist");
      }
      keepLabels(ctx, issue.labels().stream().filter(each -> !each.equals(label)).toList());
    }
  }

  private void unlabelAll(Context ctx) {
    keepLabels(ctx, List.of());
    ctx.status(204).result("");
  }

  private void keepLabels(Context ctx, List<String> labels) {
    ForgeRepository repository = api.joined(ctx);
    Account caller = api.requireCaller(ctx);
    synchronized (repository.issues()) {
      requireEditor(api, repository, caller, "");
      answerLabels(
          ctx, repository, setLabels(repository, existing(ctx, repository), labels, caller));
    }
  }

  private void answerLabels(Context ctx, ForgeRepository repository, Issue issue) {
    api.answer(ctx, 200, json.labels(repository, issue.labels()));
  }

  private Issue setLabels(
      ForgeRepository repository, Issue former, List<String> labels, Account caller) {
    List<String> distinct = labels.stream().distinct().toList();
    Issue issue =
        repository.issues().update(former.number(), each -> each.withLabels(distinct, pulls.now()));
    for (String label : distinct) {
      if (!former.labels().contains(label)) {
        tellLabel(repository, issue, "labeled", label, caller);
      }
    }
    for (String label : former.labels()) {
      if (!distinct.contains(label)) {
        tellLabel(repository, issue, "unlabeled", label, caller);
      }
    }
    return issue;
  }

  private void tellLabel(
      ForgeRepository repository, Issue issue, String action, String label, Account caller) {
    tellAbout(repository, issue, action, "label", json.label(repository, label), caller);
  }

  private void tellAbout(
      ForgeRepository repository,
      Issue issue,
      String action,
      String field,
      JsonNode what,
      Account caller) {
    if (issue.isPull()) {
      events.pull(repository, issue, action, caller, payload -> payload.set(field, what));
    } else {
      events.issue(repository, issue, action, caller, payload -> payload.set(field, what));
    }
  }

  /// Labels are given by name, or as objects with one.
  private static List<String> names(JsonNode labels) {
    var names = new ArrayList<String>();
    for (JsonNode label : labels) {
      names.add(label.isObject() ? label.path("name").asText() : label.asText());
    }
    return names.stream().filter(name -> !name.isBlank()).distinct().toList();
  }
}
