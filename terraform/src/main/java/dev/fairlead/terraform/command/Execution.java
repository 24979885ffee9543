package dev.fairlead.terraform.command;

import dev.fairlead.model.JournalEntry;
import dev.fairlead.model.PullRequest;
import dev.fairlead.model.State;
import dev.fairlead.store.Journal;
import dev.fairlead.terraform.comment.Command;
import dev.fairlead.terraform.comment.CommandKind;
import dev.fairlead.terraform.ledger.JobRecord;
import dev.fairlead.terraform.ledger.PlanRecord;
import dev.fairlead.terraform.ledger.ProjectLock;
import dev.fairlead.terraform.ledger.RunRecord;
import dev.fairlead.terraform.ledger.RunRecord.Kind;
import dev.fairlead.terraform.ledger.RunRecord.Phase;
import dev.fairlead.terraform.ledger.RunRecord.Report;
import dev.fairlead.terraform.project.Project;
import dev.fairlead.terraform.project.ProjectId;
import dev.fairlead.terraform.project.Selection;
import dev.fairlead.terraform.pull.CommitStatus;
import dev.fairlead.terraform.report.StatusWriter;
import dev.fairlead.terraform.run.Abandoned;
import dev.fairlead.terraform.run.CancelSignal;
import dev.fairlead.terraform.run.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a run from the phase that is written down to its end. Each phase can be begun again:
/// waiting (nothing done yet), running (jobs know how far they are), reporting (what is to be
/// posted is written down). Safe for any thread; one run must not be at work twice.
public final class Execution {
  private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

  private final Desk desk;
  private final Journal journal;
  private final Reporter reporter;
  private final Consumer<String> changed;
  private final Semaphore slots;

  /// @param changed told the id of a run after each change
  public Execution(Desk desk, Journal journal, Consumer<String> changed) {
    this.desk = desk;
    this.journal = journal;
    this.reporter = new Reporter(desk);
    this.changed = changed;
    this.slots = new Semaphore(Math.max(1, desk.settings().limits().runs()), true);
  }

  /// @param resumed whether a former process had begun it
  /// @throws Abandoned when this program is being stopped
  public void advance(String id, CancelSignal cancel, boolean resumed) {
    RunRecord run = load(id);
    if (run.phase() == Phase.QUEUED || run.phase() == Phase.RUNNING) {
      acquire();
      try {
        work(run, cancel);
      } finally {
        slots.release();
      }
      run = load(id);
    }
    if (run.phase() == Phase.REPORTING) {
      reporter.deliver(run, resumed);
      desk.ledger().runs().finish(id, desk.now());
      changed.accept(id);
    }
  }

  private void acquire() {
    try {
      slots.acquire();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Abandoned();
    }
  }

  private void work(RunRecord run, CancelSignal cancel) {
    try {
      RunRecord at = load(run.id());
      if (at.phase() == Phase.QUEUED) {
        if (cancel.isCancelled()) {
          report(at, State.CANCELLED, "cancelled before it began", List.of(), List.of());
          return;
        }
        begin(at);
        at = load(run.id());
      }
      if (at.phase() == Phase.RUNNING) {
        jobs(at, cancel);
      }
    } catch (Abandoned e) {
      throw e;
    } catch (RuntimeException e) {
      Abandoned.check();
      LOG.error("{} {} on {}", run.command().kind().word(), run.id(), run.pullRequest(), e);
      fail(load(run.id()), String.valueOf(e.getMessage()));
    }
  }

  private void begin(RunRecord run) {
    switch (run.kind()) {
      case CLOSE -> close(run);
      case REPLY -> report(run, State.SUCCEEDED, "", List.of(), List.of());
      case AUTOPLAN, COMMAND -> {
        switch (run.command().kind()) {
          case PLAN, IMPORT, STATE_RM -> beginPlan(run);
          case APPLY -> beginApply(run);
          case VERSION -> beginVersion(run);
          case UNLOCK -> unlock(run);
          case CANCEL -> report(run, State.SUCCEEDED, "", List.of(), List.of());
        }
      }
    }
  }

  /// The pull request as it is now, with its commits at hand.
  private PullRequest live(RunRecord run) {
    PullRequest live =
        Patience.SHORT.get(
            "look at " + run.pullRequest(),
            () -> desk.pullRequests().get(run.repository(), run.number()));
    Patience.SHORT.run("fetch " + run.repository(), () -> desk.revisions().fetch(live));
    return live;
  }

  private boolean refused(RunRecord run) {
    Command command = run.command();
    return switch (command.kind()) {
      case APPLY, IMPORT, STATE_RM -> {
        if (mayChange(run)) {
          yield false;
        }
        String text =
            "```\nError: User @%s does not have permissions to execute '%s' command.\n```"
                .formatted(run.user(), command.kind().word());
        say(run, State.FAILED, "@" + run.user() + " may not " + command.kind().word(), text);
        yield true;
      }
      case VERSION, PLAN, UNLOCK, CANCEL -> false;
    };
  }

  private boolean mayChange(RunRecord run) {
    Set<String> users = desk.settings().access().applyUsers();
    Set<String> teams = desk.settings().access().applyTeams();
    if ((users.isEmpty() && teams.isEmpty())
        || users.stream().anyMatch(user -> user.equalsIgnoreCase(run.user()))) {
      return true;
    }
    return !teams.isEmpty()
        && Patience.SHORT
            .get(
                "ask for the teams of " + run.user(),
                () -> desk.pullRequests().teams(run.repository(), run.user()))
            .stream()
            .anyMatch(teams::contains);
  }

  private void beginPlan(RunRecord run) {
    if (refused(run)) {
      return;
    }
    PullRequest pull = live(run);
    if (pull.status() != PullRequest.Status.OPEN) {
      report(run, State.SKIPPED, "the pull request is not open", List.of(), List.of());
      return;
    }
    CommandKind kind = run.command().kind();
    RunRecord now = at(run, pull);
    if (kind == CommandKind.PLAN) {
      reporter.inform(
          pull,
          desk.statuses()
              .combined(
                  kind, CommitStatus.State.PENDING, StatusWriter.inProgress(kind), page(run, -1)));
    }
    var scene = new Scene(desk, pull);
    if (!scene.problems().isEmpty()) {
      fail(
          now,
          parsingFailed(scene) + "\n\nCorrect the file and push; the plan will run by itself.");
      return;
    }
    switch (scene.select(run.command().target())) {
      case Selection.Silence() ->
          report(now, State.SKIPPED, "no project of this server", List.of(), List.of());
      case Selection.Wrong(String problem) -> fail(now, problem);
      case Selection.Found(List<Project> found) -> {
        List<Project> projects =
            run.kind() == Kind.AUTOPLAN ? found.stream().filter(Project::autoplan).toList() : found;
        if (kind == CommandKind.IMPORT && projects.size() > 1) {
          failure(now, "import cannot run on multiple projects. please specify one project.");
          return;
        }
        beginProjects(now, pull, projects);
      }
    }
  }

  private static String parsingFailed(Scene scene) {
    return "parsing "
        + scene.problems().getFirst().at().file()
        + " failed:\n"
        + scene.problems().stream()
            .map(finding -> finding.at() + ": " + finding.message())
            .collect(Collectors.joining("\n"));
  }

  private void beginProjects(RunRecord run, PullRequest pull, List<Project> projects) {
    CommandKind kind = run.command().kind();
    boolean all = run.command().target().isAll() && kind == CommandKind.PLAN;
    List<PlanRecord> recorded = desk.ledger().plans().of(pull.repository(), pull.number());
    boolean newHead = recorded.stream().anyMatch(plan -> !plan.head().equals(pull.head()));
    if (projects.isEmpty()) {
      if (all || newHead) {
        discardPlans(pull, recorded);
      }
      nothingToDo(run, pull);
      return;
    }
    if (all || newHead) {
      discardPlans(pull, recorded);
    }
    if (all) {
      projects.forEach(
          project -> desk.ledger().locks().release(pull.repository(), project.id(), pull.number()));
    }
    start(run, pull, projects);
  }

  private void nothingToDo(RunRecord run, PullRequest pull) {
    CommandKind kind = run.command().kind();
    List<CommitStatus> statuses = new ArrayList<>();
    if (kind == CommandKind.PLAN) {
      statuses.add(
          desk.statuses()
              .combined(
                  kind, CommitStatus.State.SUCCESS, StatusWriter.planned(0, 0, 0), page(run, -1)));
      statuses.add(
          desk.statuses()
              .combined(
                  CommandKind.APPLY,
                  CommitStatus.State.SUCCESS,
                  StatusWriter.applied(0, 0, 0, 0),
                  page(run, -1)));
    }
    boolean quiet = run.kind() == Kind.AUTOPLAN || desk.settings().access().silenceNoProjects();
    report(
        at(run, pull),
        State.SUCCEEDED,
        "no project is concerned",
        quiet
            ? List.of()
            : List.of(
                desk.comments().results(run.command(), List.of(), java.util.Optional.empty())),
        statuses);
  }

  private void discardPlans(PullRequest pull, List<PlanRecord> recorded) {
    for (PlanRecord plan : recorded) {
      String file = plan.planFile();
      if (file != null) {
        deleteFile(Path.of(file));
      }
    }
    desk.ledger().plans().forget(pull.repository(), pull.number());
  }

  private void beginApply(RunRecord run) {
    if (refused(run)) {
      return;
    }
    if (run.command().target().isAll() && !desk.settings().access().applyAll()) {
      failure(
          run,
          "Running `%s apply` without flags is disabled. You must specify which project to apply via the `-d <dir>`, `-w <workspace>` or `-p <project name>` flags."
              .formatted(desk.settings().naming().executable()));
      return;
    }
    PullRequest pull = live(run);
    RunRecord now = at(run, pull);
    if (pull.status() != PullRequest.Status.OPEN) {
      report(now, State.SKIPPED, "the pull request is not open", List.of(), List.of());
      return;
    }
    var scene = new Scene(desk, pull);
    if (!scene.problems().isEmpty()) {
      fail(now, parsingFailed(scene));
      return;
    }
    List<PlanRecord> recorded = desk.ledger().plans().of(pull.repository(), pull.number());
    List<Project> projects;
    if (run.command().target().isAll()) {
      List<String> broken =
          recorded.stream()
              .filter(plan -> plan.status() == PlanRecord.Status.PLAN_ERRORED)
              .filter(plan -> plan.head().equals(pull.head()))
              .map(plan -> plan.project().label())
              .toList();
      if (!broken.isEmpty()) {
        failure(
            now,
            "the plan of %s failed. Correct it and plan again, or apply the others one by one with `%s apply -d <dir>`."
                .formatted(String.join(", ", broken), desk.settings().naming().executable()));
        return;
      }
      projects =
          recorded.stream()
              .filter(plan -> plan.status().isPending())
              .map(plan -> scene.resolve(plan.project()))
              .filter(project -> project.disabled().isEmpty())
              .sorted(Comparator.comparingInt(Project::group))
              .toList();
      if (projects.isEmpty()) {
        String why =
            recorded.isEmpty()
                ? "nothing is planned for this pull request"
                : "every plan of this pull request is applied or discarded already";
        report(
            now,
            State.SUCCEEDED,
            why,
            desk.settings().access().silenceNoProjects()
                ? List.of()
                : List.of(
                    desk.comments().results(run.command(), List.of(), java.util.Optional.empty())
                        + "\n"
                        + why
                        + "; comment `"
                        + desk.settings().naming().executable()
                        + " plan` to plan it.\n"),
            List.of());
        return;
      }
    } else {
      switch (scene.select(run.command().target())) {
        case Selection.Found(List<Project> found) -> projects = found;
        case Selection.Silence() -> {
          report(now, State.SKIPPED, "no project of this server", List.of(), List.of());
          return;
        }
        case Selection.Wrong(String problem) -> {
          fail(now, problem);
          return;
        }
      }
      if (projects.isEmpty()) {
        nothingToDo(now, pull);
        return;
      }
    }
    reporter.inform(
        pull,
        desk.statuses()
            .combined(
                CommandKind.APPLY,
                CommitStatus.State.PENDING,
                StatusWriter.inProgress(CommandKind.APPLY),
                page(run, -1)));
    start(now, pull, projects);
  }

  private void beginVersion(RunRecord run) {
    PullRequest pull = live(run);
    var scene = new Scene(desk, pull);
    List<Project> projects;
    if (run.command().target().isAll()) {
      projects =
          desk.ledger().plans().of(pull.repository(), pull.number()).stream()
              .filter(plan -> plan.status().isPending())
              .map(plan -> scene.resolve(plan.project()))
              .toList();
    } else if (scene.select(run.command().target()) instanceof Selection.Found(var found)) {
      projects = found;
    } else {
      projects = List.of();
    }
    if (projects.isEmpty()) {
      report(run, State.SKIPPED, "nothing is planned", List.of(), List.of());
    } else {
      start(at(run, pull), pull, projects);
    }
  }

  private void start(RunRecord run, PullRequest pull, List<Project> projects) {
    List<ProjectId> ids = projects.stream().map(Project::id).toList();
    journal(run, "started", String.join(", ", ids.stream().map(ProjectId::label).toList()));
    desk.ledger().runs().begin(run.id(), pull, ids);
    changed.accept(run.id());
  }

  private void jobs(RunRecord run, CancelSignal cancel) {
    var scene = new Scene(desk, run.pullRequest());
    List<JobRecord> records = desk.ledger().runs().jobs(run.id());
    Map<JobRecord, Project> projects = new LinkedHashMap<>();
    records.forEach(job -> projects.put(job, scene.resolve(job.project())));
    checkOut(run, records, projects);
    var jobs = new Jobs(desk, run, scene, cancel);
    boolean parallel =
        switch (run.command().kind()) {
          case PLAN -> scene.config().parallelPlan();
          case APPLY -> scene.config().parallelApply();
          case VERSION, IMPORT, STATE_RM, UNLOCK, CANCEL -> false;
        };
    TreeMap<Integer, List<JobRecord>> groups = new TreeMap<>();
    projects.forEach(
        (job, project) -> groups.computeIfAbsent(project.group(), _ -> new ArrayList<>()).add(job));
    boolean broken = false;
    for (List<JobRecord> group : groups.values()) {
      if (broken && scene.config().abortOnExecutionOrderFail()) {
        group.forEach(job ->
            jobs.skip(
                job,
                project(projects, job),
                "a project of an earlier execution order group failed, so this one was not run."));
        continue;
      }
      together(run, group, projects, jobs, parallel);
      broken |=
          desk.ledger().runs().jobs(run.id()).stream()
              .anyMatch(job -> job.result() != null && !job.result().succeeded());
    }
    new Conclusion(desk, reporter, load(run.id())).write(this::page);
    journal(load(run.id()), "done", load(run.id()).summary());
    changed.accept(run.id());
  }

  private static Project project(Map<JobRecord, Project> projects, JobRecord job) {
    Project project = projects.get(job);
    if (project == null) {
      throw new IllegalStateException("job without a project: " + job.project());
    }
    return project;
  }

  private void together(
      RunRecord run,
      List<JobRecord> group,
      Map<JobRecord, Project> projects,
      Jobs jobs,
      boolean parallel) {
    int width = parallel ? Math.max(1, desk.settings().limits().jobs()) : 1;
    if (width == 1 || group.size() == 1) {
      for (JobRecord job : group) {
        one(run, job, project(projects, job), jobs);
      }
      return;
    }
    var places = new Semaphore(width);
    var factory = Thread.ofVirtual().name("terraform-job-", 0).factory();
    try (var threads = Executors.newThreadPerTaskExecutor(factory)) {
      List<Future<?>> futures = new ArrayList<>();
      for (JobRecord job : group) {
        futures.add(
            threads.submit(() -> {
              places.acquire();
              try {
                one(run, job, project(projects, job), jobs);
              } finally {
                places.release();
              }
              return true;
            }));
      }
      try {
        for (Future<?> future : futures) {
          future.get();
        }
      } catch (InterruptedException _) {
        threads.shutdownNow();
        Thread.currentThread().interrupt();
        throw new Abandoned();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException("a job failed", e.getCause());
      }
    }
  }

  private void one(RunRecord run, JobRecord job, Project project, Jobs jobs) {
    CommandKind kind = run.command().kind();
    boolean shows = kind == CommandKind.PLAN || kind == CommandKind.APPLY;
    if (shows && job.phase() != JobRecord.Phase.ENDED && project.disabled().isEmpty()) {
      reporter.inform(
          run.pullRequest(),
          desk.statuses()
              .project(
                  kind,
                  project.id(),
                  CommitStatus.State.PENDING,
                  StatusWriter.inProgress(kind),
                  page(run, job.position())));
    }
    try {
      jobs.run(job, project);
    } catch (Abandoned e) {
      throw e;
    } catch (RuntimeException e) {
      Abandoned.check();
      LOG.error("project {} of run {}", project.id(), run.id(), e);
      jobs.breakOff(job, project, String.valueOf(e.getMessage()));
    }
    changed.accept(run.id());
  }

  /// Brings the clone of each workspace to the head, unless terraform may be at work in it.
  private void checkOut(RunRecord run, List<JobRecord> records, Map<JobRecord, Project> projects) {
    switch (run.command().kind()) {
      case PLAN, IMPORT, STATE_RM -> {}
      case VERSION, APPLY, UNLOCK, CANCEL -> {
        return;
      }
    }
    Set<String> begun = new TreeSet<>();
    Set<String> wanted = new LinkedHashSet<>();
    for (JobRecord job : records) {
      if (project(projects, job).disabled().isPresent()) {
        continue;
      }
      (job.phase() == JobRecord.Phase.WAITING ? wanted : begun).add(job.project().workspace());
    }
    wanted.removeAll(begun);
    PullRequest pull = run.pullRequest();
    for (String workspace : wanted) {
      Path directory = desk.layout().checkout(pull.repository(), pull.number(), workspace);
      Patience.SHORT.run(
          "check out " + pull.head().abbreviated(),
          () -> desk.revisions().checkOut(pull.repository(), pull.head(), directory));
    }
  }

  private void unlock(RunRecord run) {
    PullRequest pull = run.pullRequest();
    List<ProjectLock> locks = desk.ledger().locks().releaseAll(pull.repository(), pull.number());
    List<PlanRecord> recorded = desk.ledger().plans().of(pull.repository(), pull.number());
    for (PlanRecord plan : recorded) {
      String file = plan.planFile();
      if (file != null) {
        deleteFile(Path.of(file));
      }
      if (plan.status().isPending()) {
        desk.ledger()
            .plans()
            .save(plan.withStatus(PlanRecord.Status.PLAN_DISCARDED, "discarded by unlock"));
      }
    }
    journal(run, "done", locks.size() + " locks released");
    boolean quiet = locks.isEmpty() && desk.settings().access().silenceNoProjects();
    report(
        run,
        State.SUCCEEDED,
        locks.size() + " locks released",
        quiet
            ? List.of()
            : List.of("All Atlantis locks for this PR have been unlocked and plans discarded"),
        List.of());
  }

  private void close(RunRecord run) {
    PullRequest pull = run.pullRequest();
    List<ProjectLock> locks = desk.ledger().locks().of(pull.repository(), pull.number());
    desk.ledger().plans().forget(pull.repository(), pull.number());
    Layout.delete(desk.layout().pullRequest(pull.repository(), pull.number()));
    Map<String, Set<String>> byDir = new TreeMap<>();
    locks.forEach(lock ->
        byDir
            .computeIfAbsent(lock.project().dir(), _ -> new TreeSet<>())
            .add("`" + lock.project().workspace() + "`"));
    var text =
        new StringBuilder(
            "Locks and plans deleted for the projects and workspaces modified in this pull"
                + " request:\n");
    byDir.forEach((dir, workspaces) ->
        text.append("\n- dir: `")
            .append(dir)
            .append(workspaces.size() == 1 ? "` workspace: " : "` workspaces: ")
            .append(String.join(", ", workspaces)));
    report(
        run,
        State.SUCCEEDED,
        locks.size() + " locks released",
        locks.isEmpty() ? List.of() : List.of(text.toString()),
        List.of());
    // After the report is written down: it names them.
    desk.ledger().locks().releaseAll(pull.repository(), pull.number());
  }

  /// The command as a whole cannot be run.
  private void fail(RunRecord run, String error) {
    say(
        run,
        State.FAILED,
        error.lines().findFirst().orElse(""),
        desk.comments().error(run.command().kind(), error));
  }

  /// Something must hold for the command as a whole and does not.
  private void failure(RunRecord run, String reason) {
    say(run, State.FAILED, reason, desk.comments().failure(run.command().kind(), reason));
  }

  private void say(RunRecord run, State state, String summary, String comment) {
    CommandKind kind = run.command().kind();
    List<CommitStatus> statuses =
        kind == CommandKind.PLAN || kind == CommandKind.APPLY
            ? List.of(
                desk.statuses()
                    .combined(
                        kind, CommitStatus.State.FAILURE, StatusWriter.failed(kind), page(run, -1)))
            : List.of();
    report(run, state, summary, List.of(comment), statuses);
  }

  private void report(
      RunRecord run,
      State state,
      String summary,
      List<String> comments,
      List<CommitStatus> statuses) {
    List<String> parts = new ArrayList<>();
    comments.forEach(
        comment -> parts.addAll(reporter.parts(run.id(), run.command().kind(), comment)));
    desk.ledger().runs().report(run.id(), state, summary, new Report(parts, statuses));
    changed.accept(run.id());
  }

  /// The run for the head as it is now; written down, so that statuses go to that head.
  private RunRecord at(RunRecord run, PullRequest pull) {
    desk.ledger().runs().reread(run.id(), pull);
    return load(run.id());
  }

  private String page(RunRecord run, int job) {
    return desk.pages().run(run.id(), job);
  }

  private RunRecord load(String id) {
    return desk.ledger()
        .runs()
        .find(id)
        .orElseThrow(() -> new IllegalStateException("no run " + id));
  }

  private void journal(RunRecord run, String outcome, String cause) {
    journal.append(
        new JournalEntry(
            desk.now(),
            run.user(),
            null,
            "pull request " + run.number() + " of " + run.repository(),
            "terraform " + run.command().kind().word(),
            run.pullRequest().head(),
            cause,
            outcome.equals("done") && run.state() == State.FAILED
                ? "failed: " + run.summary()
                : outcome));
  }

  private static void deleteFile(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + file, e);
    }
  }
}
