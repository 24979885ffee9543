package dev.fairlead.actions.runner;

import dev.fairlead.model.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a run stands at one moment. Everything in it is masked.
///
/// @param name the run's title
/// @param reason why it failed or was refused, with the file and line where there is one; empty
///   otherwise
/// @param startupFailure whether it was refused before any job began
public record RunSnapshot(
    String workflow,
    String name,
    State state,
    String reason,
    boolean startupFailure,
    List<Job> jobs,
    Optional<Instant> started,
    Optional<Instant> finished) {

  public RunSnapshot {
    jobs = List.copyOf(jobs);
  }

  /// @param key unique in the run: the job's id, with its place in the matrix (`build`,
  ///   `build[2]`), below its caller (`release/build`)
  /// @param name as shown: `build (25, linux)`
  public record Job(
      String key,
      String name,
      State state,
      String reason,
      List<Step> steps,
      Map<String, String> outputs,
      List<Annotation> annotations,
      Optional<Instant> started,
      Optional<Instant> finished) {

    public Job {
      steps = List.copyOf(steps);
      outputs = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(outputs));
      annotations = List.copyOf(annotations);
    }
  }

  /// @param number counts from 1
  /// @param summary Markdown that the step wrote
  public record Step(
      int number,
      String name,
      State state,
      String summary,
      Optional<Instant> started,
      Optional<Instant> finished) {}

  /// @param step number of the step it came from
  /// @param level `notice`, `warning` or `error`
  /// @param file empty when it names none
  /// @param line 0 when it names none
  public record Annotation(
      int step, String level, String message, String title, String file, int line, int column) {}
}
