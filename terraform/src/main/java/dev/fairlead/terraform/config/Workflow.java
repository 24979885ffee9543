package dev.fairlead.terraform.config;

import dev.fairlead.terraform.config.Step.Action;
import dev.fairlead.terraform.config.Step.Builtin;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What is done at each stage of a project.
///
/// @param stages only those that differ from the built-in workflow
public record Workflow(String name, Map<Stage, List<Step>> stages) {

  public enum Stage {
    PLAN("plan", Action.INIT, Action.PLAN),
    APPLY("apply", Action.APPLY),
    POLICY_CHECK("policy_check", Action.SHOW, Action.POLICY_CHECK),
    IMPORT("import", Action.INIT, Action.IMPORT),
    STATE_RM("state_rm", Action.INIT, Action.STATE_RM);

    private final String key;
    private final List<Step> steps;

    Stage(String key, Action... actions) {
      this.key = key;
      // No static member of the workflow is used: its class needs this one first.
      this.steps =
          java.util.Arrays.stream(actions)
              .<Step>map(action -> new Builtin(action, List.of()))
              .toList();
    }

    /// As it is written in files.
    public String key() {
      return key;
    }
  }

  /// What a project without a workflow does.
  public static final Workflow DEFAULT = new Workflow("default", Map.of());

  public Workflow {
    var copy = new EnumMap<Stage, List<Step>>(Stage.class);
    copy.putAll(stages);
    stages = copy;
  }

  public List<Step> steps(Stage stage) {
    return stages.getOrDefault(stage, stage.steps);
  }
}
