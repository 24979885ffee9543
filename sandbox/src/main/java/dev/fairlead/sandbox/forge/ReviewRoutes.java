package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.sandbox.forge.pulls.Issue;
import dev.fairlead.sandbox.forge.pulls.Review;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;

/// `/repos/{owner}/{repo}/pulls/{number}/reviews`.
final class ReviewRoutes {
  private static final String REVIEWS = "/api/v3/repos/{owner}/{repo}/pulls/{number}/reviews";
  private static final String REVIEW = REVIEWS + "/{review}";

  private final RestApi api;
  private final Pulls pulls;
  private final PullJson json;
  private final PullEvents events;

  ReviewRoutes(RestApi api, Pulls pulls, PullJson json, PullEvents events) {
    this.api = api;
    this.pulls = pulls;
    this.json = json;
    this.events = events;
  }

  void register(RoutesConfig routes) {
    routes.get(REVIEWS, this::list);
    routes.post(REVIEWS, this::create);
    routes.get(REVIEW, this::get);
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

  private void create(Context ctx) {
    ForgeRepository repository = api.joined(ctx);
    Account caller = api.requireCaller(ctx);
    JsonNode body = api.body(ctx);
    if (!body.path("comments").isEmpty()) {
      throw ForgeException.unprocessable("The sandbox takes no comments on lines");
    }
    synchronized (repository.issues()) {
      Issue issue = PullRoutes.pull(ctx, repository);
      String commit = body.path("commit_id").asText(issue.asPull().head());
      if (!ObjectId.isId(commit)) {
        throw ForgeException.unprocessable("The commit_id is not part of the pull request");
      }
      boolean pending =
          issue.asPull().reviews().stream()
              .anyMatch(review ->
                  review.state() == Review.State.PENDING && review.author().equals(caller.login()));
      if (pending) {
        throw ForgeException.unprocessable(
            "User can only have one pending review per pull request");
      }
      String event = body.path("event").asText("");
      String text = body.path("body").asText("");
      Review.State state = event.isEmpty() ? Review.State.PENDING : state(event);
      check(issue, caller, state, text);
      var review =
          new Review(
              pulls.nextId(),
              caller.login(),
              state,
              text,
              commit,
              state == Review.State.PENDING ? null : pulls.now(),
              pulls.now());
      Issue changed =
          repository
              .issues()
              .update(
                  issue.number(),
                  each ->
                      each.withPull(
                          each.asPull()
                              .withReviews(
                                  Stream.concat(each.asPull().reviews().stream(), Stream.of(review))
                                      .toList())
                              .withRequestedReviewers(
                                  each.asPull().requestedReviewers().stream()
                                      .filter(login -> !login.equals(caller.login()))
                                      .toList()),
                          pulls.now()));
      if (state != Review.State.PENDING) {
        events.review(repository, changed, review, "submitted", caller);
      }
      api.answer(ctx, 200, json.review(repository, changed, review));
    }
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

  private static void check(Issue issue, Account caller, Review.State state, String text) {
    boolean own = issue.author().equalsIgnoreCase(caller.login());
    if (own && state == Review.State.APPROVED) {
      throw ForgeException.unprocessable("Can not approve your own pull request");
    }
    if (own && state == Review.State.CHANGES_REQUESTED) {
      throw ForgeException.unprocessable("Can not request changes on your own pull request");
    }
    if (text.isBlank()
        && (state == Review.State.CHANGES_REQUESTED || state == Review.State.COMMENTED)) {
      throw ForgeException.unprocessable("Body can't be blank");
    }
    if (!issue.open() && state.isDecision()) {
      throw ForgeException.unprocessable("Can not approve or reject a closed pull request");
    }
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
              issue.number(),
              each ->
                  each.withPull(
                      each.asPull()
                          .withReviews(
                              each.asPull().reviews().stream()
                                  .filter(review -> review.id() != former.id())
                                  .toList()),
                      pulls.now()));
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
      if (!former.author().equals(caller.login())) {
        throw ForgeException.notFound();
      }
      if (former.state() != Review.State.PENDING) {
        throw ForgeException.unprocessable("Can not submit a review that is not pending");
      }
      String text = body.path("body").asText(former.body());
      Review.State state = state(body.path("event").asText(""));
      check(issue, caller, state, text);
      Review submitted = former.with(state, text, pulls.now(), pulls.now());
      Issue changed = pulls.replace(repository, issue.number(), submitted);
      events.review(repository, changed, submitted, "submitted", caller);
      api.answer(ctx, 200, json.review(repository, changed, submitted));
    }
  }

  private void dismiss(Context ctx) {
    ForgeRepository repository = api.writable(ctx);
    Account caller = api.requireCaller(ctx);
    JsonNode body = api.body(ctx);
    if (body.path("message").asText("").isBlank()) {
      throw new ForgeException(422, "Invalid request.\n\n\"message\" wasn't supplied.");
    }
    synchronized (repository.issues()) {
      Issue issue = PullRoutes.pull(ctx, repository);
      Review former = review(ctx, issue);
      if (!former.state().isDecision()) {
        throw ForgeException.unprocessable(
            "Can not dismiss a "
                + former.state().name().toLowerCase(java.util.Locale.ROOT)
                + " pull request review");
      }
      Review dismissed =
          former.with(Review.State.DISMISSED, former.body(), former.submitted(), pulls.now());
      Issue changed = pulls.replace(repository, issue.number(), dismissed);
      events.review(repository, changed, dismissed, "dismissed", caller);
      api.answer(ctx, 200, json.review(repository, changed, dismissed));
    }
  }
}
