package dev.fairlead.terraform.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.model.MemoryTree;
import dev.fairlead.terraform.config.TerraformSettings.Rules;
import dev.fairlead.terraform.config.Workflow.Stage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RepositoryConfigReaderTest {
  private static final Rules ALL =
      Rules.DEFAULT
          .withCustomWorkflows()
          .withAllowedOverrides(
              Set.of(
                  "plan_requirements",
                  "apply_requirements",
                  "import_requirements",
                  "workflow",
                  "repo_locks",
                  "repo_locking",
                  "delete_source_branch_on_merge",
                  "silence_pr_comments"));

  @Test
  void everythingThatMayBeSaidIsRead() {
    RepositoryConfigReader.Result result =
        new RepositoryConfigReader(ALL)
            .read(
                "atlantis.yaml",
                """
                version: 3
                automerge: true
                parallel_plan: yes
                parallel_apply: on
                abort_on_execution_order_fail: true
                delete_source_branch_on_merge: false
                emoji_reaction: eyes
                allowed_regexp_prefixes: [dev/]
                autodiscover:
                  mode: enabled
                  ignore_paths: ["legacy/**"]
                repo_locks: {mode: on_apply}
                silence_pr_comments: [apply]
                x-anchor: &base
                  autoplan: {when_modified: ["*.tf"]}
                projects:
                - &net
                  name: net
                  dir: ./live/net/
                  workspace: stage
                  branch: /^main$/
                  workflow: own
                  terraform_version: v1.11.4
                  terraform_distribution: opentofu
                  autoplan:
                    when_modified: ["*.tf", "../modules/**/*.tf"]
                    enabled: false
                  plan_requirements: [undiverged]
                  apply_requirements: [approved, mergeable]
                  import_requirements: []
                  depends_on: [vpc]
                  execution_order_group: 2
                  repo_locks: {mode: disabled}
                - <<: *net
                  name: other
                  workspace: default
                - dir: "live/*"
                workflows:
                  own:
                    plan:
                      steps:
                      - init:
                          extra_args: ["-backend-config=$WORKSPACE.hcl"]
                      - env: {name: A, value: b}
                      - env:
                          name: T
                          command: date
                      - multienv: ./names.sh
                      - run: echo "a  b"
                      - run:
                          command: cat
                          shell: bash
                          shellArgs: -e -c
                          output: [strip_refreshing, {filter_regex: "(k=)\\\\w+()"}]
                      - plan
                    apply: {}
                """
                    .replace("x-anchor: &base\n  autoplan: {when_modified: [\"*.tf\"]}\n", ""));
    assertThat(result.problems()).isEmpty();
    RepositoryConfig config = result.config();
    assertThat(config.parallelPlan()).isTrue();
    assertThat(config.repoLocks()).contains(RepoLocks.ON_APPLY);
    assertThat(config.autodiscover().orElseThrow().mode()).isEqualTo(Autodiscover.Mode.ENABLED);
    ProjectConfig net = config.projects().getFirst();
    assertThat(net.dir()).isEqualTo("live/net");
    assertThat(net.terraformVersion()).isEqualTo("1.11.4");
    assertThat(net.distribution()).contains(Distribution.OPENTOFU);
    assertThat(net.autoplan()).isFalse();
    assertThat(net.applyRequirements())
        .contains(List.of(Requirement.APPROVED, Requirement.MERGEABLE));
    assertThat(net.importRequirements()).contains(List.of());
    assertThat(net.dependsOn()).containsExactly("vpc");
    assertThat(net.executionOrderGroup()).isEqualTo(2);
    assertThat(config.projects().get(1).dir()).isEqualTo("live/net");
    assertThat(config.projects().get(1).workspace()).isEqualTo("default");
    assertThat(config.projects().get(2).isGlob()).isTrue();
    Workflow own = Objects.requireNonNull(config.workflows().get("own"));
    assertThat(own.steps(Stage.PLAN)).hasSize(7);
    assertThat(own.steps(Stage.PLAN).get(5))
        .isInstanceOfSatisfying(
            Step.Run.class,
            run -> {
              assertThat(run.command())
                  .isEqualTo(new Step.Command("cat", "bash", List.of("-e", "-c")));
              assertThat(run.output().stripRefreshing()).isTrue();
              assertThat(run.output().redact()).hasSize(1);
            });
    assertThat(own.steps(Stage.APPLY)).hasSize(1);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of("projects: []", "1:1: version is required: write 'version: 3'"),
        Arguments.of("", "version is required: begin the file with 'version: 3'"),
        Arguments.of("version: 4", "1:10: only versions 2 and 3 are supported, found 4"),
        Arguments.of(
            "version: 3\nproject: []",
            "2:1: unknown key 'project' in the file; did you mean 'projects'?"),
        Arguments.of("version: 3\nprojects:\n- name: a", "3:3: a project needs a 'dir'"),
        Arguments.of(
            "version: 3\nprojects:\n- dir: a/../b", "3:8: dir 'a/../b' must not contain '..'"),
        Arguments.of(
            "version: 3\nprojects:\n- dir: a\n  workspace: x/y",
            "4:14: 'x/y' cannot be a workspace: '/', '\\', '$', blanks and control characters are"
                + " not allowed"),
        Arguments.of(
            "version: 3\nprojects:\n- dir: a\n- dir: a",
            "4:3: there are two or more projects with dir 'a' and workspace 'default'"),
        Arguments.of(
            "version: 3\nprojects:\n- {dir: a, name: x}\n- {dir: b, name: x}",
            "4:3: found two or more projects with name 'x' (the other at line 3)"),
        Arguments.of(
            "version: 3\nprojects:\n- {dir: 'a/*', name: x}",
            "3:22: a project whose dir is a pattern cannot have a name"),
        Arguments.of(
            "version: 3\nprojects:\n- dir: a\n  autoplan:\n    when_modifed: []",
            "5:5: unknown key 'when_modifed' in autoplan; did you mean 'when_modified'?"),
        Arguments.of(
            "version: 3\nprojects:\n- dir: a\n  apply_requirements: [approved]",
            "4:23: repo config not allowed to set 'apply_requirements' key: server-side config"
                + " needs 'allowed_overrides: [apply_requirements]'"),
        Arguments.of(
            "version: 3\nworkflows:\n  x: {}",
            "3:3: repo config not allowed to define custom workflows: server-side config needs"
                + " 'allow_custom_workflows: true'"),
        Arguments.of(
            "version: 3\nprojects:\n- dir: a\n  branch: main",
            "4:11: branch is a regular expression between slashes: /main/"),
        Arguments.of(
            "version: 3\nautodiscover: {mode: always}",
            "2:22: 'mode' must be one of auto, enabled, disabled, found 'always'"),
        Arguments.of(
            "version: 3\nautodiscover: {ignore_paths: [/x]}",
            "2:31: a pattern of ignore_paths must not begin with '/'"),
        Arguments.of(
            "version: 3\nprojects:\n- dir: a\n  dir: b", "4:3: key \"dir\" is already set"),
        Arguments.of("version: 3\nprojects: {}", "2:11: expected a list for 'projects'"),
        Arguments.of(
            "version: 3\nprojects:\n- dir: a\n  terraform_version: latest",
            "4:22: 'latest' is no version such as v1.11.4"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistakesAreNamedWithTheirPlace(String text, String expected) {
    assertThat(new RepositoryConfigReader(Rules.DEFAULT).read("atlantis.yaml", text).problems())
        .anySatisfy(problem -> assertThat(problem.toString()).contains(expected));
  }

  static Stream<Arguments> steps() {
    return Stream.of(
        Arguments.of("- ini", "'ini' is no step; known are init, plan"),
        Arguments.of("- env: {name: A, value: b, command: c}", "both 'value' and 'command'"),
        Arguments.of("- run: {shell: sh}", "this step needs a 'command', which 'shell' would run"),
        Arguments.of("- run: {command: x, shellArgs: -c}", "'shellArgs' needs a 'shell'"),
        Arguments.of("- {plan: {}, init: {}}", "a step has exactly one key, found plan, init"),
        Arguments.of("- plan: {args: []}", "unknown key 'args' in step 'plan'"),
        Arguments.of("- run: {command: x, output: none}", "'none' is no output"));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void mistakesInStepsAreNamed(String step, String expected) {
    String text = "version: 3\nworkflows:\n  w:\n    plan:\n      steps:\n      " + step + "\n";
    assertThat(new RepositoryConfigReader(ALL).read("atlantis.yaml", text).problems())
        .anySatisfy(problem -> {
          assertThat(problem.at().line()).isEqualTo(6);
          assertThat(problem.message()).contains(expected);
        });
  }

  @Test
  void theOtherExtensionIsAnError() {
    var tree = MemoryTree.of(Map.of("atlantis.yml", "version: 3\n"));
    assertThat(new RepositoryConfigReader(Rules.DEFAULT).read(tree).problems())
        .singleElement()
        .satisfies(problem ->
            assertThat(problem.message()).contains("rename it using the .yaml extension"));
  }

  @Test
  void versionTwoLosesTheQuotesOfCommands() {
    String text =
        "version: 2\nworkflows:\n  w:\n    plan:\n      steps:\n      - run: echo 'a  b'\n";
    Workflow workflow =
        Objects.requireNonNull(
            new RepositoryConfigReader(ALL)
                .read("atlantis.yaml", text)
                .config()
                .workflows()
                .get("w"));
    assertThat(workflow.steps(Stage.PLAN))
        .containsExactly(new Step.Run(Step.Command.sh("echo a  b"), Step.Output.SHOW));
  }
}
