package dev.fairlead.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.model.PullRequest;
import dev.fairlead.model.State;
import dev.fairlead.terraform.config.Requirement;
import dev.fairlead.terraform.config.Requirements;
import dev.fairlead.terraform.config.TerraformSettings;
import dev.fairlead.terraform.ledger.Applied;
import dev.fairlead.terraform.project.ProjectId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The way of a change from its plan to its apply, with the real terraform.
class PullRequestAutomationTest {
  private static final String ROOT =
      """
      variable "names" {
        type    = list(string)
        default = ["a"]
      }

      resource "terraform_data" "node" {
        for_each = toset(var.names)
        input    = each.key
      }

      output "names" {
        value = [for node in terraform_data.node : node.output]
      }

      output "password" {
        value     = "hush-hush"
        sensitive = true
      }
      """;

  private static final String CONFIG =
      """
      version: 3
      projects:
        - name: net
          dir: live/net
        - name: cloud
          dir: live/cloud
      """;

  @TempDir Path directory;

  private World world(TerraformSettings settings) {
    return new World(directory, settings, "atlantis.yaml", CONFIG, "live/net/main.tf", "# empty\n");
  }

  @Test
  void aChangeIsPlannedReviewedAndApplied() throws Exception {
    var settings =
        TerraformSettings.DEFAULT.withRules(
            TerraformSettings.Rules.DEFAULT.withRequirements(
                Requirements.NONE.withApply(Requirement.APPROVED)));
    try (World world = world(settings)) {
      PullRequest pull = world.open(1, "feature", "live/net/main.tf", ROOT);
      String plan = world.settled(1);

      assertThat(plan)
          .startsWith("Ran Plan for project: `net` dir: `live/net` workspace: `default`\n\n")
          .contains("<details><summary>Show Output</summary>\n\n```diff\n")
          .contains("\n+ resource \"terraform_data\" \"node\" {")
          .contains("  ```shell\n  atlantis apply -p net\n  ```")
          .contains("click [here](https://ci.example.com/locks/1)")
          .contains("\nPlan: 1 to add, 0 to change, 0 to destroy.\n\n---\n")
          .contains("  ```shell\n  atlantis unlock\n  ```")
          .doesNotContain("hush-hush");
      assertThat(world.forge.statuses(pull.head()))
          .containsExactly(
              "atlantis/plan: SUCCESS 1/1 projects planned successfully.",
              "atlantis/plan: net: SUCCESS Plan: 1 to add, 0 to change, 0 to destroy.");

      assertThat(world.command(1, "ann", "atlantis apply"))
          .startsWith("Ran Apply for project: `net` dir: `live/net` workspace: `default`\n\n")
          .contains(
              "**Apply Failed**: Pull request must be approved according to the project's approval"
                  + " rules before running apply.");

      world.forge.approve(1);
      String applied = world.command(1, "ann", "atlantis apply");
      assertThat(applied).contains("Apply complete! Resources: 1 added, 0 changed, 0 destroyed.");
      assertThat(world.forge.statuses(pull.head()))
          .contains(
              "atlantis/apply: SUCCESS 1/1 projects applied successfully.",
              "atlantis/apply: net: SUCCESS Apply succeeded.");

      Applied record =
          world
              .automation
              .applied(World.REPOSITORY, new ProjectId("live/net", "default", "net"))
              .orElseThrow();
      assertThat(record.commit()).isEqualTo(pull.head());
      assertThat(record.user()).isEqualTo("ann");
      assertThat(record.summary()).isEqualTo("1 added, 0 changed, 0 destroyed");
      assertThat(record.outputs().find("names").orElseThrow().toString()).isEqualTo("[\"a\"]");
      assertThat(record.outputs().sensitive()).containsExactly("password");
      assertThat(record.outputs().find("password")).isEmpty();

      Path state = world.data().resolve("states/example.com/acme/infra/live/net/terraform.tfstate");
      assertThat(Files.readString(state)).contains("\"terraform_data\"");
      assertThat(Files.readString(Path.of(world.lastRun(1).jobs().getFirst().log())))
          .contains("$ terraform apply -input=false net-default.tfplan\n")
          .contains("Apply complete!");

      world.hub.merge("feature");
      world.automation.closed(world.forge.end(1, PullRequest.Status.MERGED));
      assertThat(world.settled(1))
          .contains("Locks and plans deleted for the projects and workspaces")
          .contains("- dir: `live/net` workspace: `default`");
      assertThat(world.automation.locks()).isEmpty();

      // The next change finds the state, although the former checkout is gone.
      world.open(2, "more", "live/net/names.auto.tfvars", "names = [\"a\", \"b\"]\n");
      assertThat(world.settled(2)).contains("Plan: 1 to add, 0 to change, 0 to destroy.");
    }
  }

  @Test
  void aSecondPullRequestIsToldWhoHoldsTheProject() {
    try (World world = world(TerraformSettings.DEFAULT)) {
      world.open(1, "one", "live/net/main.tf", ROOT);
      world.settled(1);
      world.open(2, "two", "live/net/main.tf", ROOT + "# two\n");
      assertThat(world.settled(2))
          .contains(
              "**Plan Failed**: This project is currently locked by an unapplied plan from"
                  + " pull [#1](https://example.com/acme/infra/pull/1).")
          .contains("comment `atlantis plan -p net` here to re-plan.");

      assertThat(world.command(1, "ann", "atlantis unlock"))
          .startsWith("All Atlantis locks for this PR have been unlocked and plans discarded");
      assertThat(world.command(2, "bob", "atlantis plan")).contains("Plan: 1 to add");
      assertThat(world.command(1, "ann", "atlantis apply -p net"))
          .contains("**Apply Failed**: There is no plan to apply: its plan was discarded;");
    }
  }

  @Test
  void aPlanForAnotherHeadIsRefused() {
    try (World world = world(TerraformSettings.DEFAULT)) {
      PullRequest first = world.open(1, "one", "live/net/main.tf", ROOT);
      world.settled(1);
      world.hub.push("one", "main", "live/net/main.tf", ROOT + "# later\n");
      PullRequest second = world.forge.open(1, "one"); // The webhook is late.
      assertThat(world.command(1, "ann", "atlantis apply"))
          .contains(
              "**Apply Failed**: The plan is out of date: it was made for commit "
                  + first.head().abbreviated()
                  + ", but the head of `one` is now "
                  + second.head().abbreviated())
          .contains("comment `atlantis plan -p net` to plan again.");
    }
  }

  @Test
  void aBaseBranchThatMovedUnderTheProjectMakesItsPlanStale() {
    try (World world = world(TerraformSettings.DEFAULT)) {
      world.open(1, "one", "live/net/main.tf", ROOT);
      world.settled(1);
      world.hub.push("main", "main", "live/net/other.tf", "# somebody else's\n");
      assertThat(world.command(1, "ann", "atlantis apply -p net"))
          .contains("**Apply Failed**: The plan is out of date: `main` has moved from")
          .contains("Merge `main` into `one` and push");
      world.hub.push("main", "main", "README.md", "not concerned\n");
      assertThat(world.command(1, "ann", "atlantis plan"))
          .contains(":warning: The branch we're merging into is ahead");
      assertThat(world.command(1, "ann", "atlantis apply")).contains("Apply complete!");
    }
  }

  @Test
  void aProjectThatTheServerDisablesIsShownAndNeverRun() {
    var settings =
        TerraformSettings.DEFAULT.withDisabledProjects(Map.of("cloud", "no account here"));
    try (World world = world(settings)) {
      PullRequest pull =
          world.open(1, "one", "live/net/main.tf", ROOT, "live/cloud/main.tf", "broken {");
      assertThat(world.settled(1))
          .startsWith("Ran Plan for 2 projects:\n\n1. project: `net`")
          .contains(
              "**Plan Skipped**: this project is disabled in the server's configuration: no account"
                  + " here")
          .contains("2 projects, 1 with changes, 0 with no changes, 0 failed, 1 disabled");
      assertThat(world.forge.statuses(pull.head()))
          .contains(
              "atlantis/plan: SUCCESS 1/1 projects planned successfully.",
              "atlantis/plan: cloud: SUCCESS disabled in the server's configuration: no account"
                  + " here");
      assertThat(world.command(1, "ann", "atlantis apply")).contains("Apply complete!");
    }
  }

  @Test
  void aPlanThatFailsSaysWhereAndGivesTheLockBack() {
    try (World world = world(TerraformSettings.DEFAULT)) {
      PullRequest pull =
          world.open(1, "one", "live/net/main.tf", "output \"x\" {\n  value = var.missing\n}\n");
      assertThat(world.settled(1))
          .startsWith("Ran Plan for dir: `live/net` workspace: `default`\n\n**Plan Error**\n")
          .contains("on main.tf line 2, in output \"x\":")
          .doesNotContain(directory.toString());
      assertThat(world.forge.statuses(pull.head()))
          .contains(
              "atlantis/plan: FAILURE 1/1 projects failed to plan.",
              "atlantis/plan: net: FAILURE Plan failed.");
      assertThat(world.automation.locks()).isEmpty();
      assertThat(world.lastRun(1).state()).isEqualTo(State.FAILED);
    }
  }

  @Test
  void aBrokenConfigurationIsAnsweredWithItsPlace() {
    try (World world = world(TerraformSettings.DEFAULT)) {
      PullRequest pull =
          world.open(1, "one", "atlantis.yaml", CONFIG + "    autoplan:\n      whenmodified: []\n");
      assertThat(world.settled(1))
          .startsWith("**Plan Error**\n```\nparsing atlantis.yaml failed:\n")
          .contains(
              "atlantis.yaml:8:7: unknown key 'whenmodified' in autoplan; did you mean"
                  + " 'when_modified'?");
      assertThat(world.forge.statuses(pull.head())).contains("atlantis/plan: FAILURE Plan failed.");
    }
  }

  @Test
  void somebodyWhoMayNotApplyIsTold() {
    var settings =
        TerraformSettings.DEFAULT.withAccess(
            TerraformSettings.Access.DEFAULT.withApplyUsers(Set.of("ann")));
    try (World world = world(settings)) {
      world.open(1, "one", "live/net/main.tf", ROOT);
      world.settled(1);
      assertThat(world.command(1, "eve", "atlantis apply"))
          .contains("Error: User @eve does not have permissions to execute 'apply' command.");
      assertThat(world.command(1, "ann", "atlantis apply")).contains("Apply complete!");
    }
  }

  @Test
  void eventsThatAreToldTwiceCountOnce() {
    try (World world = world(TerraformSettings.DEFAULT)) {
      PullRequest pull = world.open(1, "one", "live/net/main.tf", ROOT);
      world.automation.updated(pull);
      world.settled(1);
      world.automation.opened(pull);
      assertThat(world.runs(1)).hasSize(1);
      long id = world.comment(1, "ann", "atlantis plan");
      world.settled(1);
      world.automation.commented(
          pull, new dev.fairlead.terraform.pull.PullRequestComment(id, "ann", "atlantis plan"));
      assertThat(world.runs(1)).hasSize(2);
      assertThat(world.forge.comments(1)).hasSize(2);
    }
  }

  @Test
  void workspacesHaveStatesOfTheirOwn() {
    try (World world = world(TerraformSettings.DEFAULT)) {
      world.open(1, "one", "live/net/main.tf", ROOT);
      world.settled(1);
      world.command(1, "ann", "atlantis apply");
      assertThat(world.command(1, "ann", "atlantis plan -d live/other"))
          .contains("dir live/other does not exist in this pull request's head");
      world.push(
          1,
          "one",
          "atlantis.yaml",
          "version: 3\nprojects:\n- dir: live/net\n  workspace: stage\n");
      assertThat(world.settled(1))
          .contains("workspace: `stage`")
          .contains("Plan: 1 to add, 0 to change, 0 to destroy.");
      assertThat(world.command(1, "ann", "atlantis apply -d live/net -w stage"))
          .contains("Apply complete!");
      assertThat(
              world
                  .data()
                  .resolve(
                      "states/example.com/acme/infra/live/net/terraform.tfstate.d/stage/terraform.tfstate"))
          .exists();
    }
  }

  @Test
  void versionImportAndRemovalFromTheState() {
    try (World world = world(TerraformSettings.DEFAULT)) {
      world.open(1, "one", "live/net/main.tf", ROOT);
      world.settled(1);
      assertThat(world.command(1, "ann", "atlantis version"))
          .startsWith("Ran Version for project: `net`")
          .contains("Terraform v");
      world.command(1, "ann", "atlantis apply");
      assertThat(world.command(1, "ann", "atlantis state -p net rm 'terraform_data.node[\"a\"]'"))
          .startsWith("Ran State `rm` for project: `net` dir: `live/net`")
          .contains("Successfully removed 1 resource instance(s).")
          .contains("atlantis plan -p net");
      assertThat(
              world.command(
                  1, "ann", "atlantis import -p net 'terraform_data.node[\"a\"]' some-id"))
          .contains("Ran Import for project: `net`")
          .contains("Import successful!");
    }
  }

  @Test
  void wordsThatAreNoCommandAreAnsweredOrIgnored() {
    try (World world = world(TerraformSettings.DEFAULT)) {
      world.open(1, "one", "README.md", "nothing for terraform\n");
      world.settled(1);
      assertThat(world.forge.comments(1)).isEmpty();
      world.comment(1, "ann", "looks good to me");
      assertThat(world.command(1, "ann", "atlantis help")).contains("Terraform Pull Request");
      assertThat(world.command(1, "ann", "atlantis aply")).contains("unknown command \"aply\"");
      assertThat(world.command(1, "ann", "atlantis plan")).startsWith("Ran Plan for 0 projects:");
      assertThat(world.forge.comments(1)).hasSize(3);
    }
  }
}
