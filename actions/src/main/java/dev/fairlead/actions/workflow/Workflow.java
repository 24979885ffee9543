package dev.fairlead.actions.workflow;

import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import dev.fairlead.model.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One workflow file.
///
/// @param file its path in the repository
/// @param name its `name`, or else the path
/// @param jobs id to job, in the order of the file
/// @param problems what is wrong with the file; with an error among them it never runs
public record Workflow(
    String file,
    String name,
    Optional<Template> runName,
    Triggers triggers,
    Optional<Permissions> permissions,
    Template.Mapping env,
    Defaults defaults,
    Optional<Concurrency> concurrency,
    Map<String, Job> jobs,
    List<Finding> problems) {

  public Workflow {
    jobs = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(jobs));
    problems = List.copyOf(problems);
  }

  /// The errors that keep it from running.
  public List<Finding> errors() {
    return problems.stream().filter(problem -> problem.severity() == Severity.ERROR).toList();
  }

  /// Whether a push starts it. A file whose triggers cannot be read runs (and is refused then), as
  /// on GitHub: nobody would notice it otherwise.
  public Routing triggeredBy(PushEvent push) {
    return triggers.route(push);
  }

  /// `defaults.run`.
  public record Defaults(Optional<Template> shell, Optional<Template> workingDirectory) {
    static final Defaults NONE = new Defaults(Optional.empty(), Optional.empty());
  }

  public record Concurrency(
      Position at, Template group, Optional<Template> cancelInProgress, boolean unlimitedQueue) {}

  /// What the job's token may do.
  ///
  /// @param scopes scope to `read`, `write` or `none`; a scope that is not named is `none`, unless
  ///   `all` says otherwise
  /// @param all `read`, `write` or `none` for every scope
  public record Permissions(Map<String, String> scopes, String all) {}

  /// @param at of the job's id
  /// @param callee for a job that calls a reusable workflow
  /// @param with inputs for it
  /// @param secrets for it
  public record Job(
      String id,
      Position at,
      Optional<Template> name,
      List<String> needs,
      Optional<Condition> condition,
      Optional<Template> runsOn,
      Optional<Template> environment,
      Optional<Permissions> permissions,
      Template.Mapping env,
      Template.Mapping outputs,
      Defaults defaults,
      Optional<Concurrency> concurrency,
      Optional<Template> timeoutMinutes,
      Optional<Template> cancelTimeoutMinutes,
      Optional<Template> continueOnError,
      Optional<Strategy> strategy,
      Optional<Template> container,
      Optional<Template> services,
      List<Step> steps,
      Optional<Uses> callee,
      Template.Mapping with,
      CallSecrets secrets) {

    public Job {
      needs = List.copyOf(needs);
      steps = List.copyOf(steps);
    }
  }

  /// @param values name to template
  /// @param inherit all secrets of the caller
  public record CallSecrets(boolean inherit, Template.Mapping values) {}

  /// @param matrix the whole `matrix`, or what computes it
  public record Strategy(
      Position at,
      Optional<Template> matrix,
      Optional<Template> failFast,
      Optional<Template> maxParallel) {}

  /// @param id as written, or made up: `__run`, `__owner_repo`
  /// @param written whether the file gives the id
  /// @param action for a `uses` step
  /// @param run for a `run` step
  public record Step(
      String id,
      boolean written,
      Position at,
      Optional<Template> name,
      Optional<Condition> condition,
      Optional<Uses> action,
      Optional<Template> run,
      Template.Mapping with,
      Template.Mapping env,
      Optional<Template> shell,
      Optional<Template> workingDirectory,
      Optional<Template> continueOnError,
      Optional<Template> timeoutMinutes) {}
}
