package dev.fairlead.delivery.change;

import dev.fairlead.check.Checked;
import dev.fairlead.check.Judged;
import dev.fairlead.delivery.DeliveryService.Polling;
import dev.fairlead.git.GitException;
import dev.fairlead.git.Mirror;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.JournalEntry;
import dev.fairlead.model.MemoryTree;
import dev.fairlead.model.ProposedChange;
import dev.fairlead.model.PullRequest;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.store.Changes;
import dev.fairlead.store.Changes.CommentCursor;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches the pull requests of one repository. Webhooks only say that there is something to see:
/// what it is, is asked from the forge, so that a false payload does nothing and a lost one is made
/// up for by polling.
public final class ChangeWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeWatch.class);

  private static final Comparator<PullRequest> BY_NUMBER =
      Comparator.comparingInt(PullRequest::number);

  private final String repository;
  private final Mirror mirror;
  private final ChangeForge forge;
  private final List<ChangeListener> listeners;
  private final ChangeCheck check;
  private final Changes changes;
  private final Consumer<JournalEntry> journal;
  private final Runnable changed;
  private final Clock clock;
  private final RandomGenerator random;
  private final Polling polling;
  private final Semaphore told = new Semaphore(0);
  private final Thread thread;

  /// @param repository its URL as users write it
  /// @param listeners told of what happens, each in turn
  /// @param changed told when something that pages show has changed
  public ChangeWatch(
      String repository,
      Mirror mirror,
      ChangeForge forge,
      List<ChangeListener> listeners,
      ChangeCheck check,
      Changes changes,
      Consumer<JournalEntry> journal,
      Runnable changed,
      Clock clock,
      RandomGenerator random,
      Polling polling) {
    this.repository = repository;
    this.mirror = mirror;
    this.forge = forge;
    this.listeners = List.copyOf(listeners);
    this.check = check;
    this.changes = changes;
    this.journal = journal;
    this.changed = changed;
    this.clock = clock;
    this.random = random;
    this.polling = polling;
    this.thread = Thread.ofVirtual().name("changes " + repository).unstarted(this::watch);
  }

  public String repository() {
    return repository;
  }

  public void start() {
    thread.start();
  }

  /// Somebody (a webhook) said that something happened to a pull request.
  public void told() {
    told.release();
  }

  private void watch() {
    try {
      while (true) {
        told.drainPermits();
        try {
          look();
        } catch (RuntimeException e) {
          LOG.warn("pull requests of {}: {}", repository, e.getMessage());
        } catch (Error e) {
          // Such as a stack that is too small for somebody's file: the next look is another one.
          LOG.error("pull requests of {}", repository, e);
        }
        long jitter = polling.jitter().isZero() ? 0 : random.nextLong(polling.jitter().toMillis());
        boolean _ = told.tryAcquire(polling.interval().toMillis() + jitter, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException _) {
      // Closed: this thread has nothing to put away.
    }
  }

  /// Asks the forge once and acts on what is new.
  ///
  /// @throws RuntimeException where the forge cannot be asked; what was not acted on comes again
  synchronized void look() {
    CommentCursor cursor = changes.cursor(repository).orElseGet(() -> firstCursor(clock.instant()));
    Map<Integer, PullRequest> open = new HashMap<>();
    forge.open().forEach(pull -> open.put(pull.number(), pull));
    // Asked before the pull requests are acted on: a comment means the head that its writer saw.
    List<PullRequestComment> comments = forge.comments(cursor.at());
    for (ProposedChange known : changes.open(repository)) {
      int number = known.pullRequest().number();
      if (!open.containsKey(number)) {
        forge.find(number).ifPresent(pull -> seen(pull, Optional.of(known)));
      }
    }
    open.values().stream().sorted(BY_NUMBER).forEach(this::seen);
    for (PullRequestComment comment : comments) {
      if (comment.id() > cursor.comment() && !comment.createdAt().isBefore(cursor.at())) {
        commented(comment, open);
        cursor = new CommentCursor(comment.id(), comment.createdAt());
        changes.read(repository, cursor);
      }
    }
  }

  /// Comments from before the first look are history. A forge tells times in whole seconds.
  private CommentCursor firstCursor(Instant now) {
    var cursor = new CommentCursor(0, now.truncatedTo(ChronoUnit.SECONDS));
    changes.read(repository, cursor);
    return cursor;
  }

  /// One pull request's trouble is its own: the others, and the comments, are not held up by it.
  private void seen(PullRequest pull) {
    try {
      seen(pull, changes.find(repository, pull.number()));
    } catch (RuntimeException e) {
      LOG.warn("{}{}: {}; it is looked at again", repository, pull, e.getMessage());
    }
  }

  private void seen(PullRequest pull, Optional<ProposedChange> known) {
    Optional<PullRequest> before = known.map(ProposedChange::pullRequest);
    boolean ended = pull.status() != PullRequest.Status.OPEN;
    if (ended) {
      if (before.isPresent() && before.get().status() == PullRequest.Status.OPEN) {
        listeners.forEach(listener -> listener.ended(pull));
        journal(pull, "close", pull.status() == PullRequest.Status.MERGED ? "merged" : "closed");
        save(known.get().with(pull, clock.instant()));
      }
      return;
    }
    boolean proposed = before.isEmpty() || isProposedAgain(before.get(), pull);
    boolean judgedAnew = before.isPresent() && !before.get().baseBranch().equals(pull.baseBranch());
    if (proposed) {
      listeners.forEach(listener -> listener.proposed(pull));
    }
    ProposedChange current =
        known
            .map(change -> change.with(pull, change.updatedAt()))
            .orElseGet(() -> ProposedChange.unchecked(pull, clock.instant()));
    if (proposed) {
      current = current.with(pull, clock.instant());
    }
    if (judgedAnew) {
      // Another base: what was found against the former one says nothing.
      current = ProposedChange.unchecked(pull, clock.instant());
    }
    if (!known.equals(Optional.of(current))) {
      save(current);
    }
    if (!pull.head().equals(current.checked())) {
      check(current);
    }
  }

  private static boolean isProposedAgain(PullRequest before, PullRequest now) {
    return before.status() != PullRequest.Status.OPEN
        || !before.head().equals(now.head())
        || (before.draft() && !now.draft());
  }

  private void commented(PullRequestComment comment, Map<Integer, PullRequest> open) {
    Optional<PullRequest> pull =
        Optional.ofNullable(open.get(comment.number())).or(() -> forge.find(comment.number()));
    // An issue that is no pull request is none of ours.
    pull.ifPresent(found -> listeners.forEach(listener -> listener.commented(found, comment)));
  }

  private void check(ProposedChange change) {
    PullRequest pull = change.pullRequest();
    ProposedChange result;
    // Told before it is saved: a crash in between tells it once more, which changes nothing.
    try {
      Checked checked = checked(pull);
      forge.report(pull, checked);
      result =
          new ProposedChange(
              pull,
              pull.head(),
              "",
              checked.findings(),
              checked.inherited().stream().map(Judged::finding).toList(),
              clock.instant());
    } catch (GitException e) {
      String problem = "cannot be checked: " + e.getMessage();
      forge.reportProblem(pull, problem);
      result =
          new ProposedChange(pull, pull.head(), problem, List.of(), List.of(), clock.instant());
    }
    journal(
        pull,
        "check",
        result.problem().isEmpty()
            ? result.errors() + " errors in " + result.findings().size() + " findings"
            : result.problem());
    save(result);
  }

  private Checked checked(PullRequest pull) {
    RevisionTree head = tree(pull.head());
    RevisionTree _ = tree(pull.base());
    CommitId base = mirror.mergeBase(pull.base(), pull.head()).orElse(CommitId.NONE);
    return check.check(pull, tree(base), head);
  }

  /// The files of a revision, which is fetched where the mirror has not got it yet.
  private RevisionTree tree(CommitId commit) {
    if (commit.equals(CommitId.NONE)) {
      return MemoryTree.of(Map.of());
    }
    if (!mirror.contains(commit)) {
      mirror.fetch();
    }
    return mirror.tree(commit);
  }

  private void save(ProposedChange change) {
    changes.save(change);
    changed.run();
  }

  private void journal(PullRequest pull, String action, String outcome) {
    journal.accept(
        new JournalEntry(
            clock.instant(),
            pull.author(),
            null,
            "Pull request " + pull.repository() + pull,
            action,
            pull.head(),
            pull.title(),
            outcome));
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
