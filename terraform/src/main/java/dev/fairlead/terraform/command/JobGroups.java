package dev.fairlead.terraform.command;

import dev.fairlead.model.PullRequest;
import dev.fairlead.terraform.comment.CommandKind;
import dev.fairlead.terraform.ledger.JobRecord;
import dev.fairlead.terraform.ledger.RunRecord;
import dev.fairlead.terraform.project.Project;
import dev.fairlead.terraform.run.Abandoned;
import dev.fairlead.terraform.run.CancelSignal;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does the jobs of a run: one execution order group after the other, those of a group side by side
/// where the repository wants that.
final class JobGroups {
  private static final Logger LOG = LoggerFactory.getLogger(JobGroups.class);

  private final Desk desk;
  private final RunWriter writer;
  private final Reporter reporter;
  private final Consumer<String> changed;

  JobGroups(Desk desk, RunWriter writer, Reporter reporter, Consumer<String> changed) {
    this.desk = desk;
    this.writer = writer;
    this.reporter = reporter;
    this.changed = changed;
  }

  void run(RunRecord run, CancelSignal cancel) {
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
    new Conclusion(desk, reporter, writer.load(run.id())).write(desk::page);
    writer.journal(writer.load(run.id()), "done", writer.load(run.id()).summary());
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
      reporter.begun(run, job);
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
}
