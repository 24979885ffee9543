package dev.fairlead.sandbox.forge;

import dev.fairlead.sandbox.forge.pulls.Issue;
import dev.fairlead.sandbox.forge.pulls.LineComment;
import dev.fairlead.sandbox.forge.pulls.Pull;
import dev.fairlead.sandbox.forge.pulls.Review;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/// What reviewers do, whether they use the API or the pages. Safe for any thread.
final class Reviewing {
  private final Pulls pulls;
  private final LineComments lines;
  private final PullEvents events;

  Reviewing(Pulls pulls, LineComments lines, PullEvents events) {
    this.pulls = pulls;
    this.lines = lines;
    this.events = events;
  }

  /// A pull request as it is after something happened to one of its reviews.
  record Reviewed(Issue issue, Review review) {}

  record Commented(Issue issue, LineComment comment) {}

  /// Begins a review, and submits it where its state is not pending.
  ///
  /// @param commit the head that was looked at
  /// @param drafts comments on lines
  Reviewed create(
      ForgeRepository repository,
      int number,
      Account reviewer,
      Review.State state,
      String text,
      @Nullable String commit,
      List<LineComments.Draft> drafts)
      throws IOException {
    synchronized (repository.issues()) {
      Issue issue = pull(repository, number);
      String reviewed = commit == null ? issue.asPull().head() : commit;
      if (!ObjectId.isId(reviewed)) {
        throw ForgeException.unprocessable("The commit_id is not part of the pull request");
      }
      if (pending(issue.asPull(), reviewer).isPresent()) {
        throw ForgeException.unprocessable(
            "User can only have one pending review per pull request");
      }
      check(issue, reviewer, state, text, !drafts.isEmpty());
      Instant now = pulls.now();
      long id = pulls.nextId();
      var comments = new ArrayList<LineComment>();
      for (LineComments.Draft draft : drafts) {
        comments.add(
            switch (lines.resolve(repository, issue, reviewed, draft)) {
              case LineComments.Resolved.At(var place) ->
                  new LineComment(
                      pulls.nextId(),
                      id,
                      null,
                      reviewer.login(),
                      draft.body(),
                      place,
                      now,
                      now,
                      List.of());
              case LineComments.Resolved.Not(var why) ->
                  throw ForgeException.unprocessable(
                      switch (why) {
                        case PATH -> "Path could not be resolved";
                        case LINE -> "Line could not be resolved";
                      });
            });
      }
      boolean submitted = state != Review.State.PENDING;
      var review =
          new Review(id, reviewer.login(), state, text, reviewed, submitted ? now : null, now);
      Issue changed = add(repository, issue, reviewer, review, comments);
      if (submitted) {
        events.review(repository, changed, review, "submitted", reviewer);
        tell(repository, changed, comments, reviewer);
      }
      return new Reviewed(changed, review);
    }
  }

  private Issue add(
      ForgeRepository repository,
      Issue issue,
      Account reviewer,
      Review review,
      List<LineComment> comments) {
    return repository
        .issues()
        .update(
            issue.number(),
            each ->
                each.withPull(
                    LineComments.add(
                        each.asPull()
                            .withReviews(
                                Stream.concat(each.asPull().reviews().stream(), Stream.of(review))
                                    .toList())
                            .withRequestedReviewers(
                                each.asPull().requestedReviewers().stream()
                                    .filter(login -> !login.equals(reviewer.login()))
                                    .toList()),
                        comments),
                    pulls.now()));
  }

  private static Optional<Review> pending(Pull pull, Account reviewer) {
    return pull.reviews().stream()
        .filter(review -> review.state() == Review.State.PENDING)
        .filter(review -> review.author().equals(reviewer.login()))
        .findFirst();
  }

  private static void check(
      Issue issue, Account caller, Review.State state, String text, boolean comments) {
    boolean own = issue.author().equalsIgnoreCase(caller.login());
    if (own && state == Review.State.APPROVED) {
      throw ForgeException.unprocessable("Can not approve your own pull request");
    }
    if (own && state == Review.State.CHANGES_REQUESTED) {
      throw ForgeException.unprocessable("Can not request changes on your own pull request");
    }
    if (text.isBlank()
        && !comments
        && (state == Review.State.CHANGES_REQUESTED || state == Review.State.COMMENTED)) {
      throw ForgeException.unprocessable("Body can't be blank");
    }
    if (!issue.open() && state.isDecision()) {
      throw ForgeException.unprocessable("Can not approve or reject a closed pull request");
    }
  }

  private static Issue pull(ForgeRepository repository, int number) {
    return repository
        .issues()
        .find(number)
        .filter(Issue::isPull)
        .orElseThrow(ForgeException::notFound);
  }

  /// Submits a review that was pending.
  Reviewed submit(
      ForgeRepository repository,
      int number,
      Review former,
      Account caller,
      Review.State state,
      String text) {
    synchronized (repository.issues()) {
      if (!former.author().equals(caller.login())) {
        throw ForgeException.notFound();
      }
      if (former.state() != Review.State.PENDING) {
        throw ForgeException.unprocessable("Can not submit a review that is not pending");
      }
      Issue issue = pull(repository, number);
      List<LineComment> comments =
          issue.asPull().lineComments().stream()
              .filter(comment -> comment.review() == former.id())
              .toList();
      check(issue, caller, state, text, !comments.isEmpty());
      Review submitted = former.with(state, text, pulls.now(), pulls.now());
      Issue changed = pulls.replace(repository, number, submitted);
      events.review(repository, changed, submitted, "submitted", caller);
      tell(repository, changed, comments, caller);
      return new Reviewed(changed, submitted);
    }
  }

  Reviewed dismiss(ForgeRepository repository, int number, Review former, Account caller) {
    synchronized (repository.issues()) {
      if (!former.state().isDecision()) {
        throw ForgeException.unprocessable(
            "Can not dismiss a "
                + former.state().name().toLowerCase(java.util.Locale.ROOT)
                + " pull request review");
      }
      Review dismissed =
          former.with(Review.State.DISMISSED, former.body(), former.submitted(), pulls.now());
      Issue changed = pulls.replace(repository, number, dismissed);
      events.review(repository, changed, dismissed, "dismissed", caller);
      return new Reviewed(changed, dismissed);
    }
  }

  /// A single comment on lines, in a review of its own or in the author's pending one.
  Commented comment(
      ForgeRepository repository,
      int number,
      Account author,
      String commit,
      LineComments.Draft draft)
      throws IOException {
    synchronized (repository.issues()) {
      Issue issue = pull(repository, number);
      var resolved = lines.resolve(repository, issue, commit, draft);
      LineComment.Place place =
          switch (resolved) {
            case LineComments.Resolved.At(var found) -> found;
            case LineComments.Resolved.Not(var why) ->
                throw switch (why) {
                  case PATH ->
                      ForgeException.invalid(
                          "PullRequestReviewComment",
                          "pull_request_review_thread.path",
                          "invalid",
                          "pull_request_review_thread.path is not part of the pull request");
                  case LINE ->
                      ForgeException.invalid(
                          "PullRequestReviewComment",
                          "pull_request_review_thread.line",
                          "custom",
                          "pull_request_review_thread.line must be part of the diff");
                };
          };
      return add(repository, issue, author, draft.body(), place, null);
    }
  }

  /// An answer to a comment.
  Commented reply(
      ForgeRepository repository, int number, Account author, LineComment to, String body) {
    synchronized (repository.issues()) {
      return add(repository, pull(repository, number), author, body, to.place(), to.thread());
    }
  }

  private Commented add(
      ForgeRepository repository,
      Issue issue,
      Account author,
      String body,
      LineComment.Place place,
      @Nullable Long inReplyTo) {
    Instant now = pulls.now();
    Optional<Review> pending = pending(issue.asPull(), author);
    Review review =
        pending.orElseGet(() ->
            new Review(
                pulls.nextId(),
                author.login(),
                Review.State.COMMENTED,
                "",
                issue.asPull().head(),
                now,
                now));
    var comment =
        new LineComment(
            pulls.nextId(),
            review.id(),
            inReplyTo,
            author.login(),
            body,
            place,
            now,
            now,
            List.of());
    Issue changed =
        pending.isPresent()
            ? repository
                .issues()
                .update(
                    issue.number(),
                    each -> each.withPull(LineComments.add(each.asPull(), List.of(comment)), now))
            : add(repository, issue, author, review, List.of(comment));
    if (pending.isEmpty()) {
      events.review(repository, changed, review, "submitted", author);
      tell(repository, changed, List.of(comment), author);
    }
    return new Commented(changed, comment);
  }

  private void tell(
      ForgeRepository repository, Issue issue, List<LineComment> comments, Account sender) {
    for (LineComment comment : comments) {
      events.lineComment(repository, issue, comment, "created", sender, Optional.empty());
    }
  }
}
