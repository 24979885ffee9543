package dev.fairlead.actions.runner;

import dev.fairlead.actions.action.BuiltIns;
import dev.fairlead.actions.expression.Value;
import dev.fairlead.actions.workflow.ActionDefinition;
import dev.fairlead.actions.workflow.Template;
import dev.fairlead.actions.workflow.Uses;
import dev.fairlead.actions.workflow.Workflow;
import dev.fairlead.actions.workflow.WorkflowReader;
import dev.fairlead.git.GitException;
import dev.fairlead.git.Mirror;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.process.Processes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Looks for everything that would stop a workflow half-way, before any of it runs.
public final class Preflight {
  /// GitHub's limits for reusable workflows and nested actions.
  private static final int MAX_CALLS = 10;

  private static final int MAX_NESTING = 10;

  static final String ACTION = "workflow-action";
  static final String RUNNER = "workflow-runner";

  private static final Set<String> LABELS =
      Set.of("self-hosted", "linux", "x64", "arm64", "fairlead");

  private final RunnerConfiguration configuration;
  private final dev.fairlead.actions.action.Sources sources;
  private final BuiltIns builtIns;
  private final List<Finding> found = new ArrayList<>();

  private Preflight(
      RunnerConfiguration configuration, dev.fairlead.actions.action.Sources sources) {
    this.configuration = configuration;
    this.sources = sources;
    this.builtIns = new BuiltIns(configuration.switchedOff());
  }

  /// Every reason why a runner cannot run a workflow: errors of its file, actions that are not
  /// available, containers, labels of other machines, callees that do not exist.
  ///
  /// @param tree the files of the workflow's commit
  public static List<Finding> check(
      Workflow workflow,
      RevisionTree tree,
      RunnerConfiguration configuration,
      dev.fairlead.actions.action.Sources sources) {
    var preflight = new Preflight(configuration, sources);
    preflight.workflow(workflow, tree, 0);
    return preflight.found.stream()
        .distinct()
        .sorted(java.util.Comparator.comparing(Finding::at))
        .toList();
  }

  private void workflow(Workflow workflow, RevisionTree tree, int depth) {
    found.addAll(workflow.errors());
    for (Workflow.Job job : workflow.jobs().values()) {
      job.callee().ifPresent(callee -> callee(callee, tree, depth));
      job.runsOn().ifPresent(this::labels);
      for (Optional<Template> engine : List.of(job.container(), job.services())) {
        engine
            .filter(
                each -> !(each instanceof Template.Mapping mapping && mapping.fields().isEmpty()))
            .ifPresent(each ->
                error(
                    RUNNER,
                    each.at(),
                    "'container' and 'services' need a container engine, which this runner does not"
                        + " use; run the steps on the machine, and start the service in a step"));
      }
      job.steps().forEach(step -> step.action().ifPresent(uses -> action(uses, tree, 0)));
    }
  }

  private void error(String rule, Position at, String message) {
    found.add(Finding.error(rule, at, message));
  }

  private void labels(Template runsOn) {
    List<Template> labels =
        switch (runsOn) {
          case Template.Sequence(_, List<Template> items) -> items;
          case Template.Mapping(_, var fields) ->
              fields.containsKey("labels")
                      && fields.get("labels") instanceof Template.Sequence(_, var items)
                  ? items
                  : Optional.ofNullable(fields.get("labels")).stream().toList();
          case Template.Constant _ -> List.of(runsOn);
          case Template.Computed _, Template.Mixed _ -> List.of();
        };
    for (Template label : labels) {
      if (label instanceof Template.Constant(Position at, Value value)) {
        unknown(value.text(), configuration).ifPresent(message -> error(RUNNER, at, message));
      }
    }
  }

  /// Why a runner does not answer to a label; empty when it does.
  static Optional<String> unknown(String label, RunnerConfiguration configuration) {
    String name = label.toLowerCase(Locale.ROOT);
    if (LABELS.contains(name)
        || name.startsWith("ubuntu-")
        || configuration.labels().stream().anyMatch(name::equalsIgnoreCase)) {
      return Optional.empty();
    }
    return Optional.of(
        "no runner has the label '"
            + label
            + "'; this one runs on Linux and answers to ubuntu-*, "
            + String.join(", ", new TreeSet<>(LABELS))
            + (configuration.labels().isEmpty()
                ? ""
                : ", " + String.join(", ", new TreeSet<>(configuration.labels()))));
  }

  private void callee(Uses uses, RevisionTree tree, int depth) {
    if (depth >= MAX_CALLS) {
      error(ACTION, uses.at(), "workflows call each other more than " + MAX_CALLS + " levels deep");
      return;
    }
    try {
      Callee callee = Callee.find(uses, tree, sources);
      if (!callee.workflow().triggers().events().containsKey("workflow_call")) {
        error(ACTION, uses.at(), uses.text() + " cannot be called: it has no 'on: workflow_call'");
      }
      workflow(callee.workflow(), callee.tree(), depth + 1);
    } catch (StepFailure | GitException e) {
      error(ACTION, uses.at(), String.valueOf(e.getMessage()));
    }
  }

  /// A workflow that is called, with the files around it.
  record Callee(Workflow workflow, RevisionTree tree) {

    static Callee find(Uses uses, RevisionTree tree, dev.fairlead.actions.action.Sources sources) {
      return switch (uses) {
        case Uses.Local local -> read(local.path(), local.text(), tree);
        case Uses.Remote remote -> {
          Mirror mirror =
              sources
                  .mirror(remote.owner() + "/" + remote.name())
                  .orElseThrow(() ->
                      new StepFailure(
                          dev.fairlead.model.State.FAILED,
                          "workflow '"
                              + remote.text()
                              + "' is not available: Fairlead keeps no mirror of "
                              + remote.owner()
                              + "/"
                              + remote.name()));
          yield read(
              remote.path(),
              remote.text(),
              mirror.tree(ActionSources.resolve(mirror, remote.ref())));
        }
        case Uses.Docker docker ->
            throw new StepFailure(
                dev.fairlead.model.State.FAILED, docker.text() + " is no workflow");
      };
    }

    private static Callee read(String path, String text, RevisionTree tree) {
      if (!tree.isFile(path)) {
        throw new StepFailure(
            dev.fairlead.model.State.FAILED, "there is no workflow '" + text + "'");
      }
      return new Callee(WorkflowReader.read(path, tree.text(path)), tree);
    }
  }

  private void action(Uses uses, RevisionTree tree, int depth) {
    if (depth > MAX_NESTING) {
      error(ACTION, uses.at(), "actions use each other more than " + MAX_NESTING + " levels deep");
      return;
    }
    switch (uses) {
      case Uses.Docker docker ->
          error(
              ACTION,
              docker.at(),
              "action '"
                  + docker.text()
                  + "' runs in a container, which needs a container engine that this runner does"
                  + " not use");
      case Uses.Local local -> {
        // One that is not in the commit may still be made by an earlier step.
        Optional<ActionDefinition> definition = ActionSources.definition(tree, local.path());
        definition.ifPresent(each -> definition(local, each, tree, depth));
      }
      case Uses.Remote remote -> remote(remote, depth);
    }
  }

  private void remote(Uses.Remote remote, int depth) {
    if (builtIns.find(remote.key()).isPresent()) {
      return;
    }
    Optional<Mirror> mirror = sources.mirror(remote.owner() + "/" + remote.name());
    if (mirror.isEmpty()) {
      error(ACTION, remote.at(), ActionSources.unavailable(remote));
      return;
    }
    try {
      RevisionTree tree = mirror.get().tree(ActionSources.resolve(mirror.get(), remote.ref()));
      Optional<ActionDefinition> definition = ActionSources.definition(tree, remote.path());
      if (definition.isEmpty()) {
        error(ACTION, remote.at(), "there is no action.yml in " + remote.text());
      } else {
        definition(remote, definition.get(), tree, depth);
      }
    } catch (GitException e) {
      error(ACTION, remote.at(), remote.text() + ": " + e.getMessage());
    }
  }

  private void definition(Uses uses, ActionDefinition definition, RevisionTree tree, int depth) {
    found.addAll(definition.errors());
    switch (definition.runs()) {
      case ActionDefinition.Runs.Composite(List<Workflow.Step> steps) ->
          steps.forEach(step -> step.action().ifPresent(each -> action(each, tree, depth + 1)));
      case ActionDefinition.Runs.JavaScript _ -> {
        String path = configuration.environment().getOrDefault("PATH", "");
        if (Processes.find("node", path, Path.of("/")).isEmpty()) {
          error(
              ACTION,
              uses.at(),
              uses.text()
                  + " is a JavaScript action and needs 'node', which is not on the runner's PATH;"
                  + " install Node.js 20 or newer");
        }
      }
      case ActionDefinition.Runs.Docker _ ->
          error(
              ACTION,
              uses.at(),
              uses.text()
                  + " runs in a container, which needs a container engine that this runner does not"
                  + " use");
      case ActionDefinition.Runs.Unknown(String using) ->
          error(ACTION, uses.at(), definition.file() + ": unknown 'runs.using: " + using + "'");
    }
  }
}
