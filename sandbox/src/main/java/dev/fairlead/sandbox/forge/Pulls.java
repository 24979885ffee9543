package dev.fairlead.sandbox.forge;

import dev.fairlead.sandbox.forge.pulls.Issue;
import dev.fairlead.sandbox.forge.pulls.IssueStore;
import dev.fairlead.sandbox.forge.pulls.Merges;
import dev.fairlead.sandbox.forge.pulls.Protection;
import dev.fairlead.sandbox.forge.pulls.Pull;
import dev.fairlead.sandbox.forge.pulls.Review;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pull requests as they begin, end, and follow their branches. Whatever changes one happens while
/// its repository's [IssueStore] is held, events included, so that they are told in order. Safe for
/// any thread.
final class Pulls {
  private static final Logger LOG = LoggerFactory.getLogger(Pulls.class);

  private final PullEvents events;
  private final Ids ids;
  private final Clock clock;

  Pulls(PullEvents events, Ids ids, Clock clock) {
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  long nextId() {
    return ids.next();
  }

  /// Opens one from a branch to another, both of which exist and differ.
  Issue open(
      ForgeRepository repository,
      Account author,
      String title,
      @org.jspecify.annotations.Nullable String body,
      String headBranch,
      String baseBranch,
      boolean draft)
      throws IOException {
    IssueStore issues = repository.issues();
    synchronized (issues) {
      ObjectId head = existing(repository, headBranch, "head");
      ObjectId base = existing(repository, baseBranch, "base");
      checkProposal(repository, headBranch, baseBranch, head, base, 0);
      Issue issue =
          issues.add(number -> {
            var pull =
                new Pull(
                    ids.next(),
                    headBranch,
                    head.name(),
                    baseBranch,
                    base.name(),
                    draft,
                    null,
                    null,
                    null,
                    List.of(),
                    List.of(),
                    List.of());
            return Issue.opened(number, ids.next(), title, body, author.login(), now(), pull);
          });
      pointHead(repository, issue);
      events.pull(repository, issue, "opened", author);
      return issue;
    }
  }

  /// @param number of the pull request that is being changed; 0 for a new one
  private static void checkProposal(
      ForgeRepository repository,
      String headBranch,
      String baseBranch,
      ObjectId head,
      ObjectId base,
      int number)
      throws IOException {
    boolean twice =
        repository.issues().openPulls().stream()
            .filter(issue -> issue.number() != number)
            .map(Issue::asPull)
            .anyMatch(pull ->
                pull.headBranch().equals(headBranch) && pull.baseBranch().equals(baseBranch));
    if (twice) {
      throw ForgeException.custom(
          "PullRequest",
          "A pull request already exists for " + repository.owner() + ":" + headBranch + ".");
    }
    var merges = new Merges(repository.git());
    if (merges.contains(base, head)) {
      throw ForgeException.custom(
          "PullRequest", "No commits between " + baseBranch + " and " + headBranch);
    }
    if (merges.mergeBase(base, head).isEmpty()) {
      throw ForgeException.custom(
          "PullRequest",
          "The " + headBranch + " branch has no history in common with " + baseBranch);
    }
  }

  private static ObjectId existing(ForgeRepository repository, String branch, String field)
      throws IOException {
    return tip(repository, branch)
        .orElseThrow(
            () -> ForgeException.invalid("PullRequest", field, "invalid", "no branch " + branch));
  }

  static Optional<ObjectId> tip(ForgeRepository repository, String branch) throws IOException {
    Ref ref = repository.git().exactRef(Constants.R_HEADS + branch);
    return ref == null ? Optional.empty() : Optional.ofNullable(ref.getObjectId());
  }

  Issue close(ForgeRepository repository, int number, Account by) {
    return close(repository, number, by, "completed");
  }

  /// @param reason why an issue is closed, in GitHub's words; a pull request has none
  Issue close(ForgeRepository repository, int number, Account by, String reason) {
    synchronized (repository.issues()) {
      boolean wasOpen = repository.issues().find(number).filter(Issue::open).isPresent();
      Issue closed =
          repository
              .issues()
              .update(number, issue -> issue.open() ? closed(issue, by, reason) : issue);
      if (wasOpen) {
        tell(repository, closed, "closed", by);
      }
      return closed;
    }
  }

  private Issue closed(Issue issue, Account by, String reason) {
    Issue closed = issue.close(now(), by.login());
    return issue.isPull()
        ? closed
        : closed.withHandling(issue.handling().withStateReason(reason), now());
  }

  Issue reopen(ForgeRepository repository, int number, Account by) throws IOException {
    IssueStore issues = repository.issues();
    synchronized (issues) {
      Issue issue = issues.find(number).orElseThrow(ForgeException::notFound);
      if (issue.open()) {
        return issue;
      }
      if (!issue.isPull()) {
        Issue opened =
            issues.update(
                number,
                each ->
                    each.reopen(now())
                        .withHandling(each.handling().withStateReason("reopened"), now()));
        tell(repository, opened, "reopened", by);
        return opened;
      }
      Pull pull = issue.asPull();
      if (pull.isMerged()) {
        throw unchangeable("The pull request cannot be reopened.");
      }
      Optional<ObjectId> head = tip(repository, pull.headBranch());
      Optional<ObjectId> base = tip(repository, pull.baseBranch());
      if (head.isEmpty() || base.isEmpty()) {
        throw unchangeable(
            head.isEmpty()
                ? "The " + pull.headBranch() + " branch has been deleted."
                : "The base branch has been deleted.");
      }
      if (!new Merges(repository.git()).contains(head.get(), ObjectId.fromString(pull.head()))) {
        throw unchangeable("The " + pull.headBranch() + " branch was force-pushed or recreated.");
      }
      checkProposal(
          repository, pull.headBranch(), pull.baseBranch(), head.get(), base.get(), number);
      Issue opened =
          issues.update(
              number,
              each ->
                  each.reopen(now())
                      .withPull(pull.withHead(head.get().name(), base.get().name()), now()));
      pointHead(repository, opened);
      events.pull(repository, opened, "reopened", by);
      return opened;
    }
  }

  private static ForgeException unchangeable(String why) {
    return ForgeException.invalid(
        "PullRequest", "state", "invalid", "state cannot be changed. " + why);
  }

  /// Another base branch.
  Issue retarget(ForgeRepository repository, int number, String branch) throws IOException {
    synchronized (repository.issues()) {
      Issue issue = repository.issues().find(number).orElseThrow(ForgeException::notFound);
      Pull pull = issue.asPull();
      ObjectId base = existing(repository, branch, "base");
      if (!issue.open()) {
        throw ForgeException.invalid(
            "PullRequest",
            "base",
            "invalid",
            "Cannot change the base branch of a closed pull request.");
      }
      checkProposal(
          repository, pull.headBranch(), branch, ObjectId.fromString(pull.head()), base, number);
      return repository
          .issues()
          .update(number, each -> each.withPull(pull.withBase(branch, base.name()), now()));
    }
  }

  void tell(ForgeRepository repository, Issue issue, String action, Account sender) {
    if (issue.isPull()) {
      events.pull(repository, issue, action, sender);
    } else {
      events.issue(repository, issue, action, sender);
    }
  }

  /// Follows branches that moved: pull requests from them have a new head or end; pull requests to
  /// them may have been merged by hand.
  void branchesMoved(ForgeRepository repository, Account pusher, List<RefChange> changes) {
    synchronized (repository.issues()) {
      for (RefChange change : changes) {
        if (!change.ref().startsWith(Constants.R_HEADS)) {
          continue;
        }
        String branch = change.ref().substring(Constants.R_HEADS.length());
        for (Issue issue : repository.issues().openPulls()) {
          try {
            if (issue.asPull().headBranch().equals(branch)) {
              headMoved(repository, issue, pusher);
            } else if (issue.asPull().baseBranch().equals(branch)) {
              baseMoved(repository, issue, pusher);
            }
          } catch (IOException | RuntimeException e) {
            // The push has happened; the others shall still follow it.
            LOG.error("#{} of {} cannot follow {}", issue.number(), repository, branch, e);
          }
        }
      }
    }
  }

  /// Follows what happened to the branches while nobody watched: the forge was ended between a push
  /// or a merge and what follows from it.
  ///
  /// @param by who is said to have done it, as who did is not known any more
  void catchUp(ForgeRepository repository, Account by) {
    synchronized (repository.issues()) {
      for (Issue issue : repository.issues().openPulls()) {
        try {
          if (!finishMerge(repository, issue, by)) {
            headMoved(repository, issue, by);
            if (repository.issues().find(issue.number()).filter(Issue::open).isPresent()) {
              baseMoved(repository, issue, by);
            }
          }
        } catch (IOException | RuntimeException e) {
          LOG.error("#{} of {} cannot follow its branches", issue.number(), repository, e);
        }
      }
    }
  }

  private boolean finishMerge(ForgeRepository repository, Issue issue, Account by)
      throws IOException {
    Pull pull = issue.asPull();
    if (pull.mergeCommit() == null) {
      return false;
    }
    ObjectId commit = ObjectId.fromString(pull.mergeCommit());
    Optional<ObjectId> base = tip(repository, pull.baseBranch());
    if (base.isPresent() && new Merges(repository.git()).contains(base.get(), commit)) {
      merged(repository, issue.number(), by, commit, ObjectId.fromString(pull.base()));
      return true;
    }
    merging(repository, issue.number(), null);
    return false;
  }

  private void headMoved(ForgeRepository repository, Issue issue, Account pusher)
      throws IOException {
    Pull pull = issue.asPull();
    // The ref itself: of two pushes at once the later may be told first.
    Optional<ObjectId> head = tip(repository, pull.headBranch());
    if (head.isEmpty()) {
      close(repository, issue.number(), pusher);
      return;
    }
    String before = pull.head();
    if (head.get().name().equals(before)) {
      return;
    }
    Optional<ObjectId> base = tip(repository, pull.baseBranch());
    Issue moved =
        repository
            .issues()
            .update(
                issue.number(),
                each ->
                    each.withPull(
                        pull.withHead(
                            head.get().name(), base.map(ObjectId::name).orElse(pull.base())),
                        now()));
    pointHead(repository, moved);
    events.pull(
        repository,
        moved,
        "synchronize",
        pusher,
        payload -> payload.put("before", before).put("after", head.get().name()));
    dismissStale(repository, moved, pusher);
    if (base.isPresent() && new Merges(repository.git()).contains(base.get(), head.get())) {
      close(repository, issue.number(), pusher); // nothing is left to merge
    }
  }

  private void baseMoved(ForgeRepository repository, Issue issue, Account pusher)
      throws IOException {
    Pull pull = issue.asPull();
    Optional<ObjectId> base = tip(repository, pull.baseBranch());
    if (base.isEmpty()) {
      close(repository, issue.number(), pusher);
      return;
    }
    var merges = new Merges(repository.git());
    ObjectId head = ObjectId.fromString(pull.head());
    if (merges.contains(base.get(), head)) {
      merged(repository, issue.number(), pusher, base.get(), ObjectId.fromString(pull.base()));
    }
  }

  /// Notes what the base branch is about to be moved to; null: it was not moved after all.
  void merging(
      ForgeRepository repository, int number, @org.jspecify.annotations.Nullable String commit) {
    repository
        .issues()
        .update(number, each -> each.withPull(each.asPull().merging(commit), each.updated()));
  }

  /// Records a merge; the base branch holds it already.
  Issue merged(
      ForgeRepository repository, int number, Account by, ObjectId commit, ObjectId formerBase) {
    synchronized (repository.issues()) {
      Issue merged =
          repository
              .issues()
              .update(
                  number,
                  each ->
                      each.close(now(), by.login())
                          .withPull(
                              each.asPull()
                                  .withMerge(now(), by.login(), commit.name(), formerBase.name()),
                              now()));
      events.pull(repository, merged, "closed", by);
      return merged;
    }
  }

  private void dismissStale(ForgeRepository repository, Issue issue, Account pusher) {
    boolean dismisses =
        repository
            .protection(issue.asPull().baseBranch())
            .map(Protection::reviews)
            .filter(Protection.Reviews::dismissStale)
            .isPresent();
    if (!dismisses) {
      return;
    }
    for (Review review : issue.asPull().reviews()) {
      if (review.state() == Review.State.APPROVED) {
        Review dismissed =
            review.with(Review.State.DISMISSED, review.body(), review.submitted(), now());
        Issue changed = replace(repository, issue.number(), dismissed);
        events.review(repository, changed, dismissed, "dismissed", pusher);
      }
    }
  }

  /// Puts a review in the place of the one with its id.
  Issue replace(ForgeRepository repository, int number, Review changed) {
    return repository
        .issues()
        .update(
            number,
            issue ->
                issue.withPull(
                    issue
                        .asPull()
                        .withReviews(
                            issue.asPull().reviews().stream()
                                .map(each -> each.id() == changed.id() ? changed : each)
                                .toList()),
                    now()));
  }

  /// `refs/pull/<number>/head` keeps the proposed commits, also when their branch is gone.
  private static void pointHead(ForgeRepository repository, Issue issue) {
    String name = "refs/pull/" + issue.number() + "/head";
    try {
      RefUpdate update = repository.git().updateRef(name);
      update.setNewObjectId(ObjectId.fromString(issue.asPull().head()));
      update.setForceUpdate(true);
      update.update();
    } catch (IOException e) {
      LOG.error("cannot move {} of {}", name, repository, e);
    }
  }
}
