package dev.fairlead.actions.runner;

import dev.fairlead.actions.expression.ExpressionException;
import dev.fairlead.actions.expression.Scope;
import dev.fairlead.actions.expression.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an expression inside of a job sees.
final class JobScope implements Scope {
  private final JobRun job;
  private final Frame frame;
  private final Map<String, String> stepEnv;
  private final Optional<Boolean> jobStatusOnly;

  /// @param stepEnv what the step's own `env` sets
  JobScope(JobRun job, Frame frame, Map<String, String> stepEnv) {
    this(job, frame, stepEnv, Optional.empty());
  }

  private JobScope(
      JobRun job, Frame frame, Map<String, String> stepEnv, Optional<Boolean> jobStatusOnly) {
    this.job = job;
    this.frame = frame;
    this.stepEnv = stepEnv;
    this.jobStatusOnly = jobStatusOnly;
  }

  /// For conditions of post steps, which look at the job as a whole.
  JobScope ofJob() {
    return new JobScope(job, frame, stepEnv, Optional.of(true));
  }

  @Override
  public Optional<Value> context(String name) {
    JobContext context = job.context();
    return switch (name) {
      case "github" -> Optional.of(github());
      case "env" -> {
        Map<String, String> env = new LinkedHashMap<>(job.jobEnv());
        env.putAll(job.exported());
        env.putAll(frame.env());
        env.putAll(stepEnv);
        yield Optional.of(Value.ofTexts(env));
      }
      case "vars" -> Optional.of(Value.ofTexts(context.variables()));
      case "job" ->
          Optional.of(
              Value.of(
                  Map.of(
                      "status", Value.of(job.status()),
                      "container", Value.of(Map.of()),
                      "services", Value.of(Map.of()))));
      case "steps" -> Optional.of(frame.steps());
      case "runner" -> Optional.of(runner(context));
      case "secrets" -> {
        Map<String, String> secrets = new LinkedHashMap<>();
        context.secrets().forEach((key, secret) -> secrets.put(key, secret.reveal()));
        secrets.put("GITHUB_TOKEN", context.token().reveal());
        secrets.putIfAbsent("github_token", context.token().reveal());
        yield Optional.of(Value.ofTexts(secrets));
      }
      case "strategy" -> Optional.of(context.strategy());
      case "matrix" -> Optional.of(context.matrix());
      case "needs" -> Optional.of(context.needs());
      case "inputs" -> Optional.of(frame.inputs().orElse(context.inputs()));
      default -> Optional.empty();
    };
  }

  Value.Fields github() {
    Map<String, Value> github = job.githubFields();
    github.putAll(frame.github());
    return Value.of(github);
  }

  static Value runner(JobContext context) {
    Map<String, String> runner = new LinkedHashMap<>(Environments.runner(context));
    return Value.ofTexts(runner);
  }

  @Override
  public Value call(String function, List<Value> arguments) {
    boolean ofJob = jobStatusOnly.isPresent();
    boolean failed = ofJob ? job.failed() : frame.failed();
    return switch (function) {
      case "success" -> Value.of(!failed && !job.isCancelled());
      case "failure" -> Value.of(failed && !job.isCancelled());
      case "cancelled" -> Value.of(job.isCancelled());
      case "always" -> Value.of(true);
      case "hashfiles" ->
          Value.of(
              HashFiles.hash(
                  job.context().paths().workspace().toAbsolutePath(),
                  arguments.stream().map(Value::text).toList()));
      default -> throw new ExpressionException(function + "() cannot be used here");
    };
  }
}
