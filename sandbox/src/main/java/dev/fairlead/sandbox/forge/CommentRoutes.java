package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.sandbox.forge.pulls.Comment;
import dev.fairlead.sandbox.forge.pulls.Issue;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Comments in the conversation of issues and pull requests, and the reactions below both.
final class CommentRoutes {
  private static final String ISSUES = "/api/v3/repos/{owner}/{repo}/issues";
  private static final String COMMENT = ISSUES + "/comments/{comment}";

  /// GitHub's limit on a comment, in characters.
  private static final int MAX_LENGTH = 65_536;

  private record Found(Issue issue, Comment comment) {}

  private final RestApi api;
  private final Pulls pulls;
  private final IssueJson json;
  private final PullEvents events;

  private final Reactions reactions;
  private final Conversations conversations;

  CommentRoutes(
      RestApi api,
      Pulls pulls,
      IssueJson json,
      PullEvents events,
      Reactions reactions,
      Conversations conversations) {
    this.api = api;
    this.reactions = reactions;
    this.conversations = conversations;
    this.pulls = pulls;
    this.json = json;
    this.events = events;
  }

  /// Before the routes of issues: `comments` is no number.
  void register(RoutesConfig routes) {
    routes.get(ISSUES + "/comments", this::listAll);
    routes.get(COMMENT, this::get);
    routes.patch(COMMENT, this::change);
    routes.delete(COMMENT, this::remove);
    reactions.register(routes, COMMENT + "/reactions", this::reactionsOfComment);
    routes.get(ISSUES + "/{number}/comments", this::list);
    routes.post(ISSUES + "/{number}/comments", this::create);
    reactions.register(routes, ISSUES + "/{number}/reactions", this::reactionsOfIssue);
  }

  static Instant since(Context ctx) {
    String since = ctx.queryParam("since");
    try {
      return since == null ? Instant.EPOCH : OffsetDateTime.parse(since).toInstant();
    } catch (DateTimeParseException _) { // GitHub ignores what it cannot read
      return Instant.EPOCH;
    }
  }

  private static Issue issue(Context ctx, ForgeRepository repository) {
    return IssueRoutes.issue(ctx, repository, "number").orElseThrow(ForgeException::notFound);
  }

  private static Found found(Context ctx, ForgeRepository repository) {
    String id = ctx.pathParam("comment");
    if (!id.matches("\\d{1,18}")) {
      throw ForgeException.notFound();
    }
    Issue issue =
        repository.issues().holding(Long.parseLong(id)).orElseThrow(ForgeException::notFound);
    return issue.comments().stream()
        .filter(comment -> comment.id() == Long.parseLong(id))
        .map(comment -> new Found(issue, comment))
        .findFirst()
        .orElseThrow(ForgeException::notFound);
  }

  private void list(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    Issue issue = issue(ctx, repository);
    Instant since = since(ctx);
    api.answerPage(
        ctx,
        issue.comments().stream().filter(each -> !each.updated().isBefore(since)).toList(),
        comment -> json.comment(repository, issue, comment));
  }

  private void listAll(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    Instant since = since(ctx);
    boolean updated = PullRoutes.parameter(ctx, "sort", "created").equals("updated");
    Comparator<Found> order =
        Comparator.comparing(found -> updated ? found.comment.updated() : found.comment.created());
    order = order.thenComparingLong(found -> found.comment.id());
    if (PullRoutes.parameter(ctx, "direction", "asc").equals("desc")) {
      order = order.reversed();
    }
    List<Found> all =
        repository.issues().all().stream()
            .flatMap(issue -> issue.comments().stream().map(comment -> new Found(issue, comment)))
            .filter(found -> !found.comment.updated().isBefore(since))
            .sorted(order)
            .toList();
    api.answerPage(ctx, all, found -> json.comment(repository, found.issue, found.comment));
  }

  private void create(Context ctx) {
    ForgeRepository repository = api.joined(ctx);
    Account caller = api.requireCaller(ctx);
    String text = body(ctx);
    Conversations.Commented commented =
        conversations.comment(repository, issue(ctx, repository).number(), caller, text);
    ctx.header(
        "Location", api.json().api(repository) + "/issues/comments/" + commented.comment().id());
    api.answer(ctx, 201, json.comment(repository, commented.issue(), commented.comment()));
  }

  private String body(Context ctx) {
    return text(api.body(ctx), "IssueComment");
  }

  /// The text of a comment that a request's body holds.
  ///
  /// @param resource what GitHub calls the comment in errors
  static String text(JsonNode body, String resource) {
    JsonNode text = body.path("body");
    if (text.isMissingNode() || text.isNull()) {
      throw new ForgeException(422, "Invalid request.\n\n\"body\" wasn't supplied.");
    }
    if (text.asText().isBlank()) {
      throw ForgeException.invalid(resource, "body", "missing_field", "body can't be blank");
    }
    if (text.asText().codePointCount(0, text.asText().length()) > MAX_LENGTH) {
      throw ForgeException.invalid(
          resource,
          "data",
          "unprocessable",
          "Body is too long (maximum is " + MAX_LENGTH + " characters)");
    }
    return text.asText();
  }

  private void get(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    Found found = found(ctx, repository);
    api.answer(ctx, 200, json.comment(repository, found.issue, found.comment));
  }

  private void change(Context ctx) {
    ForgeRepository repository = api.joined(ctx);
    Account caller = api.requireCaller(ctx);
    String text = body(ctx);
    synchronized (repository.issues()) {
      Found found = found(ctx, repository);
      IssueRoutes.requireEditor(api, repository, caller, found.comment.author());
      Comment changed = found.comment.withBody(text, pulls.now());
      Issue issue = replace(repository, found, changed);
      events.comment(
          repository, issue, changed, "edited", caller, Optional.of(found.comment.body()));
      api.answer(ctx, 200, json.comment(repository, issue, changed));
    }
  }

  private static Issue replace(ForgeRepository repository, Found found, Comment changed) {
    return repository.issues().update(found.issue.number(), issue -> withComment(issue, changed));
  }

  private void remove(Context ctx) {
    ForgeRepository repository = api.joined(ctx);
    Account caller = api.requireCaller(ctx);
    synchronized (repository.issues()) {
      Found found = found(ctx, repository);
      IssueRoutes.requireEditor(api, repository, caller, found.comment.author());
      Issue issue =
          repository
              .issues()
              .update(
                  found.issue.number(),
                  each ->
                      each.withComments(
                          each.comments().stream()
                              .filter(comment -> comment.id() != found.comment.id())
                              .toList(),
                          pulls.now()));
      events.comment(repository, issue, found.comment, "deleted", caller, Optional.empty());
    }
    ctx.status(204);
  }

  private Reactions.Target reactionsOfIssue(Context ctx, ForgeRepository repository) {
    Issue issue = issue(ctx, repository);
    return new Reactions.Target(issue.number(), issue.reactions(), Issue::withReactions);
  }

  private Reactions.Target reactionsOfComment(Context ctx, ForgeRepository repository) {
    Found found = found(ctx, repository);
    return new Reactions.Target(
        found.issue.number(),
        found.comment.reactions(),
        (issue, reactions) -> withComment(issue, found.comment.withReactions(reactions)));
  }

  private static Issue withComment(Issue issue, Comment changed) {
    return issue.withComments(
        issue.comments().stream().map(each -> each.id() == changed.id() ? changed : each).toList(),
        issue.updated());
  }
}
