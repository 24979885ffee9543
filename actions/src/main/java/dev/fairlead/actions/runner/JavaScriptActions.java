package dev.fairlead.actions.runner;

import dev.fairlead.actions.expression.Value;
import dev.fairlead.actions.workflow.ActionDefinition.Runs;
import dev.fairlead.actions.workflow.Condition;
import dev.fairlead.actions.workflow.EvaluationException;
import dev.fairlead.model.State;
import dev.fairlead.process.Ended;
import dev.fairlead.process.ProcessSpec;
import dev.fairlead.process.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Runs JavaScript actions with the machine's `node`. Their `pre` runs right before `main`, and not
/// at the start of the job.
final class JavaScriptActions {
  private final JobRun job;
  private final StepRunner steps;

  JavaScriptActions(JobRun job, StepRunner steps) {
    this.job = job;
    this.steps = steps;
  }

  void run(
      StepRunner.Running running,
      ActionSources.Located located,
      Runs.JavaScript script,
      Map<String, String> inputs) {
    running.frame().github().put("action_path", Value.of(located.directory().toString()));
    register(running, located, script, inputs);
    if (!script.pre().isEmpty()
        && script.preIf().map(each -> holds(each, running.scope())).orElse(true)) {
      node(running, located, script.pre(), inputs, Map.of(), "pre");
    }
    node(running, located, script.main(), inputs, Map.of(), "main");
  }

  void register(
      StepRunner.Running running,
      ActionSources.Located located,
      Runs.JavaScript script,
      Map<String, String> inputs) {
    if (script.post().isEmpty()) {
      return;
    }
    String title = "Post " + steps.name(running.step());
    job.register(
        new JobRun.PostStep() {
          @Override
          public String address() {
            return "post-" + running.address();
          }

          @Override
          public String name() {
            return title;
          }

          @Override
          public boolean wanted(JobRun of) {
            return script.postIf().map(each -> holds(each, running.scope().ofJob())).orElse(true);
          }

          @Override
          public void run(JobRun of, StepLog log) {
            var again =
                new StepRunner.Running(
                    running.frame(),
                    running.step(),
                    running.address(),
                    running.number(),
                    log,
                    new Effects(job, running.number()),
                    running.env(),
                    running.scope(),
                    true);
            Map<String, String> state = new LinkedHashMap<>();
            of.record(running.address()).ifPresent(record -> state.putAll(record.state()));
            node(again, located, script.post(), inputs, state, "post");
          }
        });
  }

  private static boolean holds(Condition condition, JobScope scope) {
    try {
      return condition.holds(scope);
    } catch (EvaluationException _) {
      return false;
    }
  }

  private void node(
      StepRunner.Running running,
      ActionSources.Located located,
      String file,
      Map<String, String> inputs,
      Map<String, String> state,
      String stage) {
    Path place = job.context().paths().step(running.address()).resolve(stage);
    FileCommands files = new FileCommands(place.resolve("commands"));
    Map<String, String> env = steps.environment(running, files);
    inputs.forEach((name, value) ->
        env.put("INPUT_" + name.replace(' ', '_').toUpperCase(Locale.ROOT), value));
    state.forEach((name, value) -> env.put("STATE_" + name, value));
    String path = env.getOrDefault("PATH", "");
    if (Processes.find("node", path, Path.of("/")).isEmpty()) {
      throw new StepFailure(
          State.FAILED,
          located.definition().name()
              + " is a JavaScript action and needs 'node', which is not on PATH ("
              + path
              + "); install Node.js 20 or newer on the runner");
    }
    Ended ended =
        new StepProcesses(job, place.resolve("program"), running.survives())
            .run(
                () -> start(running, located.directory().resolve(file), env, files),
                new CommandInterpreter(
                        job, running.effects(), running.log(), running.address() + "-" + stage, env)
                    ::line);
    running.effects().read(files, running.log());
    steps.check(running, ended);
  }

  private ProcessSpec start(
      StepRunner.Running running, Path file, Map<String, String> env, FileCommands files) {
    try {
      files.create();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare the step: " + e.getMessage(), e);
    }
    ProcessSpec spec =
        ProcessSpec.of(
            job.context().paths().workspace().toAbsolutePath(), env, "node", file.toString());
    Optional<java.time.Duration> limit = steps.limit(running);
    return limit.map(spec::withTimeout).orElse(spec);
  }
}
