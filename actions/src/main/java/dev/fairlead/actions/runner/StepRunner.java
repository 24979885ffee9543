package dev.fairlead.actions.runner;

import dev.fairlead.actions.action.ActionException;
import dev.fairlead.actions.expression.Value;
import dev.fairlead.actions.workflow.EvaluationException;
import dev.fairlead.actions.workflow.Template;
import dev.fairlead.actions.workflow.Workflow;
import dev.fairlead.actions.workflow.Workflows;
import dev.fairlead.model.State;
import dev.fairlead.process.Ended;
import dev.fairlead.process.ProcessSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Runs steps: of a job, and of composite actions. Confined to the job's thread.
final class StepRunner {
  private final JobRun job;
  private final ActionRunner actions;
  private final IdentityHashMap<Workflow.Step, String> names = new IdentityHashMap<>();

  StepRunner(JobRun job) {
    this.job = job;
    this.actions = new ActionRunner(job, this);
  }

  /// A step on its way.
  ///
  /// @param number of the job's step that it is, or is part of
  /// @param env the step's own variables
  /// @param survives whether it runs although the job is cancelled
  record Running(
      Frame frame,
      Workflow.Step step,
      String address,
      int number,
      StepLog log,
      Effects effects,
      Map<String, String> env,
      JobScope scope,
      boolean survives) {

    String text(Optional<Template> template) {
      return template.map(each -> each.evaluate(scope).text()).orElse("");
    }
  }

  /// What a step was called when it ran.
  String name(Workflow.Step step) {
    return names.getOrDefault(step, StepNames.early(step));
  }

  /// Runs a step of a job.
  StepRecord run(
      Frame frame, Workflow.Step step, int number, StepLog log, BiConsumer<String, Instant> began) {
    return run(frame, step, number, number, log, began);
  }

  /// @param index of the step in its frame
  StepRecord run(
      Frame frame,
      Workflow.Step step,
      int index,
      int number,
      StepLog log,
      BiConsumer<String, Instant> began) {
    String address = frame.address(index);
    Optional<StepRecord> known = job.record(address);
    if (known.isPresent()) {
      actions.restore(frame, step, address, number);
      return known.get();
    }
    Instant start = job.context().clock().instant();
    Effects effects = new Effects(job, number);
    State outcome;
    State conclusion;
    JobScope scope = new JobScope(job, frame, Map.of());
    try {
      frame.github().put("action", Value.of(step.id()));
      boolean survives = job.isCancelled();
      Map<String, String> env = Workflows.texts(step.env(), scope);
      scope = new JobScope(job, frame, env);
      names.put(step, shown(step, scope));
      if (!wanted(step, scope)) {
        StepRecord skipped = StepRecord.skipped(address, job.context().clock().instant());
        job.end(skipped);
        return skipped;
      }
      began.accept(name(step), start);
      var running = new Running(frame, step, address, number, log, effects, env, scope, survives);
      if (step.run().isPresent()) {
        script(running, step.run().get());
      } else {
        actions.run(running, step.action().orElseThrow());
      }
      outcome = State.SUCCEEDED;
    } catch (StepFailure e) {
      outcome = e.state();
      if (outcome == State.FAILED) {
        report(log, effects, String.valueOf(e.getMessage()));
      } else {
        log.say("##[error]" + e.getMessage());
      }
    } catch (EvaluationException e) {
      outcome = State.FAILED;
      report(log, effects, e.at() + ": " + e.getMessage());
    } catch (ActionException e) {
      outcome = job.isCancelled() ? State.CANCELLED : State.FAILED;
      report(log, effects, String.valueOf(e.getMessage()));
    }
    Detached.check();
    conclusion =
        outcome == State.FAILED && continues(step, scope, log, effects) ? State.SUCCEEDED : outcome;
    StepRecord record =
        new StepRecord(
            address,
            outcome,
            conclusion,
            effects.outputs(),
            effects.env(),
            effects.path(),
            effects.state(),
            effects.summary(),
            effects.annotations(),
            start,
            job.context().clock().instant());
    job.end(record);
    return record;
  }

  private static void report(StepLog log, Effects effects, String message) {
    effects.annotate("error", message);
    log.say("##[error]" + message);
  }

  private static String shown(Workflow.Step step, JobScope scope) {
    try {
      String name = step.name().map(each -> each.evaluate(scope).text()).orElse("");
      return name.isBlank() ? StepNames.derived(step) : name;
    } catch (EvaluationException _) {
      return StepNames.early(step); // A name never fails a step.
    }
  }

  private static boolean wanted(Workflow.Step step, JobScope scope) {
    return step.condition().isPresent()
        ? step.condition().get().holds(scope)
        : scope.call("success", java.util.List.of()).truthy();
  }

  private static boolean continues(
      Workflow.Step step, JobScope scope, StepLog log, Effects effects) {
    try {
      return step.continueOnError().map(each -> each.evaluate(scope).truthy()).orElse(false);
    } catch (EvaluationException e) {
      report(log, effects, e.at() + ": " + e.getMessage());
      return false;
    }
  }

  // ---- scripts

  private void script(Running running, Template run) {
    boolean composite = running.frame().composite();
    String shellName =
        setting(running, running.step().shell(), composite, Workflow.Defaults::shell);
    String folder =
        setting(
            running,
            running.step().workingDirectory(),
            composite,
            Workflow.Defaults::workingDirectory);
    FileCommands files =
        new FileCommands(job.context().paths().step(running.address()).resolve("commands"));
    Map<String, String> env = environment(running, files);
    Path directory = job.context().paths().workspace().toAbsolutePath().resolve(folder).normalize();
    var processes =
        new StepProcesses(job, job.context().paths().step(running.address()), running.survives());
    String script = running.text(Optional.of(run));
    Ended ended =
        processes.run(
            () ->
                start(
                    running,
                    script,
                    Shell.named(shellName, env.getOrDefault("PATH", "")),
                    directory,
                    env,
                    files),
            new CommandInterpreter(job, running.effects(), running.log(), running.address(), env)
                ::line);
    running.effects().read(files, running.log());
    check(running, ended);
  }

  private String setting(
      Running running,
      Optional<Template> own,
      boolean composite,
      Function<Workflow.Defaults, Optional<Template>> of) {
    if (own.isPresent() || composite) {
      return running.text(own);
    }
    Optional<Template> ofJob = of.apply(job.context().job().defaults());
    return running.text(ofJob.isPresent() ? ofJob : of.apply(job.context().workflow().defaults()));
  }

  private ProcessSpec start(
      Running running,
      String script,
      Shell shell,
      Path directory,
      Map<String, String> env,
      FileCommands files) {
    if (!Files.isDirectory(directory)) {
      throw new StepFailure(State.FAILED, "the working directory " + directory + " does not exist");
    }
    Path file =
        job.context()
            .paths()
            .temp()
            .toAbsolutePath()
            .resolve("step-" + running.address() + shell.extension());
    try {
      files.create();
      Files.writeString(
          file, shell.prefix() + script + (script.endsWith("\n") ? "" : "\n") + shell.suffix());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the step's script: " + e.getMessage(), e);
    }
    StepLog log = running.log();
    log.say(
        "##[group]Run " + script.lines().filter(line -> !line.isBlank()).findFirst().orElse(""));
    script.lines().forEach(line -> log.say("\u001b[36;1m" + line + "\u001b[0m"));
    log.say("shell: " + shell.display());
    sayEnv(running);
    log.say("##[endgroup]");
    ProcessSpec spec = ProcessSpec.of(directory, env, shell.command(file).toArray(String[]::new));
    return limit(running).map(spec::withTimeout).orElse(spec);
  }

  static void sayEnv(Running running) {
    Map<String, String> shown = new LinkedHashMap<>();
    if (running.scope().context("env").orElse(Value.none()) instanceof Value.Fields fields) {
      fields.values().forEach((name, value) -> shown.put(name, value.text()));
    }
    if (!shown.isEmpty()) {
      running.log().say("env:");
      shown.forEach((name, value) -> running.log().say("  " + name + ": " + value));
    }
  }

  Optional<Duration> limit(Running running) {
    return running
        .step()
        .timeoutMinutes()
        .map(each -> each.evaluate(running.scope()).number())
        .filter(minutes -> minutes > 0)
        .map(minutes -> Duration.ofMillis((long) (minutes * 60_000)));
  }

  void check(Running running, Ended ended) {
    switch (ended) {
      case Ended.Exited(int status) -> {
        if (status != 0) {
          if (job.isCancelled() && !running.survives()) {
            throw new StepFailure(State.CANCELLED, "The operation was canceled.");
          }
          throw new StepFailure(State.FAILED, "Process completed with exit code " + status + ".");
        }
      }
      case Ended.TimedOut() ->
          throw new StepFailure(
              State.FAILED,
              "The action '"
                  + name(running.step())
                  + "' has timed out after "
                  + Value.of(limit(running).orElse(Duration.ZERO).toMillis() / 60_000.0).text()
                  + " minutes.");
      case Ended.Cancelled() ->
          throw new StepFailure(State.CANCELLED, "The operation was canceled.");
      case Ended.Vanished(String reason) ->
          throw new StepFailure(
              State.FAILED, "The step's program is gone and its result is not known: " + reason);
    }
  }

  // ---- the environment of a step's programs

  Map<String, String> environment(Running running, FileCommands files) {
    Map<String, String> env = job.baseEnvironment();
    env.putAll(job.jobEnv());
    env.putAll(job.exported());
    env.putAll(running.frame().env());
    env.putAll(running.env());
    env.putIfAbsent("CI", "true");
    String path = env.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    for (String folder : job.path().reversed()) {
      path = folder + ":" + path;
    }
    env.put("PATH", path);
    Map<String, Value> github = new LinkedHashMap<>(running.scope().github().values());
    env.putAll(GithubContext.variables(github));
    env.put("GITHUB_ENV", files.env().toAbsolutePath().toString());
    env.put("GITHUB_OUTPUT", files.output().toAbsolutePath().toString());
    env.put("GITHUB_PATH", files.path().toAbsolutePath().toString());
    env.put("GITHUB_STATE", files.state().toAbsolutePath().toString());
    env.put("GITHUB_STEP_SUMMARY", files.summary().toAbsolutePath().toString());
    env.putAll(Environments.runnerVariables(job.context()));
    return env;
  }
}
