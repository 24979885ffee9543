package dev.fairlead.actions.runner;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.fairlead.actions.action.BuiltIns;
import dev.fairlead.actions.workflow.Workflow;
import dev.fairlead.actions.workflow.WorkflowReader;
import dev.fairlead.git.Mirror;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.process.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// Runs workflows as local processes. Safe for any thread.
///
/// Everything that a run needs to go on after a kill of this process is in its run directory:
/// [#resume] adopts a step that still runs, reads one that has ended, and goes on. Secrets and
/// tokens are not in it in plain sight; they are asked from the ports again.
public final class Runner implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final Services services;
  private final Set<WorkflowRun> runs = ConcurrentHashMap.newKeySet();

  public Runner(RunnerConfiguration configuration, RunnerPorts ports, Clock clock) {
    this.services =
        new Services(
            configuration,
            ports,
            new Processes(clock),
            new BuiltIns(configuration.switchedOff()),
            clock,
            new Semaphore(configuration.concurrentJobs()),
            new ConcurrencyGroups());
  }

  /// Starts a run. A workflow that cannot run (errors in its file, an action that is not available)
  /// gives a run that fails at once, with [RunSnapshot#startupFailure] and nothing done.
  public Run start(RunRequest request, RunListener listener) {
    try {
      Path directory = request.runDirectory();
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      Path draft = directory.resolve("request.draft");
      Files.writeString(draft, JSON.writeValueAsString(SnapshotJson.write(request)));
      Files.move(draft, directory.resolve("request.json"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot prepare " + request.runDirectory() + ": " + e.getMessage(), e);
    }
    return begin(request, listener);
  }

  /// Goes on with a run that another process began; empty when the directory holds none. A run that
  /// ended is given with its result.
  public Optional<Run> resume(Path runDirectory, RunListener listener) {
    Path file = runDirectory.resolve("request.json");
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      RunRequest request =
          SnapshotJson.request(runDirectory, JSON.readTree(Files.readString(file)));
      Path result = runDirectory.resolve("result.json");
      return Optional.of(
          Files.exists(result)
              ? new EndedRun(request, SnapshotJson.run(JSON.readTree(Files.readString(result))))
              : begin(request, listener));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private Run begin(RunRequest request, RunListener listener) {
    Mirror mirror =
        services
            .ports()
            .sources()
            .mirror(request.repository())
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "there is no mirror of " + request.repository() + " to run a workflow of"));
    RevisionTree tree = mirror.tree(request.commit());
    Workflow workflow =
        WorkflowReader.read(request.workflowFile(), tree.text(request.workflowFile()));
    WorkflowRun run = new WorkflowRun(request, services, workflow, tree, listener);
    runs.add(run);
    run.start(() -> runs.remove(run));
    return run;
  }

  /// Lets go of every run. Programs of steps go on, and runs can be resumed, by another process
  /// too.
  @Override
  public void close() {
    try {
      for (WorkflowRun run : List.copyOf(runs)) {
        run.detach();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// The log of one step, masked.
  ///
  /// @param job key of the job
  public static List<RunListener.Line> log(Path runDirectory, String job, int step) {
    Path file =
        runDirectory
            .resolve("jobs")
            .resolve(job.replace('/', '~'))
            .resolve("logs")
            .resolve(step + ".log");
    return StepLog.read(file, job, step);
  }
}
