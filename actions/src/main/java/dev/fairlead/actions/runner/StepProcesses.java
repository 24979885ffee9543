package dev.fairlead.actions.runner;

import dev.fairlead.model.State;
import dev.fairlead.process.Adopted;
import dev.fairlead.process.Ended;
import dev.fairlead.process.Grace;
import dev.fairlead.process.LineListener;
import dev.fairlead.process.ProcessException;
import dev.fairlead.process.ProcessSpec;
import dev.fairlead.process.RunningProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The programs of one step. A program that a restart left running is found again.
///
/// @param survives whether the step runs although its job is cancelled
record StepProcesses(JobRun job, Path directory, boolean survives) {

  /// Runs the step's one program, or adopts it.
  ///
  /// @param spec only asked when it has to be started
  /// @throws StepFailure when it cannot be started
  Ended run(Supplier<ProcessSpec> spec, LineListener listener) {
    RunningProcess process = last().flatMap(this::adopt).orElseGet(() -> start(spec.get()));
    return follow(process, listener);
  }

  /// Runs one of many short programs; one that a restart left running is ended first.
  Ended again(ProcessSpec spec, LineListener listener) {
    return follow(start(spec), listener);
  }

  /// Ends what a step that is to be repeated left running.
  void endAll() {
    for (Path each : used()) {
      if (job.context().processes().adopt(each) instanceof Adopted.Alive(RunningProcess process)) {
        process.cancel(Grace.LEFTOVERS);
      }
    }
  }

  private Ended follow(RunningProcess process, LineListener listener) {
    job.running(process, survives);
    try {
      process.follow(process.stdout(), 0, listener);
      Detached.check();
      return process.await();
    } catch (StepFailure e) {
      process.cancel(Grace.LEFTOVERS);
      throw e;
    } finally {
      job.running(null, survives);
    }
  }

  private Optional<RunningProcess> adopt(Path each) {
    return switch (job.context().processes().adopt(each)) {
      case Adopted.Alive(RunningProcess process) -> Optional.of(process);
      case Adopted.Done(RunningProcess process, _) -> Optional.of(process);
      case Adopted.NeverStarted() -> Optional.empty();
    };
  }

  private RunningProcess start(ProcessSpec spec) {
    try {
      return job.context()
          .processes()
          .start(
              directory.resolve(Integer.toString(used().size() + 1)),
              spec.withMergedOutput().keepingLeftovers());
    } catch (ProcessException e) {
      throw new StepFailure(State.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private Optional<Path> last() {
    List<Path> used = used();
    return used.isEmpty() ? Optional.empty() : Optional.of(used.getLast());
  }

  private List<Path> used() {
    List<Path> used = new ArrayList<>();
    for (int i = 1; Files.isDirectory(directory.resolve(Integer.toString(i))); i++) {
      used.add(directory.resolve(Integer.toString(i)));
    }
    if (used.isEmpty()) {
      try {
        Files.createDirectories(directory);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return used;
  }
}
