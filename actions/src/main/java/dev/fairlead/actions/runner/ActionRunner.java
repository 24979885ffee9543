package dev.fairlead.actions.runner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.actions.action.ActionException;
import dev.fairlead.actions.action.BuiltIn;
import dev.fairlead.actions.expression.Value;
import dev.fairlead.actions.workflow.ActionDefinition;
import dev.fairlead.actions.workflow.ActionDefinition.Runs;
import dev.fairlead.actions.workflow.Uses;
import dev.fairlead.actions.workflow.Workflow;
import dev.fairlead.actions.workflow.Workflows;
import dev.fairlead.model.State;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Runs `uses` steps: built-in actions, composite ones, JavaScript. Confined to the job's thread.
final class ActionRunner {
  /// GitHub's limit.
  private static final int MAX_NESTING = 10;

  private final JobRun job;
  private final StepRunner steps;
  private final ActionSources sources;
  private final JavaScriptActions javaScript;

  ActionRunner(JobRun job, StepRunner steps) {
    this.job = job;
    this.steps = steps;
    this.sources =
        new ActionSources(job.context().ports().sources(), job.context().paths().actions());
    this.javaScript = new JavaScriptActions(job, steps);
  }

  private Optional<BuiltIn> builtIn(Uses uses) {
    return uses instanceof Uses.Remote remote
        ? job.context().builtIns().find(remote.key())
        : Optional.empty();
  }

  void run(StepRunner.Running running, Uses uses) {
    if (uses instanceof Uses.Docker docker) {
      throw new StepFailure(
          State.FAILED,
          "docker://"
              + docker.image()
              + ": actions in containers need a container engine, which this runner does not use");
    }
    running.log().say("##[group]Run " + uses.text());
    Map<String, String> with = inputs(running);
    if (!with.isEmpty()) {
      running.log().say("with:");
      with.forEach((name, value) -> running.log().say("  " + name + ": " + value));
    }
    StepRunner.sayEnv(running);
    running.log().say("##[endgroup]");
    Optional<BuiltIn> builtIn = builtIn(uses);
    if (builtIn.isPresent()) {
      builtIn(running, uses, builtIn.get(), with);
      return;
    }
    ActionSources.Located located = locate(uses);
    ActionDefinition definition = located.definition();
    if (!definition.errors().isEmpty()) {
      throw new StepFailure(State.FAILED, definition.errors().getFirst().toString());
    }
    switch (definition.runs()) {
      case Runs.Composite(List<Workflow.Step> nested) ->
          composite(running, uses, located, nested, with);
      case Runs.JavaScript script ->
          javaScript.run(running, located, script, complete(running, definition, with));
      case Runs.Docker _ ->
          throw new StepFailure(
              State.FAILED,
              uses.text()
                  + " runs in a container, which needs a container engine that this runner does not"
                  + " use");
      case Runs.Unknown(String using) ->
          throw new StepFailure(
              State.FAILED, definition.file() + ": unknown 'runs.using: " + using + "'");
    }
  }

  /// The `with` of a step: worked out once, also across a restart.
  private Map<String, String> inputs(StepRunner.Running running) {
    Optional<ObjectNode> begun = job.begun(running.address());
    if (begun.isPresent()) {
      return SnapshotJson.texts(begun.get().path("with"));
    }
    Map<String, String> with = Workflows.texts(running.step().with(), running.scope());
    ObjectNode details = Journal.record();
    ObjectNode given = details.putObject("with");
    with.forEach(given::put);
    job.begin(running.address(), details);
    return with;
  }

  private ActionSources.Located locate(Uses uses) {
    return switch (uses) {
      case Uses.Local local ->
          sources.local(job.context().paths().workspace().toAbsolutePath(), local);
      case Uses.Remote remote -> sources.remote(remote);
      case Uses.Docker docker -> throw new StepFailure(State.FAILED, docker.text());
    };
  }

  // ---- built-in actions

  private void builtIn(
      StepRunner.Running running, Uses uses, BuiltIn action, Map<String, String> with) {
    running
        .log()
        .say("Fairlead's own " + uses.text().replaceFirst("@.*", "") + " runs in its place.");
    for (String name : with.keySet()) {
      if (action.inputs().keySet().stream().noneMatch(name::equalsIgnoreCase)) {
        String message =
            "Unexpected input '"
                + name
                + "', valid inputs are "
                + String.join(", ", action.inputs().keySet());
        running.effects().annotate("warning", message);
        running.log().say("##[warning]" + message);
      }
    }
    register(running, action, with);
    var context = context(running, action, with, "programs");
    context.processes().endAll();
    try {
      action.run(context);
    } catch (ActionException e) {
      if (job.isCancelled() && !running.survives()) {
        throw new StepFailure(State.CANCELLED, "The operation was canceled.");
      }
      throw e;
    }
  }

  private BuiltInContext context(
      StepRunner.Running running, BuiltIn action, Map<String, String> with, String folder) {
    FileCommands files =
        new FileCommands(job.context().paths().step(running.address()).resolve("commands"));
    return new BuiltInContext(
        job,
        running,
        steps.environment(running, files),
        action.inputs(),
        with,
        new StepProcesses(
            job,
            job.context().paths().step(running.address()).resolve(folder),
            running.survives()));
  }

  private void register(StepRunner.Running running, BuiltIn action, Map<String, String> with) {
    if (!action.hasPost()) {
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
            return true;
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
                    running.effects(),
                    running.env(),
                    running.scope(),
                    true);
            try {
              action.post(context(again, action, with, "post-programs"));
            } catch (ActionException e) {
              log.say("##[error]" + e.getMessage());
              throw new StepFailure(State.FAILED, String.valueOf(e.getMessage()));
            }
          }
        });
  }

  /// Registers what a step that ended before a restart left to do at the end of the job.
  void restore(Frame frame, Workflow.Step step, String address, int number) {
    Optional<ObjectNode> begun = job.begun(address);
    if (begun.isEmpty() || step.action().isEmpty()) {
      return;
    }
    Uses uses = step.action().get();
    Map<String, String> with = SnapshotJson.texts(begun.get().path("with"));
    JobScope scope = new JobScope(job, frame, Map.of());
    Map<String, String> env = Workflows.texts(step.env(), scope);
    try (StepLog log = job.log(number)) {
      var running =
          new StepRunner.Running(
              frame, step, address, number, log, new Effects(job, number), env, scope, false);
      Optional<BuiltIn> builtIn = builtIn(uses);
      if (builtIn.isPresent()) {
        register(running, builtIn.get(), with);
        return;
      }
      ActionSources.Located located = locate(uses);
      switch (located.definition().runs()) {
        case Runs.JavaScript script ->
            javaScript.register(
                running, located, script, complete(running, located.definition(), with));
        case Runs.Composite(List<Workflow.Step> nested) -> {
          Frame inner = frame(running, uses, located, with);
          for (int i = 0; i < nested.size(); i++) {
            String nestedAddress = inner.address(i + 1);
            if (job.record(nestedAddress).isPresent()) {
              restore(inner, nested.get(i), nestedAddress, number);
            }
          }
        }
        case Runs.Docker _, Runs.Unknown _ -> {}
      }
    }
  }

  // ---- composite actions

  private Frame frame(
      StepRunner.Running running,
      Uses uses,
      ActionSources.Located located,
      Map<String, String> with) {
    Map<String, Value> inputs = new LinkedHashMap<>();
    complete(running, located.definition(), with)
        .forEach((name, value) -> inputs.put(name, Value.of(value)));
    Map<String, String> env = new LinkedHashMap<>(running.frame().env());
    env.putAll(running.env());
    Map<String, Value> github = new LinkedHashMap<>(running.frame().github());
    github.put("action_path", Value.of(located.directory().toString()));
    if (uses instanceof Uses.Remote remote) {
      github.put("action_repository", Value.of(remote.owner() + "/" + remote.name()));
      github.put("action_ref", Value.of(remote.ref()));
    }
    return new Frame(running.address(), Optional.of(Value.of(inputs)), env, github);
  }

  private void composite(
      StepRunner.Running running,
      Uses uses,
      ActionSources.Located located,
      List<Workflow.Step> nested,
      Map<String, String> with) {
    if (running.address().chars().filter(c -> c == '.').count() >= MAX_NESTING) {
      throw new StepFailure(
          State.FAILED, uses.text() + ": actions are nested deeper than " + MAX_NESTING);
    }
    Frame frame = frame(running, uses, located, with);
    State worst = State.SUCCEEDED;
    String message = "";
    for (int i = 0; i < nested.size(); i++) {
      Workflow.Step step = nested.get(i);
      StepRecord record =
          steps.run(frame, step, i + 1, running.number(), running.log(), (_, _) -> {});
      frame.ended(step.id(), record);
      if (worst == State.SUCCEEDED
          && (record.conclusion() == State.FAILED || record.conclusion() == State.CANCELLED)) {
        worst = record.conclusion();
        message =
            record.annotations().stream()
                .filter(each -> each.level().equals("error"))
                .map(RunSnapshot.Annotation::message)
                .findFirst()
                .orElse("");
      }
    }
    JobScope scope = new JobScope(job, frame, Map.of());
    located
        .definition()
        .outputs()
        .forEach((name, template) ->
            running.effects().outputs().put(name, template.evaluate(scope).text()));
    if (worst != State.SUCCEEDED) {
      throw new StepFailure(
          worst, uses.text() + ": " + (message.isEmpty() ? "a step failed" : message));
    }
  }

  /// The inputs that an action declares, with their defaults, and those that are given besides.
  private Map<String, String> complete(
      StepRunner.Running running, ActionDefinition definition, Map<String, String> with) {
    Map<String, String> given = new LinkedHashMap<>();
    with.forEach((name, value) -> given.put(name.toLowerCase(Locale.ROOT), value));
    Map<String, String> inputs = new LinkedHashMap<>();
    definition
        .inputs()
        .forEach((name, input) -> {
          String value = given.remove(name.toLowerCase(Locale.ROOT));
          if (value != null && !input.deprecation().isEmpty()) {
            running
                .effects()
                .annotate(
                    "warning",
                    "Input '"
                        + name
                        + "' has been deprecated with message: "
                        + input.deprecation());
          }
          inputs.put(
              name,
              value != null
                  ? value
                  : input
                      .defaultValue()
                      .map(template -> template.evaluate(running.scope()).text())
                      .orElse(""));
        });
    if (!given.isEmpty() && !running.frame().composite()) {
      running
          .effects()
          .annotate(
              "warning",
              "Unexpected input(s) '"
                  + String.join("', '", given.keySet())
                  + "', valid inputs are ["
                  + String.join(", ", definition.inputs().keySet())
                  + "]");
    }
    inputs.putAll(given);
    return inputs;
  }
}
