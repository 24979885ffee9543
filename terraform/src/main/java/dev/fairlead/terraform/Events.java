package dev.fairlead.terraform;

import dev.fairlead.model.PullRequest;
import dev.fairlead.model.State;
import dev.fairlead.terraform.comment.Command;
import dev.fairlead.terraform.comment.CommandKind;
import dev.fairlead.terraform.comment.CommentParser;
import dev.fairlead.terraform.comment.ParsedComment;
import dev.fairlead.terraform.config.TerraformSettings;
import dev.fairlead.terraform.ledger.Ledger;
import dev.fairlead.terraform.ledger.PlanRecord;
import dev.fairlead.terraform.ledger.ProjectLock;
import dev.fairlead.terraform.ledger.RunRecord;
import dev.fairlead.terraform.ledger.RunRecord.Kind;
import dev.fairlead.terraform.ledger.RunRecord.Phase;
import dev.fairlead.terraform.ledger.RunRecord.Report;
import dev.fairlead.terraform.project.Target;
import dev.fairlead.terraform.pull.PullRequestComment;
import dev.fairlead.terraform.pull.PullRequests;
import dev.fairlead.terraform.run.Layout;
import dev.fairlead.terraform.run.RepositoryName;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is told from outside becomes a run that is written down, an answer, or nothing.
final class Events {
  private static final Logger LOG = LoggerFactory.getLogger(Events.class);

  /// Who did what happens by itself.
  private static final String OURSELVES = "fairlead";

  private static final Pattern MARKER = Pattern.compile("<!-- fairlead:run=");

  private final TerraformSettings settings;
  private final Clock clock;
  private final Ledger ledger;
  private final PullRequests pullRequests;
  private final CommentParser parser;
  private final Workers workers;
  private final Consumer<String> changed;

  Events(
      TerraformSettings settings,
      Clock clock,
      Ledger ledger,
      PullRequests pullRequests,
      Workers workers,
      Consumer<String> changed) {
    this.settings = settings;
    this.clock = clock;
    this.ledger = ledger;
    this.pullRequests = pullRequests;
    this.parser = new CommentParser(settings);
    this.workers = workers;
    this.changed = changed;
  }

  /// A pull request has a head that may be new: it is planned once.
  void headChanged(PullRequest pull) {
    if (pull.status() != PullRequest.Status.OPEN || (pull.draft() && !settings.access().drafts())) {
      return;
    }
    if (isForeign(pull)) {
      reply(pull, "fork", CommandKind.PLAN, "", forkText());
      return;
    }
    String id = newId();
    RunRecord run =
        record(
            id,
            Kind.AUTOPLAN,
            "head:" + pull.head() + ":" + id,
            Command.PLAN,
            "autoplan",
            OURSELVES,
            pull);
    if (ledger.runs().createForHead(run)) {
      ledger.runs().dropQueuedAutoplans(pull.repository(), pull.number(), id, clock.instant());
      changed.accept(id);
      workers.wake(run);
    }
  }

  /// Somebody commented. Comments that are no command are ignored.
  void commented(PullRequest pull, PullRequestComment comment) {
    if (MARKER.matcher(comment.body()).find()) {
      return; // Our own.
    }
    String event = "comment:" + comment.id();
    switch (parser.parse(comment.body())) {
      case ParsedComment.Ignored() -> {}
      case ParsedComment.Reply(String text) ->
          reply(pull, event, CommandKind.PLAN, comment.user(), text);
      case ParsedComment.Parsed(Command command) -> {
        if (isForeign(pull)) {
          reply(pull, event, command.kind(), comment.user(), forkText());
        } else if (pull.status() != PullRequest.Status.OPEN
            && command.kind() != CommandKind.UNLOCK) {
          reply(
              pull,
              event,
              command.kind(),
              comment.user(),
              "Atlantis commands can't be run on closed pull requests");
        } else {
          command(pull, event, command, comment);
        }
      }
    }
  }

  private void command(
      PullRequest pull, String event, Command command, PullRequestComment comment) {
    RunRecord run =
        record(newId(), Kind.COMMAND, event, command, comment.body().strip(), comment.user(), pull);
    switch (command.kind()) {
      case CANCEL -> cancel(pull, run);
      case PLAN, VERSION -> {
        if (ledger.runs().create(run)) {
          accepted(pull, comment, run);
        }
      }
      case APPLY, IMPORT, STATE_RM, UNLOCK -> {
        Optional<RunRecord> at = ledger.runs().createUnlessBusy(run);
        if (at.isEmpty()) {
          return;
        }
        if (at.get().id().equals(run.id())) {
          accepted(pull, comment, run);
        } else {
          reply(pull, event, command.kind(), comment.user(), busyText(command.kind(), at.get()));
        }
      }
    }
  }

  private void accepted(PullRequest pull, PullRequestComment comment, RunRecord run) {
    changed.accept(run.id());
    Thread.ofVirtual()
        .name("terraform-react")
        .start(() -> {
          try {
            pullRequests.react(pull, comment.id(), "eyes");
          } catch (RuntimeException e) {
            LOG.debug("cannot react to a comment: {}", e.toString());
          }
        });
    workers.wake(run);
  }

  private void cancel(PullRequest pull, RunRecord run) {
    List<RunRecord> open =
        ledger.runs().of(pull.repository(), pull.number()).stream()
            .filter(other ->
                (other.phase() == Phase.QUEUED || other.phase() == Phase.RUNNING)
                    && other.kind() != Kind.CLOSE)
            .toList();
    String text =
        open.isEmpty()
            ? "Nothing is running or waiting for this pull request."
            : "Cancelled: "
                + String.join(
                    ", ",
                    open.stream()
                        .map(other ->
                            other.command().kind().word()
                                + (other.phase() == Phase.RUNNING
                                    ? " (running: it is interrupted gently, so that state is"
                                        + " written)"
                                    : " (waiting)"))
                        .toList());
    if (reply(pull, run.event(), CommandKind.CANCEL, run.user(), text)) {
      ledger.runs().cancel(pull.repository(), pull.number(), run.id());
      open.forEach(other -> workers.cancel(other));
    }
  }

  /// A pull request was merged or closed.
  void closed(PullRequest pull) {
    String id = newId();
    boolean known =
        ledger.runs().of(pull.repository(), pull.number()).stream()
            .reduce((_, last) -> last)
            .map(last -> last.kind() == Kind.CLOSE)
            .orElse(true);
    if (known) {
      return;
    }
    RunRecord run = record(id, Kind.CLOSE, "close:" + id, Command.PLAN, "closed", OURSELVES, pull);
    if (ledger.runs().create(run)) {
      for (RunRecord other : ledger.runs().of(pull.repository(), pull.number())) {
        boolean harmless =
            other.phase() == Phase.QUEUED
                || (other.phase() == Phase.RUNNING && other.command().kind() == CommandKind.PLAN);
        if (harmless && other.kind() != Kind.CLOSE) {
          workers.cancel(other);
        }
      }
      changed.accept(id);
      workers.wake(run);
    }
  }

  /// Gives up a lock with its plan, as the lock's page offers it; false where there is none, or
  /// where its pull request is at work.
  boolean discard(String lockKey, String user) {
    Optional<ProjectLock> found =
        ledger.locks().all().stream().filter(lock -> lock.key().equals(lockKey)).findFirst();
    if (found.isEmpty()) {
      return false;
    }
    ProjectLock lock = found.get();
    boolean busy =
        ledger.runs().of(lock.repository(), lock.pullRequest()).stream()
            .anyMatch(run -> run.phase() != Phase.DONE && run.kind() != Kind.REPLY);
    if (busy) {
      return false;
    }
    PullRequest pull = pullRequests.get(lock.repository(), lock.pullRequest());
    Optional<PlanRecord> plan =
        ledger.plans().find(lock.repository(), lock.pullRequest(), lock.project());
    plan.ifPresent(record -> {
      Layout.deletePlan(record);
      if (record.status().isPending()) {
        ledger
            .plans()
            .save(record.withStatus(PlanRecord.Status.PLAN_DISCARDED, "discarded by " + user));
      }
    });
    ledger.locks().release(lock.repository(), lock.project(), lock.pullRequest());
    reply(
        pull,
        "discard:" + newId(),
        CommandKind.UNLOCK,
        user,
        "**Warning**: The plan for dir: `%s` workspace: `%s` was **discarded** via the web page by %s.\n\nTo `apply` this plan you must run `plan` again."
            .formatted(lock.project().dir(), lock.project().workspace(), user));
    return true;
  }

  /// Answers without running anything; whether the event was new.
  private boolean reply(
      PullRequest pull, String event, CommandKind kind, String user, String text) {
    String id = newId();
    RunRecord run =
        new RunRecord(
            id,
            Kind.REPLY,
            event,
            new Command(kind, Target.ALL, false, List.of(), List.of()),
            "",
            user,
            pull,
            clock.instant(),
            null,
            Phase.REPORTING,
            State.SUCCEEDED,
            text.lines().findFirst().orElse(""),
            false,
            new Report(
                List.of(text.stripTrailing() + "\n\n<!-- fairlead:run=" + id + " -->"), List.of()));
    if (!ledger.runs().create(run)) {
      return false;
    }
    workers.wake(run);
    return true;
  }

  private RunRecord record(
      String id,
      Kind kind,
      String event,
      Command command,
      String text,
      String user,
      PullRequest pull) {
    return new RunRecord(
        id,
        kind,
        event,
        command,
        text,
        user,
        pull,
        clock.instant(),
        null,
        Phase.QUEUED,
        State.WAITING,
        "",
        false,
        Report.NONE);
  }

  private String busyText(CommandKind kind, RunRecord busy) {
    return "**%s Failed**: this pull request is currently locked by another command that is running for it: %s for commit %s.\nWait until the previous command is complete and try again."
        .formatted(
            kind.title(),
            busy.kind() == Kind.AUTOPLAN ? "autoplan" : "`" + busy.text() + "`",
            busy.pullRequest().head().abbreviated());
  }

  private static String forkText() {
    return "Atlantis commands can't be run on fork pull requests: a plan would run their author's"
        + " programs on this server. The server's configuration can allow forks.";
  }

  private boolean isForeign(PullRequest pull) {
    return !settings.access().forks()
        && !RepositoryName.of(pull.repository()).full().equalsIgnoreCase(pull.headRepository());
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }
}
