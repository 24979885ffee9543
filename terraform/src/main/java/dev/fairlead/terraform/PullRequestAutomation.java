package dev.fairlead.terraform;

import dev.fairlead.model.PullRequest;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.State;
import dev.fairlead.store.Database;
import dev.fairlead.store.Journal;
import dev.fairlead.terraform.command.Desk;
import dev.fairlead.terraform.command.Execution;
import dev.fairlead.terraform.command.Pages;
import dev.fairlead.terraform.comment.Command;
import dev.fairlead.terraform.comment.CommandKind;
import dev.fairlead.terraform.comment.CommentParser;
import dev.fairlead.terraform.comment.ParsedComment;
import dev.fairlead.terraform.config.RepositoryConfigReader;
import dev.fairlead.terraform.config.TerraformSettings;
import dev.fairlead.terraform.ledger.Applied;
import dev.fairlead.terraform.ledger.JobRecord;
import dev.fairlead.terraform.ledger.Ledger;
import dev.fairlead.terraform.ledger.PlanRecord;
import dev.fairlead.terraform.ledger.ProjectLock;
import dev.fairlead.terraform.ledger.Run;
import dev.fairlead.terraform.ledger.RunRecord;
import dev.fairlead.terraform.ledger.RunRecord.Kind;
import dev.fairlead.terraform.ledger.RunRecord.Phase;
import dev.fairlead.terraform.ledger.RunRecord.Report;
import dev.fairlead.terraform.project.Project;
import dev.fairlead.terraform.project.ProjectDiscovery;
import dev.fairlead.terraform.project.ProjectId;
import dev.fairlead.terraform.pull.PullRequestComment;
import dev.fairlead.terraform.pull.PullRequests;
import dev.fairlead.terraform.pull.Revisions;
import dev.fairlead.terraform.run.Abandoned;
import dev.fairlead.terraform.run.CancelSignal;
import dev.fairlead.terraform.run.Layout;
import dev.fairlead.terraform.run.RepositoryName;
import dev.fairlead.terraform.run.Workshop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Terraform by pull request, in Atlantis's role: a plan for each pushed head, plans, applies and
/// the rest by comment, locks between pull requests.
///
/// Tell it of events as they come; each call writes the event down and returns, what follows
/// happens on threads of its own. An event that is told twice counts once. Everything that was
/// begun goes on after a restart: call [#start] before the first event. Safe for any thread.
///
/// Commands of one pull request run one after another; those of different ones side by side, as far
/// as the settings allow. A command that changes something is refused while another one is at work,
/// since nobody has seen yet what that one finds.
public final class PullRequestAutomation implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PullRequestAutomation.class);

  /// Who did what happens by itself.
  private static final String OURSELVES = "fairlead";

  private static final Pattern MARKER = Pattern.compile("<!-- fairlead:run=");

  private final TerraformSettings settings;
  private final Machine machine;
  private final Ledger ledger;
  private final Layout layout;
  private final PullRequests pullRequests;
  private final CommentParser parser;
  private final Execution execution;
  private final List<Consumer<Run>> listeners = new CopyOnWriteArrayList<>();

  /// Guarded by itself: who works on which pull request.
  private final Map<String, Thread> workers = new HashMap<>();

  /// Guarded by `workers`: runs that a former process had begun.
  private final Set<String> inherited = new HashSet<>();

  private final Map<String, CancelSignal> signals = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /// @param database migrated; the automation keeps its tables there
  /// @param revisions usually [dev.fairlead.terraform.run.MirrorRevisions]
  public PullRequestAutomation(
      TerraformSettings settings,
      Machine machine,
      Database database,
      PullRequests pullRequests,
      Revisions revisions,
      Pages pages) {
    this.settings = settings;
    this.machine = machine;
    this.ledger = new Ledger(database);
    this.layout = new Layout(machine.directory());
    this.pullRequests = pullRequests;
    this.parser = new CommentParser(settings);
    var workshop =
        new Workshop(
            settings,
            layout,
            machine.processes(),
            machine.environment(),
            revisions,
            machine.clock());
    var desk =
        new Desk(
            settings, layout, ledger, pullRequests, revisions, workshop, pages, machine.clock());
    this.execution = new Execution(desk, new Journal(database), this::changed);
  }

  /// Goes on with what an earlier process left unfinished, and clears old logs away.
  public void start() {
    layout.prepare();
    List<RunRecord> unfinished = ledger.runs().unfinished();
    synchronized (workers) {
      unfinished.forEach(run -> inherited.add(run.id()));
    }
    unfinished.forEach(run -> {
      if (run.cancelled()) {
        signal(run.id()).cancel();
      }
      wake(run);
    });
    Thread.ofVirtual().name("terraform-cleanup").start(this::clearOldRuns);
  }

  /// A pull request was opened, or is no draft any more.
  public void opened(PullRequest pullRequest) {
    plan(pullRequest);
  }

  /// A pull request has a new head. Telling it of a head that it knows does nothing.
  public void updated(PullRequest pullRequest) {
    plan(pullRequest);
  }

  private void plan(PullRequest pull) {
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
      ledger
          .runs()
          .dropQueuedAutoplans(pull.repository(), pull.number(), id, machine.clock().instant());
      changed(id);
      wake(run);
    }
  }

  /// Somebody commented. Comments that are no command are ignored.
  public void commented(PullRequest pull, PullRequestComment comment) {
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
    changed(run.id());
    Thread.ofVirtual()
        .name("terraform-react")
        .start(() -> {
          try {
            pullRequests.react(pull, comment.id(), "eyes");
          } catch (RuntimeException e) {
            LOG.debug("cannot react to a comment: {}", e.toString());
          }
        });
    wake(run);
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
      open.forEach(other -> signal(other.id()).cancel());
    }
  }

  /// A pull request was merged or closed.
  public void closed(PullRequest pull) {
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
          signal(other.id()).cancel();
        }
      }
      changed(id);
      wake(run);
    }
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
            new Command(
                kind, dev.fairlead.terraform.project.Target.ALL, false, List.of(), List.of()),
            "",
            user,
            pull,
            machine.clock().instant(),
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
    wake(run);
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
        machine.clock().instant(),
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

  private CancelSignal signal(String run) {
    return signals.computeIfAbsent(run, _ -> new CancelSignal());
  }

  /// Makes sure that somebody works on a pull request; replies do not wait for what runs.
  private void wake(RunRecord run) {
    String key =
        run.kind() == Kind.REPLY ? "reply:" + run.id() : run.repository() + "#" + run.number();
    synchronized (workers) {
      if (!closed && !workers.containsKey(key)) {
        workers.put(key, Thread.ofVirtual().name("terraform " + key).start(() -> work(key, run)));
      }
    }
  }

  private void work(String key, RunRecord first) {
    Set<String> given = new HashSet<>();
    while (true) {
      Optional<RunRecord> next = Optional.empty();
      synchronized (workers) {
        if (!closed && !Thread.currentThread().isInterrupted()) {
          next =
              ledger.runs().unfinished().stream()
                  .filter(run -> !given.contains(run.id()))
                  .filter(run ->
                      first.kind() == Kind.REPLY
                          ? run.id().equals(first.id())
                          : run.kind() != Kind.REPLY
                              && run.repository().equals(first.repository())
                              && run.number() == first.number())
                  .findFirst();
        }
        if (next.isEmpty()) {
          workers.remove(key);
          workers.notifyAll();
          return;
        }
      }
      String id = next.get().id();
      try {
        boolean resumed;
        synchronized (workers) {
          resumed = inherited.contains(id);
        }
        execution.advance(id, signal(id), resumed);
        signals.remove(id);
      } catch (Abandoned _) {
        given.add(id);
      } catch (RuntimeException e) {
        given.add(id); // It stays unfinished: the next start tries again.
        LOG.error("cannot go on with run {}", id, e);
      }
    }
  }

  private void changed(String id) {
    if (!listeners.isEmpty()) {
      run(id)
          .ifPresent(run ->
              listeners.forEach(listener -> {
                try {
                  listener.accept(run);
                } catch (RuntimeException e) {
                  LOG.warn("a listener failed", e);
                }
              }));
    }
  }

  /// Calls a listener after each change of a run, from the thread that made it: it must be quick.
  public void listen(Consumer<Run> listener) {
    listeners.add(listener);
  }

  /// The runs of a pull request, oldest first.
  public List<Run> runs(String repository, int pullRequest) {
    return ledger.runs().of(repository, pullRequest).stream()
        .filter(run -> run.kind() != Kind.REPLY)
        .map(this::view)
        .toList();
  }

  /// The newest runs of all pull requests, newest first.
  public List<Run> newestRuns(int limit) {
    return ledger.runs().newest(limit).stream()
        .filter(run -> run.kind() != Kind.REPLY)
        .map(this::view)
        .toList();
  }

  public Optional<Run> run(String id) {
    return ledger.runs().find(id).map(this::view);
  }

  private Run view(RunRecord run) {
    List<Run.Job> jobs = ledger.runs().jobs(run.id()).stream().map(this::view).toList();
    return new Run(
        run.id(),
        run.repository(),
        run.number(),
        run.kind() == Kind.CLOSE
            ? "close"
            : run.kind() == Kind.AUTOPLAN ? "autoplan" : run.command().kind().word(),
        run.text(),
        run.user(),
        run.pullRequest().head(),
        run.createdAt(),
        run.finishedAt(),
        run.phase() == Phase.REPORTING ? State.RUNNING : run.state(),
        run.summary(),
        jobs);
  }

  private Run.Job view(JobRecord job) {
    State state =
        switch (job.phase()) {
          case WAITING -> State.WAITING;
          case STARTED -> State.RUNNING;
          case ENDED ->
              job.result() instanceof dev.fairlead.terraform.report.Result.Disabled
                  ? State.SKIPPED
                  : job.result() != null && job.result().succeeded()
                      ? State.SUCCEEDED
                      : State.FAILED;
        };
    return new Run.Job(
        job.project(),
        state,
        layout.log(job.run(), job.position()).toString(),
        job.startedAt(),
        job.finishedAt(),
        job.result() == null ? "" : job.result().brief());
  }

  /// All locks, oldest first.
  public List<ProjectLock> locks() {
    return ledger.locks().all();
  }

  /// Gives up a lock with its plan, as the lock's page offers it; false where there is none, or
  /// where its pull request is at work.
  public boolean discard(String lockKey, String user) {
    Optional<ProjectLock> found =
        locks().stream().filter(lock -> lock.key().equals(lockKey)).findFirst();
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
      String file = record.planFile();
      if (file != null) {
        try {
          Files.deleteIfExists(Path.of(file));
        } catch (IOException e) {
          throw new UncheckedIOException("cannot delete the plan", e);
        }
      }
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

  /// Where each project of a pull request stands.
  public List<PlanRecord> plans(String repository, int pullRequest) {
    return ledger.plans().of(repository, pullRequest);
  }

  /// The newest apply of each project of a repository, with its outputs.
  public List<Applied> outputs(String repository) {
    return ledger.applies().newest(repository);
  }

  /// The newest apply of a project.
  public Optional<Applied> applied(String repository, ProjectId project) {
    return ledger.applies().newest(repository, project);
  }

  /// The projects that changed files concern, as an autoplan would find them; none where
  /// `atlantis.yaml` is broken.
  ///
  /// @param branch the base branch, for projects that name theirs
  public List<ProjectId> projectsChanged(
      String repository, String branch, RevisionTree tree, Collection<String> changedPaths) {
    var config = new RepositoryConfigReader(settings.rules()).read(tree);
    if (!config.problems().isEmpty()) {
      return List.of();
    }
    return new ProjectDiscovery(settings, tree, config.config(), branch)
        .changed(changedPaths).stream().filter(Project::autoplan).map(Project::id).toList();
  }

  /// Why a project is not run here; empty where it is.
  public Optional<String> disabled(ProjectId project) {
    return settings.disabled(project.name(), project.dir());
  }

  private void clearOldRuns() {
    var limit = machine.clock().instant().minus(settings.keepRuns());
    for (Path folder : List.of(layout.root().resolve("runs"), layout.root().resolve("logs"))) {
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (var children = Files.newDirectoryStream(folder)) {
        for (Path child : children) {
          boolean old = Files.getLastModifiedTime(child).toInstant().isBefore(limit);
          boolean done =
              ledger
                  .runs()
                  .find(child.getFileName().toString())
                  .map(run -> run.phase() == Phase.DONE)
                  .orElse(true);
          if (old && done) {
            Layout.delete(child);
          }
        }
      } catch (IOException | RuntimeException e) {
        LOG.warn("cannot clear old runs away in {}: {}", folder, e.toString());
      }
    }
  }

  /// Takes no more work and waits for threads to stop; programs that run go on, and are found by
  /// the next [#start].
  @Override
  public void close() {
    synchronized (workers) {
      closed = true;
      workers.values().forEach(Thread::interrupt);
      boolean interrupted = false;
      while (!workers.isEmpty()) {
        try {
          workers.wait();
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
