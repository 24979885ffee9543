package dev.fairlead.delivery;

import dev.fairlead.actions.runner.Run;
import dev.fairlead.actions.runner.RunListener;
import dev.fairlead.actions.runner.RunRequest;
import dev.fairlead.actions.runner.RunSnapshot;
import dev.fairlead.actions.runner.Runner;
import dev.fairlead.actions.workflow.PushEvent;
import dev.fairlead.actions.workflow.Routing;
import dev.fairlead.actions.workflow.Workflow;
import dev.fairlead.actions.workflow.WorkflowDiscovery;
import dev.fairlead.git.Trailer;
import dev.fairlead.model.Delivery;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Layer;
import dev.fairlead.model.Severity;
import dev.fairlead.model.Stage;
import dev.fairlead.model.State;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/// Runs the workflows that a push triggers, each as one stage.
public final class WorkflowEngine implements DeliveryEngine {
  private static final int TOLD_STEPS = 3;

  private final Runner runner;
  private final Path runs;
  private final ToIntFunction<String> runNumbers;

  /// @param runs directory for what runs leave: one folder per delivery and workflow
  /// @param runNumbers how often a workflow file has run, this run included
  public WorkflowEngine(Runner runner, Path runs, ToIntFunction<String> runNumbers) {
    this.runner = runner;
    this.runs = runs;
    this.runNumbers = runNumbers;
  }

  /// An error in a workflow that this push would run stops it; others are remarked.
  @Override
  public List<Finding> check(Change change) {
    PushEvent push = event(change);
    List<Finding> findings = new ArrayList<>();
    for (Workflow workflow : WorkflowDiscovery.discover(change.tree()).workflows()) {
      boolean runs = workflow.triggeredBy(push) instanceof Routing.Runs;
      for (Finding problem : workflow.problems()) {
        findings.add(
            problem.severity() == Severity.ERROR && !runs
                ? Finding.warning(problem.rule(), problem.at(), problem.message())
                : problem);
      }
    }
    return findings;
  }

  @Override
  public List<Stage> plan(Change change) {
    PushEvent push = event(change);
    List<Stage> stages = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Workflow workflow : WorkflowDiscovery.discover(change.tree()).workflows()) {
      if (workflow.triggeredBy(push) instanceof Routing.Runs) {
        // A workflow may be called like one of the delivery's own stages, or like another workflow.
        boolean free = !DeliveryRun.isReserved(workflow.name()) && names.add(workflow.name());
        String name = free ? workflow.name() : workflow.file();
        stages.add(Stage.waiting(name, Layer.IMAGE, workflow.file(), "waiting for a runner"));
      }
    }
    return stages;
  }

  @Override
  public boolean commits() {
    return true;
  }

  @Override
  public boolean owns(Stage stage) {
    return stage.layer() == Layer.IMAGE;
  }

  @Override
  public Outcome deliver(Change change, Stage stage, Progress progress)
      throws InterruptedException {
    Path directory = runs.resolve(change.delivery()).resolve(slug(stage.unit()));
    try (var log = RunLog.open(directory.resolve("log.txt"))) {
      progress.log(log.file().toString());
      var listener =
          new RunListener() {
            @Override
            public void changed(RunSnapshot snapshot) {
              log.changed(snapshot);
              progress.doing(doing(snapshot));
            }

            @Override
            public void line(Line line) {
              log.line(line);
            }
          };
      Optional<Run> resumed = runner.resume(directory, listener);
      Run run =
          resumed.isPresent()
              ? resumed.get()
              : runner.start(request(change, stage, directory), listener);
      return outcome(run.await(), log);
    }
  }

  private RunRequest request(Change change, Stage stage, Path directory) {
    PushPayload payload = PushPayload.of(change);
    return new RunRequest(
        directory,
        payload.fullName(),
        stage.unit(),
        change.pushed(),
        "refs/heads/" + change.branch(),
        "push",
        payload.json(),
        payload.actor(),
        runId(change.delivery(), stage.unit()),
        runNumbers.applyAsInt(stage.unit()),
        1,
        List.of(new Trailer(Delivery.TRAILER, change.delivery())));
  }

  /// GitHub's run ids are numbers; this one is the same after a restart, and below 2^53 so that
  /// every JSON reader keeps it whole.
  private static long runId(String delivery, String workflowFile) {
    return 31L * delivery.hashCode() + workflowFile.hashCode() & 0xF_FFFF_FFFF_FFFFL;
  }

  private static PushEvent event(Change change) {
    return new PushEvent(
        "refs/heads/" + change.branch(),
        change.before(),
        change.pushed(),
        Optional.of(Set.copyOf(change.changedPaths())),
        change.commits().isEmpty() ? "" : change.commits().getLast().message());
  }

  private static String doing(RunSnapshot snapshot) {
    List<String> steps = new ArrayList<>();
    for (RunSnapshot.Job job : snapshot.jobs()) {
      for (RunSnapshot.Step step : job.steps()) {
        if (step.state() == State.RUNNING) {
          steps.add(snapshot.jobs().size() > 1 ? job.name() + ": " + step.name() : step.name());
        }
      }
    }
    return steps.isEmpty()
        ? "waiting for a runner"
        : String.join(", ", steps.subList(0, Math.min(TOLD_STEPS, steps.size())));
  }

  private static Outcome outcome(RunSnapshot end, RunLog log) {
    return switch (end.state()) {
      case SUCCEEDED, SKIPPED -> new Outcome(end.state(), done(end), notices(end));
      case CANCELLED -> new Outcome(State.CANCELLED, "cancelled " + end.reason(), List.of());
      case FAILED, WAITING, RUNNING, BLOCKED -> failure(end, log);
    };
  }

  private static String done(RunSnapshot end) {
    int steps = end.jobs().stream().mapToInt(job -> job.steps().size()).sum();
    return end.jobs().size() + (end.jobs().size() == 1 ? " job, " : " jobs, ") + steps + " steps";
  }

  private static Outcome failure(RunSnapshot end, RunLog log) {
    List<String> details = new ArrayList<>();
    String summary = end.reason().isEmpty() ? "failed" : end.reason();
    for (RunSnapshot.Job job : end.jobs()) {
      if (job.state() != State.FAILED) {
        continue;
      }
      if (!job.reason().isEmpty()) {
        details.add("job " + job.name() + ": " + job.reason());
      }
      for (RunSnapshot.Annotation annotation : job.annotations()) {
        if (annotation.level().equals("error")) {
          String place =
              annotation.file().isEmpty()
                  ? ""
                  : annotation.file()
                      + (annotation.line() > 0 ? ":" + annotation.line() : "")
                      + ": ";
          details.add(place + annotation.message());
        }
      }
      for (RunSnapshot.Step step : job.steps()) {
        if (step.state() == State.FAILED) {
          details.add("job " + job.name() + ", step " + step.name() + ":");
          log.lastLines(job.key(), step.number()).forEach(line -> details.add("  " + line));
        }
      }
    }
    return Outcome.failed(summary, details);
  }

  private static List<String> notices(RunSnapshot end) {
    return end.jobs().stream()
        .flatMap(job -> job.annotations().stream())
        .map(annotation -> annotation.level() + ": " + annotation.message())
        .toList();
  }

  private static String slug(String file) {
    String readable =
        file.substring(file.lastIndexOf('/') + 1)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-");
    // Two files may read alike in these letters.
    return readable + "-" + Integer.toHexString(file.hashCode());
  }
}
