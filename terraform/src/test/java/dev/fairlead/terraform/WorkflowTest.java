package dev.fairlead.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.model.Secret;
import dev.fairlead.terraform.config.TerraformSettings;
import dev.fairlead.terraform.config.TerraformSettings.Programs;
import dev.fairlead.terraform.config.TerraformSettings.Rules;
import dev.fairlead.terraform.ledger.Applied;
import dev.fairlead.terraform.pull.PullRequests.Mergeability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Workflows of a repository's own, several projects in order, and states that are in danger.
class WorkflowTest {
  private static final String ROOT =
      """
      variable "token" {
        type    = string
        default = ""
      }

      variable "colour" {
        type    = string
        default = "none"
      }

      output "colour" {
        value = var.colour
      }

      resource "terraform_data" "x" {
        input = var.colour
      }
      """;

  @TempDir Path directory;

  @Test
  void stepsOfARepositoryRunWithItsEnvironmentAndWithoutShowingSecrets() throws Exception {
    var settings =
        TerraformSettings.DEFAULT
            .withRules(Rules.DEFAULT.withCustomWorkflows().withAllowedOverrides(Set.of("workflow")))
            .withPrograms(
                Programs.DEFAULT.withEnvironment(Map.of("API", new Secret("very-hidden"))));
    String config =
        """
        version: 3
        projects:
        - name: net
          dir: net
          workflow: own
        workflows:
          own:
            plan:
              steps:
              - env: {name: TF_VAR_colour, command: "printf 'red\\n'"}
              - env: {name: HUSH, command: "echo from-the-vault"}
              - multienv: echo 'KIND=vpc,NAMES="a,b"'
              - run: echo "token=$API $KIND $NAMES $PROJECT_NAME $BASE_REPO_OWNER/$BASE_REPO_NAME $HEAD_BRANCH_NAME $PULL_NUM $USER_NAME"
              - init
              - plan: {extra_args: ["-var", "token=$KIND"]}
              - run: {command: "echo unseen", output: hide}
            apply:
              steps:
              - run: git log -1 --format=%H
              - apply
        """;
    try (World world =
        new World(directory, settings, "atlantis.yaml", config, "README.md", "x\n")) {
      var pull = world.open(1, "one", "net/main.tf", ROOT);
      assertThat(world.settled(1))
          .contains("Dynamic environment variables added:\nKIND\nNAMES\n")
          .contains("token=*** vpc a,b net acme/infra one 1 fairlead")
          .contains("colour = \"red\"")
          .doesNotContain("unseen", "very-hidden");
      assertThat(Files.readString(Path.of(world.lastRun(1).jobs().getFirst().log())))
          .contains("unseen")
          .contains("-var token=vpc")
          .doesNotContain("very-hidden", "\nfrom-the-vault");
      assertThat(world.command(1, "ann", "atlantis apply"))
          .contains(pull.head().hex())
          .contains("Apply complete!");
    }
  }

  @Test
  void projectsRunInTheirOrderAndWaitForThoseTheyDependOn() {
    String config =
        """
        version: 3
        parallel_plan: true
        abort_on_execution_order_fail: true
        projects:
        - {name: app, dir: app, execution_order_group: 2, depends_on: [net]}
        - {name: net, dir: net, execution_order_group: 1}
        - {name: dns, dir: dns, execution_order_group: 1}
        """;
    try (World world = new World(directory, TerraformSettings.DEFAULT, "atlantis.yaml", config)) {
      world.open(1, "one", "app/main.tf", ROOT, "net/main.tf", ROOT, "dns/main.tf", ROOT);
      assertThat(world.settled(1))
          .startsWith(
              "Ran Plan for 3 projects:\n\n1. project: `net` dir: `net` workspace: `default`\n"
                  + "1. project: `dns`")
          .contains("3 projects, 3 with changes, 0 with no changes, 0 failed");
      assertThat(world.command(1, "ann", "atlantis apply -p app"))
          .contains(
              "**Apply Failed**: Can't apply your project unless you apply its dependencies:"
                  + " [net]");
      // One command applies both groups: the second sees what the first did.
      assertThat(world.command(1, "ann", "atlantis apply"))
          .contains("### Apply Summary\n\n3 projects, 3 successful, 0 failed, 0 errored");
      assertThat(world.automation.outputs(World.REPOSITORY))
          .extracting(applied -> applied.project().label())
          .containsExactly("app", "dns", "net");

      world.push(1, "one", "net/main.tf", ROOT + "broken {\n", "app/main.tf", ROOT + "# new\n");
      assertThat(world.settled(1))
          .contains("**Plan Error**")
          .contains(
              "**Plan Failed**: a project of an earlier execution order group failed, so this one"
                  + " was not run.");
    }
  }

  @Test
  void aStateThatIsDamagedIsNotTakenForAnEmptyOne() throws Exception {
    try (World world = new World(directory, TerraformSettings.DEFAULT, "README.md", "x\n")) {
      world.open(1, "one", "net/main.tf", ROOT);
      world.settled(1);
      world.command(1, "ann", "atlantis apply");
      Path state = world.data().resolve("states/example.com/acme/infra/net/terraform.tfstate");
      String good = Files.readString(state);
      Files.writeString(state, "");
      assertThat(world.command(1, "ann", "atlantis plan"))
          .contains("**Plan Error**")
          .contains("the state of net, workspace default, is damaged: it is empty.")
          .contains("Restore states/net/terraform.tfstate from one of its copies");
      Files.writeString(state, good);
      assertThat(world.command(1, "ann", "atlantis plan")).contains("No changes.");
    }
  }

  @Test
  void aBackendThatIsChosenIsLeftAlone() {
    Path elsewhere = directory.resolve("elsewhere.tfstate");
    String backend =
        "terraform {\n  backend \"local\" {\n    path = \"" + elsewhere + "\"\n  }\n}\n";
    try (World world = new World(directory, TerraformSettings.DEFAULT, "README.md", "x\n")) {
      world.open(1, "one", "net/main.tf", ROOT, "net/backend.tf", backend);
      world.settled(1);
      assertThat(world.command(1, "ann", "atlantis apply")).contains("Apply complete!");
      assertThat(elsewhere).exists();
      assertThat(world.data().resolve("states/example.com/acme/infra/net/terraform.tfstate"))
          .doesNotExist();
    }
  }

  @Test
  void aStateThatWasCommittedIsWhereOursBegins() {
    try (World world = new World(directory, TerraformSettings.DEFAULT, "README.md", "x\n")) {
      world.open(
          1,
          "one",
          "net/main.tf",
          ROOT,
          "net/terraform.tfstate",
          """
          {"version": 4, "terraform_version": "1.11.4", "serial": 7, "lineage": "11111111-2222-3333-4444-555555555555",
           "outputs": {"colour": {"value": "old", "type": "string"}}, "resources": []}
          """);
      assertThat(world.settled(1)).contains("~ colour = \"old\" -> \"none\"");
    }
  }

  @Test
  void thePlanIsRefusedWhereTheForgeWouldNotMerge() {
    var settings =
        TerraformSettings.DEFAULT.withRules(
            Rules.DEFAULT.withAllowedOverrides(Set.of("apply_requirements")));
    String config = "version: 3\nprojects:\n- dir: net\n  apply_requirements: [mergeable]\n";
    try (World world = new World(directory, settings, "atlantis.yaml", config)) {
      world.open(1, "one", "net/main.tf", ROOT);
      world.settled(1);
      world.forge.mergeability = new Mergeability(false, "The check `build` fails.");
      assertThat(world.command(1, "ann", "atlantis apply"))
          .contains(
              "**Apply Failed**: Pull request must be mergeable before running apply. The check"
                  + " `build` fails.");
      world.forge.mergeability = Mergeability.YES;
      assertThat(world.command(1, "ann", "atlantis apply")).contains("Apply complete!");
      List<Applied> applied = world.automation.outputs(World.REPOSITORY);
      assertThat(applied).hasSize(1);
    }
  }

  @Test
  void filesOutsideOfTheRepositoryAreNoVariables() {
    try (World world = new World(directory, TerraformSettings.DEFAULT, "README.md", "x\n")) {
      world.open(1, "one", "net/main.tf", ROOT);
      world.settled(1);
      assertThat(world.command(1, "ann", "atlantis plan -d net -- -var-file=../../x.tfvars"))
          .contains("var file path '../../x.tfvars' is outside of the repository");
      assertThat(world.command(1, "ann", "atlantis plan -d net -- -var colour=blue"))
          .contains("atlantis plan -d net -- -var colour=blue\n");
      assertThat(world.command(1, "ann", "atlantis plan -d net --verbose"))
          .contains("<details><summary>Log</summary>")
          .contains("$ terraform init -input=false -upgrade\n");
    }
  }

  @Test
  void whatTakesTooLongIsInterrupted() {
    Programs programs = Programs.DEFAULT;
    var settings =
        TerraformSettings.DEFAULT.withPrograms(
            new Programs(
                programs.terraform(),
                programs.tofu(),
                programs.distribution(),
                null,
                Map.of(),
                programs.initTimeout(),
                programs.planTimeout(),
                Duration.ofSeconds(3)));
    String hanging =
        "resource \"terraform_data\" \"x\" {\n  provisioner \"local-exec\" {\n    command ="
            + " \"while true; do sleep 0.1; done\"\n  }\n}\n";
    try (World world = new World(directory, settings, "README.md", "x\n")) {
      world.open(1, "one", "net/main.tf", hanging);
      world.settled(1);
      assertThat(world.command(1, "ann", "atlantis apply"))
          .contains("running 'apply' in 'net': took too long and was interrupted")
          .contains("Interrupt received.");
    }
  }

  @Test
  void aLockIsGivenUpOnItsPage() {
    try (World world = new World(directory, TerraformSettings.DEFAULT, "README.md", "x\n")) {
      world.open(1, "one", "net/main.tf", ROOT);
      world.settled(1);
      String key = world.automation.locks().getFirst().key();
      assertThat(world.automation.discard("no such lock", "bob")).isFalse();
      assertThat(world.automation.discard(key, "bob")).isTrue();
      World.await("the comment", () -> world.forge.comments(1).size() == 2);
      assertThat(world.forge.lastComment(1))
          .contains("The plan for dir: `net` workspace: `default` was **discarded**")
          .contains("by bob");
      assertThat(world.automation.locks()).isEmpty();
      assertThat(world.command(1, "ann", "atlantis apply -d net"))
          .contains("There is no plan to apply: its plan was discarded;");
    }
  }

  @Test
  void aProjectThatWantsAnotherVersionIsToldWhichIsThere() {
    String config = "version: 3\nprojects:\n- dir: net\n  terraform_version: 0.99.1\n";
    try (World world = new World(directory, TerraformSettings.DEFAULT, "atlantis.yaml", config)) {
      world.open(1, "one", "net/main.tf", ROOT);
      assertThat(world.settled(1))
          .contains("project net/default wants terraform 0.99.1, but")
          .contains("install that version as bin/terraform0.99.1 in the data directory");
    }
  }
}
