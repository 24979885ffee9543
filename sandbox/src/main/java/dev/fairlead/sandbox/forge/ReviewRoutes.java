package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.sandbox.forge.pulls.Issue;
import dev.fairlead.sandbox.forge.pulls.LineComment;
import dev.fairlead.sandbox.forge.pulls.Review;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// `/repos/{owner}/{repo}/pulls/{number}/reviews`.
final class ReviewRoutes {
  private static final String REVIEWS = "/api/v3/repos/{owner}/{repo}/pulls/{number}/reviews";
  private static final String REVIEW = REVIEWS + "/{review}";

  private final RestApi api;
  private final Pulls pulls;
  private final PullJson json;
  private final LineCommentJson lineJson;
  private final PullEvents events;
  private final Reviewing reviewing;

  ReviewRoutes(
      RestApi api,
      Pulls pulls,
      PullJson json,
      LineCommentJson lineJson,
      PullEvents events,
      Reviewing reviewing) {
    this.api = api;
    this.lineJson = lineJson;
    this.reviewing = reviewing;
    this.pulls = pulls;
    this.json = json;
    this.events = events;
  }

  void register(RoutesConfig routes) {
    routes.get(REVIEWS, this::list);
    routes.post(REVIEWS, this::create);
    routes.get(REVIEW, this::get);
    routes.get(REVIEW + "/comments", this::comments);
    routes.put(REVIEW, this::rewrite);
    routes.delete(REVIEW, this::discard);
    routes.post(REVIEW + "/events", this::submit);
    routes.put(REVIEW + "/dismissals", this::dismiss);
  }

  private void list(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    Issue issue = PullRoutes.pull(ctx, repository);
    String caller = api.caller(ctx).map(Account::login).orElse("");
    List<Review> visible =
        issue.asPull().reviews().stream()
            .filter(
                review -> review.state() != Review.State.PENDING || review.author().equals(caller))
            .toList();
    api.answerPage(ctx, visible, review -> json.review(repository, issue, review));
  }

  private void create(Context ctx) throws IOException {
    ForgeRepository repository = api.joined(ctx);
    Account caller = api.requireCaller(ctx);
    JsonNode body = api.body(ctx);
    String event = body.path("event").asText("");
    var drafts = new ArrayList<LineComments.Draft>();
    for (JsonNode comment : body.path("comments")) {
      drafts.add(LineCommentRoutes.draft(comment));
    }
    Reviewing.Reviewed made =
        reviewing.create(
            repository,
            PullRoutes.pull(ctx, repository).number(),
            caller,
            event.isEmpty() ? Review.State.PENDING : state(event),
            body.path("body").asText(""),
            body.path("commit_id").isTextual() ? body.path("commit_id").asText() : null,
            drafts);
    answer(ctx, repository, made);
  }

  private void answer(Context ctx, ForgeRepository repository, Reviewing.Reviewed reviewed) {
    api.answer(ctx, 200, json.review(repository, reviewed.issue(), reviewed.review()));
  }

  private static Review.State state(String event) {
    return switch (event) {
      case "APPROVE" -> Review.State.APPROVED;
      case "REQUEST_CHANGES" -> Review.State.CHANGES_REQUESTED;
      case "COMMENT" -> Review.State.COMMENTED;
      default ->
          throw ForgeException.unprocessable(
              "Variable $event of type PullRequestReviewEvent was provided invalid value: "
                  + event);
    };
  }

  private void get(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    Issue issue = PullRoutes.pull(ctx, repository);
    api.answer(ctx, 200, json.review(repository, issue, review(ctx, issue)));
  }

  private static Review review(Context ctx, Issue issue) {
    String id = ctx.pathParam("review");
    return issue.asPull().reviews().stream()
        .filter(review -> Long.toString(review.id()).equals(id))
        .findFirst()
        .orElseThrow(ForgeException::notFound);
  }

  private void rewrite(Context ctx) {
    ForgeRepository repository = api.joined(ctx);
    Account caller = api.requireCaller(ctx);
    synchronized (repository.issues()) {
      Issue issue = PullRoutes.pull(ctx, repository);
      Review former = review(ctx, issue);
      IssueRoutes.requireEditor(api, repository, caller, former.author());
      Review changed =
          former.with(
              former.state(),
              api.body(ctx).path("body").asText(former.body()),
              former.submitted(),
              pulls.now());
      Issue now = pulls.replace(repository, issue.number(), changed);
      events.review(repository, now, changed, "edited", caller);
      api.answer(ctx, 200, json.review(repository, now, changed));
    }
  }

  private void discard(Context ctx) {
    ForgeRepository repository = api.joined(ctx);
    Account caller = api.requireCaller(ctx);
    synchronized (repository.issues()) {
      Issue issue = PullRoutes.pull(ctx, repository);
      Review former = review(ctx, issue);
      if (former.state() != Review.State.PENDING) {
        throw ForgeException.unprocessable("Can not delete a non-pending pull request review");
      }
      if (!former.author().equals(caller.login())) {
        throw ForgeException.notFound();
      }
      repository
          .issues()
          .update(
              issue.number(), each -> each.withPull(each.asPull().without(former), pulls.now()));
      api.answer(ctx, 200, json.review(repository, issue, former));
    }
  }

  private void submit(Context ctx) {
    ForgeRepository repository = api.joined(ctx);
    Account caller = api.requireCaller(ctx);
    JsonNode body = api.body(ctx);
    synchronized (repository.issues()) {
      Issue issue = PullRoutes.pull(ctx, repository);
      Review former = review(ctx, issue);
      answer(
          ctx,
          repository,
          reviewing.submit(
              repository,
              issue.number(),
              former,
              caller,
              state(body.path("event").asText("")),
              body.path("body").asText(former.body())));
    }
  }

  private void dismiss(Context ctx) {
    ForgeRepository repository = api.writable(ctx);
    Account caller = api.requireCaller(ctx);
    if (api.body(ctx).path("message").asText("").isBlank()) {
      throw new ForgeException(422, "Invalid request.\n\n\"message\" wasn't supplied.");
    }
    synchronized (repository.issues()) {
      Issue issue = PullRoutes.pull(ctx, repository);
      answer(
          ctx,
          repository,
          reviewing.dismiss(repository, issue.number(), review(ctx, issue), caller));
    }
  }

  private void comments(Context ctx) {
    ForgeRepository repository = api.readable(ctx);
    Issue issue = PullRoutes.pull(ctx, repository);
    Review review = review(ctx, issue);
    if (review.state() == Review.State.PENDING
        && api.caller(ctx).filter(caller -> caller.login().equals(review.author())).isEmpty()) {
      throw ForgeException.notFound();
    }
    List<LineComment> all =
        issue.asPull().lineComments().stream()
            .filter(comment -> comment.review() == review.id())
            .toList();
    LineCommentJson.Writer writer = lineJson.writer(repository, issue);
    api.answerPage(ctx, all, writer::comment);
  }
}
