package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.sandbox.forge.pulls.Issue;
import dev.fairlead.sandbox.forge.pulls.LineComment;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `/repos/{owner}/{repo}/pulls/comments` and `…/pulls/{number}/comments`: comments on lines.
final class LineCommentRoutes {
  private static final String PULLS = "/api/v3/repos/{owner}/{repo}/pulls";
  private static final String COMMENT = PULLS + "/comments/{comment}";
  private static final String RESOURCE = "PullRequestReviewComment";

  private record Found(Issue issue, LineComment comment) {}

  private final RestApi api;
  private final Pulls pulls;
  private final LineCommentJson json;
  private final PullEvents events;
  private final Reviewing reviewing;
  private final Reactions reactions;
  private final Conversations conversations;

  LineCommentRoutes(
      RestApi api,
      Pulls pulls,
      LineCommentJson json,
      PullEvents events,
      Reviewing reviewing,
      Reactions reactions,
      Conversations conversations) {
    this.api = api;
    this.pulls = pulls;
    this.json = json;
    this.events = events;
    this.reviewing = reviewing;
    this.reactions = reactions;
    this.conversations = conversations;
  }

  /// Before the routes of pull requests: `comments` is no number.
  void register(RoutesConfig routes) {
    routes.get(PULLS + "/comments", this::listAll);
    routes.get(COMMENT, this::get);
    routes.patch(COMMENT, this::change);
    routes.delete(COMMENT, this::remove);
    reactions.register(routes, COMMENT + "/reactions", this::reactionsOf);
    routes.get(PULLS + "/{number}/comments", this::list);
    routes.post(PULLS + "/{number}/comments", this::create);
    routes.post(PULLS + "/{number}/comments/{comment}/replies", this::reply);
  }

  /// A comment as a request writes it.
  static LineComments.Draft draft(JsonNode body) {
    String side = text(body, "side");
    String startSide = text(body, "start_side");
    for (String given : new String[] {side, startSide}) {
      if (given != null && !given.equals("LEFT") && !given.equals("RIGHT")) {
        throw ForgeException.invalid(RESOURCE, "side", "invalid", "side is LEFT or RIGHT");
      }
    }
    if (!body.path("path").isTextual()) {
      throw new ForgeException(422, "Invalid request.\n\n\"path\" wasn't supplied.");
    }
    return new LineComments.Draft(
        body.path("path").asText(),
        CommentRoutes.text(body, RESOURCE),
        number(body, "line"),
        side,
        number(body, "start_line"),
        startSide,
        number(body, "position"),
        body.path("subject_type").asText("").equals("file"));
  }

  private static @Nullable String text(JsonNode body, String field) {
    return body.path(field).isTextual() ? body.path(field).asText() : null;
  }

  private static @Nullable Integer number(JsonNode body, String field) {
    return body.path(field).canConvertToInt() ? body.path(field).asInt() : null;
  }

  private static Found found(Context ctx, ForgeRepository repository) {
    String id = ctx.pathParam("comment");
    for (Issue issue : repository.issues().all()) {
      if (issue.isPull()) {
        for (LineComment comment : issue.asPull().lineComments()) {
          if (Long.toString(comment.id()).equals(id)) {
            return new Found(issue, comment);
          }
        }
      }
    }
    throw ForgeException.notFound();
  }

  private void listAll(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    List<Found> all =
        repository.issues().all().stream()
            .filter(Issue::isPull)
            .flatMap(issue ->
                issue.asPull().publishedLineComments().stream()
                    .map(comment -> new Found(issue, comment)))
            .filter(found -> !found.comment.updated().isBefore(CommentRoutes.since(ctx)))
            .sorted(Comparator.comparing(Found::comment, order(ctx)))
            .toList();
    api.answerPage(ctx, all, found -> json.comment(repository, found.issue, found.comment));
  }

  private void list(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    Issue issue = PullRoutes.pull(ctx, repository);
    Instant since = CommentRoutes.since(ctx);
    LineCommentJson.Writer writer = json.writer(repository, issue);
    api.answerPage(
        ctx,
        issue.asPull().publishedLineComments().stream()
            .filter(comment -> !comment.updated().isBefore(since))
            .sorted(order(ctx))
            .toList(),
        writer::comment);
  }

  private static Comparator<LineComment> order(Context ctx) {
    boolean updated = PullRoutes.parameter(ctx, "sort", "created").startsWith("updated");
    Comparator<LineComment> order =
        Comparator.<LineComment, Instant>comparing(
                updated ? LineComment::updated : LineComment::created)
            .thenComparingLong(LineComment::id);
    return PullRoutes.parameter(ctx, "direction", "asc").equals("desc") ? order.reversed() : order;
  }

  private void create(Context ctx) throws IOException {
    ForgeRepository repository = api.joined(ctx);
    Account caller = api.requireCaller(ctx);
    JsonNode body = api.body(ctx);
    Issue issue = PullRoutes.pull(ctx, repository);
    conversations.checkUnlocked(repository, issue.number(), caller);
    if (body.path("in_reply_to").canConvertToLong()) { // the older way to answer
      answer(
          ctx,
          repository,
          reply(repository, issue, caller, body.path("in_reply_to").asLong(), body));
      return;
    }
    if (!body.path("commit_id").isTextual()) {
      throw new ForgeException(422, "Invalid request.\n\n\"commit_id\" wasn't supplied.");
    }
    LineComments.Draft draft = draft(body);
    answer(
        ctx,
        repository,
        reviewing.comment(
            repository, issue.number(), caller, body.path("commit_id").asText(), draft));
  }

  private void reply(Context ctx) {
    ForgeRepository repository = api.joined(ctx);
    Account caller = api.requireCaller(ctx);
    Issue issue = PullRoutes.pull(ctx, repository);
    conversations.checkUnlocked(repository, issue.number(), caller);
    String id = ctx.pathParam("comment");
    answer(
        ctx,
        repository,
        reply(
            repository,
            issue,
            caller,
            id.matches("\\d{1,18}") ? Long.parseLong(id) : -1,
            api.body(ctx)));
  }

  private Reviewing.Commented reply(
      ForgeRepository repository, Issue issue, Account caller, long to, JsonNode body) {
    LineComment comment =
        issue.asPull().lineComments().stream()
            .filter(each -> each.id() == to)
            .findFirst()
            .orElseThrow(ForgeException::notFound);
    return reviewing.reply(
        repository, issue.number(), caller, comment, CommentRoutes.text(body, RESOURCE));
  }

  private void answer(Context ctx, ForgeRepository repository, Reviewing.Commented commented) {
    ctx.header(
        "Location", api.json().api(repository) + "/pulls/comments/" + commented.comment().id());
    api.answer(ctx, 201, json.comment(repository, commented.issue(), commented.comment()));
  }

  private void get(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    Found found = found(ctx, repository);
    api.answer(ctx, 200, json.comment(repository, found.issue, found.comment));
  }

  private void change(Context ctx) {
    ForgeRepository repository = api.joined(ctx);
    Account caller = api.requireCaller(ctx);
    String text = CommentRoutes.text(api.body(ctx), RESOURCE);
    synchronized (repository.issues()) {
      Found found = found(ctx, repository);
      IssueRoutes.requireEditor(api, repository, caller, found.comment.author());
      LineComment changed = found.comment.withBody(text, pulls.now());
      Issue issue = replace(repository, found.issue, changed);
      if (!issue.asPull().isPending(changed)) {
        events.lineComment(
            repository, issue, changed, "edited", caller, Optional.of(found.comment.body()));
      }
      api.answer(ctx, 200, json.comment(repository, issue, changed));
    }
  }

  private Issue replace(ForgeRepository repository, Issue issue, LineComment changed) {
    return repository
        .issues()
        .update(
            issue.number(),
            each -> each.withPull(LineComments.replace(each.asPull(), changed), pulls.now()));
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
                      each.withPull(
                          each.asPull()
                              .withLineComments(
                                  each.asPull().lineComments().stream()
                                      .filter(comment -> comment.id() != found.comment.id())
                                      .toList()),
                          pulls.now()));
      if (!found.issue.asPull().isPending(found.comment)) {
        events.lineComment(repository, issue, found.comment, "deleted", caller, Optional.empty());
      }
    }
    ctx.status(204);
  }

  private Reactions.Target reactionsOf(Context ctx, ForgeRepository repository) {
    Found found = found(ctx, repository);
    return new Reactions.Target(
        found.issue.number(),
        found.comment.reactions(),
        (issue, changed) ->
            issue.withPull(
                LineComments.replace(issue.asPull(), found.comment.withReactions(changed)),
                issue.updated()));
  }
}
