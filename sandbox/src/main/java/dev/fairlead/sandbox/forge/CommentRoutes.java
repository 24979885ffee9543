package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.sandbox.forge.pulls.Comment;
import dev.fairlead.sandbox.forge.pulls.Issue;
import dev.fairlead.sandbox.forge.pulls.Reaction;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

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

  CommentRoutes(RestApi api, Pulls pulls, IssueJson json, PullEvents events) {
    this.api = api;
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
    routes.get(COMMENT + "/reactions", this::reactionsOfComment);
    routes.post(COMMENT + "/reactions", this::reactToComment);
    routes.delete(COMMENT + "/reactions/{reaction}", this::withdrawFromComment);
    routes.get(ISSUES + "/{number}/comments", this::list);
    routes.post(ISSUES + "/{number}/comments", this::create);
    routes.get(ISSUES + "/{number}/reactions", this::reactionsOfIssue);
    routes.post(ISSUES + "/{number}/reactions", this::reactToIssue);
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
    synchronized (repository.issues()) {
      Instant now = pulls.now();
      var comment = new Comment(pulls.nextId(), caller.login(), text, now, now, List.of());
      Issue issue =
          repository
              .issues()
              .update(
                  issue(ctx, repository).number(),
                  each ->
                      each.withComments(
                          Stream.concat(each.comments().stream(), Stream.of(comment)).toList(),
                          now));
      events.comment(repository, issue, comment, "created", caller, Optional.empty());
      ctx.header("Location", api.json().api(repository) + "/issues/comments/" + comment.id());
      api.answer(ctx, 201, json.comment(repository, issue, comment));
    }
  }

  private String body(Context ctx) {
    JsonNode text = api.body(ctx).path("body");
    if (text.isMissingNode() || text.isNull()) {
      throw new ForgeException(422, "Invalid request.\n\n\"body\" wasn't supplied.");
    }
    if (text.asText().isBlank()) {
      throw ForgeException.invalid("IssueComment", "body", "missing_field", "body can't be blank");
    }
    if (text.asText().codePointCount(0, text.asText().length()) > MAX_LENGTH) {
      throw ForgeException.invalid(
          "IssueComment",
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

  private Issue replace(ForgeRepository repository, Found found, Comment changed) {
    return repository
        .issues()
        .update(
            found.issue.number(),
            issue ->
                issue.withComments(
                    issue.comments().stream()
                        .map(each -> each.id() == changed.id() ? changed : each)
                        .toList(),
                    issue.updated()));
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

  private void reactionsOfComment(Context ctx) {
    answerReactions(ctx, found(ctx, api.readable(ctx)).comment.reactions());
  }

  private void reactionsOfIssue(Context ctx) {
    answerReactions(ctx, issue(ctx, api.readable(ctx)).reactions());
  }

  private void answerReactions(Context ctx, List<Reaction> reactions) {
    String content = PullRoutes.parameter(ctx, "content", "");
    api.answerPage(
        ctx,
        reactions.stream()
            .filter(reaction -> content.isEmpty() || reaction.content().equals(content))
            .toList(),
        json::reaction);
  }

  private void reactToComment(Context ctx) {
    ForgeRepository repository = api.joined(ctx);
    react(
        ctx,
        repository,
        () -> found(ctx, repository).comment.reactions(),
        change -> {
          Found found = found(ctx, repository);
          Comment changed = found.comment.withReactions(change.apply(found.comment.reactions()));
          replace(repository, found, changed);
        });
  }

  private void reactToIssue(Context ctx) {
    ForgeRepository repository = api.joined(ctx);
    react(
        ctx,
        repository,
        () -> issue(ctx, repository).reactions(),
        change ->
            repository
                .issues()
                .update(
                    issue(ctx, repository).number(),
                    issue -> issue.withReactions(change.apply(issue.reactions()))));
  }

  private void react(
      Context ctx,
      ForgeRepository repository,
      java.util.function.Supplier<List<Reaction>> former,
      java.util.function.Consumer<UnaryOperator<List<Reaction>>> change) {
    Account caller = api.requireCaller(ctx);
    String content = api.body(ctx).path("content").asText("");
    if (!Reaction.CONTENTS.contains(content)) {
      throw ForgeException.invalid(
          "Reaction", "content", "invalid", "content is one of " + Reaction.CONTENTS);
    }
    synchronized (repository.issues()) {
      Optional<Reaction> same =
          former.get().stream()
              .filter(reaction -> reaction.content().equals(content))
              .filter(reaction -> reaction.user().equals(caller.login()))
              .findFirst();
      if (same.isPresent()) {
        api.answer(ctx, 200, json.reaction(same.get()));
        return;
      }
      var added = new Reaction(pulls.nextId(), caller.login(), content, pulls.now());
      change.accept(reactions -> Stream.concat(reactions.stream(), Stream.of(added)).toList());
      api.answer(ctx, 201, json.reaction(added));
    }
  }

  private void withdrawFromComment(Context ctx) {
    ForgeRepository repository = api.joined(ctx);
    Account caller = api.requireCaller(ctx);
    String id = ctx.pathParam("reaction");
    synchronized (repository.issues()) {
      Found found = found(ctx, repository);
      Reaction reaction =
          found.comment.reactions().stream()
              .filter(each -> Long.toString(each.id()).equals(id))
              .findFirst()
              .orElseThrow(ForgeException::notFound);
      IssueRoutes.requireEditor(api, repository, caller, reaction.user());
      replace(
          repository,
          found,
          found.comment.withReactions(
              found.comment.reactions().stream()
                  .filter(each -> each.id() != reaction.id())
                  .toList()));
    }
    ctx.status(204);
  }
}
