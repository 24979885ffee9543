package dev.fairlead.sandbox.forge;

import dev.fairlead.sandbox.forge.pulls.Issue;
import dev.fairlead.sandbox.forge.pulls.LineComment;
import dev.fairlead.sandbox.forge.pulls.Review;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// What people do on the pages of pull requests and issues: each a form that leads back to its
/// page.
final class PullForms {
  private static final int MAX_LENGTH = 65_536;

  private final RestApi api;
  private final PageVisit visit;
  private final PullPages pages;
  private final Pulls pulls;
  private final Conversations conversations;
  private final Reviewing reviewing;
  private final Merger merger;

  PullForms(
      RestApi api,
      PageVisit visit,
      PullPages pages,
      Pulls pulls,
      Conversations conversations,
      Reviewing reviewing,
      Merger merger) {
    this.api = api;
    this.visit = visit;
    this.pages = pages;
    this.pulls = pulls;
    this.conversations = conversations;
    this.reviewing = reviewing;
    this.merger = merger;
  }

  void register(RoutesConfig routes) {
    for (String kind : List.of("pull", "issues")) {
      String page = "/{owner}/{repo}/" + kind + "/{number}";
      routes.post(page + "/comments", ctx -> act(ctx, "", this::comment));
    }
    String pull = "/{owner}/{repo}/pull/{number}";
    routes.post(pull + "/reviews", ctx -> act(ctx, "", this::review));
    routes.post(pull + "/merge", ctx -> act(ctx, "", this::merge));
    routes.post(pull + "/replies", ctx -> act(ctx, "", this::reply));
    routes.post(pull + "/line-comments", ctx -> act(ctx, "/files", this::lineComment));
  }

  /// Does something in somebody's name.
  private interface Action {
    /// @return the fragment of the page to show afterwards; empty for its top
    String apply(Context ctx, ForgeRepository repository, Issue issue, Account actor)
        throws IOException;
  }

  private void act(Context ctx, String tab, Action action) throws IOException {
    visit.checkForm(ctx);
    Account actor = visit.actor(ctx);
    ForgeRepository repository = visit.repository(ctx);
    Issue issue = pages.issue(ctx, repository);
    String page = PullPages.path(repository, issue) + tab;
    ctx.attribute("back", page); // where a refusal is shown
    String fragment = action.apply(ctx, repository, issue, actor);
    PageVisit.redirect(ctx, page + (fragment.isEmpty() ? "" : "#" + fragment));
  }

  private static String text(Context ctx, String field) {
    String text =
        Optional.ofNullable(ctx.formParam(field)).orElse("").replace("\r\n", "\n").strip();
    if (text.length() > MAX_LENGTH) {
      throw new ForgeException(422, "This is too long: at most " + MAX_LENGTH + " characters.");
    }
    return text;
  }

  private static String required(Context ctx, String field) {
    String text = text(ctx, field);
    if (text.isEmpty()) {
      throw new ForgeException(422, "Write something first.");
    }
    return text;
  }

  private String comment(Context ctx, ForgeRepository repository, Issue issue, Account actor)
      throws IOException {
    String action = text(ctx, "action");
    boolean changes = action.equals("close") || action.equals("reopen");
    if (changes) {
      IssueRoutes.requireEditor(api, repository, actor, issue.author());
    }
    String body = changes ? text(ctx, "body") : required(ctx, "body");
    String fragment = "";
    if (!body.isEmpty()) {
      fragment =
          "issuecomment-"
              + conversations.comment(repository, issue.number(), actor, body).comment().id();
    }
    if (action.equals("close")) {
      pulls.close(repository, issue.number(), actor);
    } else if (action.equals("reopen")) {
      pulls.reopen(repository, issue.number(), actor);
    }
    return fragment;
  }

  private String review(Context ctx, ForgeRepository repository, Issue issue, Account actor)
      throws IOException {
    Review.State state =
        switch (text(ctx, "event")) {
          case "APPROVE" -> Review.State.APPROVED;
          case "REQUEST_CHANGES" -> Review.State.CHANGES_REQUESTED;
          default -> Review.State.COMMENTED;
        };
    if (state != Review.State.APPROVED && text(ctx, "body").isEmpty()) {
      throw new ForgeException(422, "Write what you think of it first.");
    }
    if (!text(ctx, "commit").equals(issue.asPull().head())) {
      throw new ForgeException(
          409, "Somebody pushed meanwhile: look at the change as it is now, then review it.");
    }
    conversations.checkUnlocked(repository, issue.number(), actor);
    Review review =
        reviewing
            .create(repository, issue.number(), actor, state, text(ctx, "body"), null, List.of())
            .review();
    return "pullrequestreview-" + review.id();
  }

  private String merge(Context ctx, ForgeRepository repository, Issue issue, Account actor)
      throws IOException {
    if (!api.may(repository, actor, Role.WRITE)) {
      throw new ForgeException(403, "Only who may push to the repository may merge.");
    }
    merger.merge(
        repository,
        issue.number(),
        actor,
        new Merger.Request(text(ctx, "method"), text(ctx, "head"), null, null));
    return "";
  }

  private String reply(Context ctx, ForgeRepository repository, Issue issue, Account actor) {
    conversations.checkUnlocked(repository, issue.number(), actor);
    String id = text(ctx, "to");
    LineComment to =
        issue.asPull().lineComments().stream()
            .filter(comment -> Long.toString(comment.id()).equals(id))
            .findFirst()
            .orElseThrow(ForgeException::notFound);
    return "discussion_r"
        + reviewing
            .reply(repository, issue.number(), actor, to, required(ctx, "body"))
            .comment()
            .id();
  }

  private String lineComment(Context ctx, ForgeRepository repository, Issue issue, Account actor)
      throws IOException {
    conversations.checkUnlocked(repository, issue.number(), actor);
    String line = text(ctx, "line");
    var draft =
        new LineComments.Draft(
            text(ctx, "path"),
            required(ctx, "body"),
            line.matches("\\d{1,7}") ? Integer.valueOf(line) : null,
            text(ctx, "side").equals("LEFT") ? "LEFT" : "RIGHT",
            null,
            null,
            null,
            false);
    return "discussion_r"
        + reviewing
            .comment(repository, issue.number(), actor, text(ctx, "commit"), draft)
            .comment()
            .id();
  }
}
