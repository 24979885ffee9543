package dev.fairlead.terraform.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.model.MemoryTree;
import dev.fairlead.terraform.config.RepositoryConfigReader;
import dev.fairlead.terraform.config.TerraformSettings;
import dev.fairlead.terraform.config.TerraformSettings.Rules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectDiscoveryTest {

  private static ProjectDiscovery discovery(TerraformSettings settings, String... files) {
    Map<String, String> texts = new HashMap<>();
    for (int i = 0; i < files.length; i += 2) {
      texts.put(files[i], files[i + 1]);
    }
    var tree = MemoryTree.of(texts);
    var result = new RepositoryConfigReader(settings.rules()).read(tree);
    assertThat(result.problems()).isEmpty();
    return new ProjectDiscovery(settings, tree, result.config(), "main");
  }

  private static List<String> labels(List<Project> projects) {
    return projects.stream().map(project -> project.id().label()).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "main.tf, main.tf, ./default",
    "a/main.tf a/env/prod.tfvars, a/env/prod.tfvars, a/default",
    "a/main.tf a/modules/m/x.tf, a/modules/m/x.tf, a/default",
    "b/main.tf modules/m/x.tf, modules/m/x.tf, ''",
    "main.tf modules/m/x.tf, modules/m/x.tf, ./default",
    "a/main.tf, a/README.md, ''",
    "a/main.tf, a/terraform.tfstate, ''",
    "main.tf, a/x.tf, ''",
    "a/main.tf b/main.tf, b/main.tf a/main.tf, b/default a/default"
  })
  void directoriesOfChangedFilesBecomeProjects(String files, String changed, String expected) {
    String[] texts = new String[files.split(" ").length * 2];
    int i = 0;
    for (String file : files.split(" ")) {
      texts[i++] = file;
      texts[i++] = "";
    }
    assertThat(
            String.join(
                " ",
                labels(
                    discovery(TerraformSettings.DEFAULT, texts)
                        .changed(List.of(changed.split(" "))))))
        .isEqualTo(expected);
  }

  @Test
  void configuredProjectsAreFilteredOrderedAndExpanded() {
    ProjectDiscovery discovery =
        discovery(
            TerraformSettings.DEFAULT,
            "atlantis.yaml",
            """
            version: 3
            projects:
            - {name: late, dir: a, execution_order_group: 2}
            - {name: early, dir: b, execution_order_group: 1}
            - {name: elsewhere, dir: a, workspace: w, branch: /^release/}
            - {dir: "sites/*"}
            - {name: gone, dir: gone}
            """,
            "a/main.tf",
            "",
            "b/main.tf",
            "",
            "sites/x/main.tf",
            "",
            "sites/y/readme",
            "");
    assertThat(labels(discovery.changed(List.of("a/x.tf", "b/x.tf", "sites/x/x.tf", "gone/x.tf"))))
        .containsExactly("sites/x/default", "early", "late");
    assertThat(labels(discovery.changed(List.of("c/main.tf")))).isEmpty();
    assertThat(discovery.targeted(new Target(null, "a", null)))
        .isInstanceOfSatisfying(
            Selection.Found.class,
            found -> assertThat(labels(found.projects())).containsExactly("late"));
    assertThat(discovery.targeted(new Target(null, "a", "other")))
        .isInstanceOfSatisfying(
            Selection.Wrong.class,
            wrong ->
                assertThat(wrong.problem())
                    .contains("only configured for the following workspaces: default"));
    assertThat(discovery.targeted(new Target("nix", null, null)))
        .isEqualTo(new Selection.Wrong("no project with name: nix is defined in atlantis.yaml"));
    assertThat(discovery.targeted(new Target(null, "sites/*", null)))
        .isInstanceOfSatisfying(
            Selection.Found.class,
            found -> assertThat(labels(found.projects())).containsExactly("sites/x/default"));
  }

  @Test
  void twoProjectsInOneDirectoryAndWorkspaceNeedTheirNames() {
    ProjectDiscovery discovery =
        discovery(
            TerraformSettings.DEFAULT,
            "atlantis.yaml",
            "version: 3\nprojects:\n- {dir: a, name: x}\n- {dir: a, name: y}\n",
            "a/main.tf",
            "");
    assertThat(discovery.targeted(new Target(null, "a", null)))
        .isInstanceOfSatisfying(
            Selection.Wrong.class,
            wrong -> assertThat(wrong.problem()).startsWith("must specify project name"));
  }

  @Test
  void projectsThatUseAChangedModuleArePlannedWhereThatIsWanted() {
    String[] files = {
      "live/main.tf",
      "module \"a\" {\n  source = \"../modules/a\"\n}\n",
      "modules/a/main.tf",
      "module \"b\" { source = \"../b\" }\n",
      "modules/b/main.tf",
      ""
    };
    List<String> changed = List.of("modules/b/main.tf");
    assertThat(labels(discovery(TerraformSettings.DEFAULT, files).changed(changed))).isEmpty();
    Rules rules = Rules.DEFAULT;
    var following =
        TerraformSettings.DEFAULT.withRules(
            new Rules(
                rules.requirements(),
                rules.allowedOverrides(),
                rules.customWorkflows(),
                rules.workflows(),
                rules.workflow(),
                rules.autodiscover(),
                rules.repoLocks(),
                true,
                false));
    assertThat(labels(discovery(following, files).changed(changed)))
        .containsExactly("live/default");
  }

  @Test
  void allProjectsAreTheRootsThatNobodyCallsAsAModule() {
    ProjectDiscovery discovery =
        discovery(
            TerraformSettings.DEFAULT,
            "live/main.tf",
            "module \"a\" { source = \"../lib\" }\n",
            "lib/main.tf",
            "",
            "other/main.tf.json",
            "{}");
    assertThat(labels(discovery.all())).containsExactly("live/default", "other/default");
  }

  @Test
  void factsOfARootAreReadPastEverythingElse() {
    var tree =
        MemoryTree.of(
            Map.of(
                "r/main.tf",
                """
                # backend "s3" {}
                /* terraform { backend "gcs" {} } */
                locals {
                  text = <<-EOT
                    terraform {
                      backend "http" {}
                    }
                  EOT
                  map  = { a = "}", b = "${var.x == "}" ? 1 : 2}" }
                }
                terraform {
                  required_version = "~> 1.5"
                  backend "local" {
                    path = "state/x.tfstate"
                  }
                }
                module "m" {
                  source = "./m"
                  value  = [for x in var.y : { z = x }]
                }
                module "r" { source = "hashicorp/consul/aws" }
                """,
                "c/main.tf",
                "terraform {\n  cloud {\n    workspaces {\n      name = \"prod\"\n    }\n  }\n}\n",
                "n/main.tf",
                "resource \"x\" \"y\" {}\n"));
    RootModule root = RootModule.read(tree, "r");
    assertThat(root.backend()).contains("local");
    assertThat(root.backendPath()).contains("state/x.tfstate");
    assertThat(root.keepsStateInCheckout()).isTrue();
    assertThat(root.moduleDirs()).containsExactly("r/m");
    assertThat(root.requiredVersions()).containsExactly("~> 1.5");
    assertThat(RootModule.read(tree, "c").cloudWorkspace()).contains("prod");
    assertThat(RootModule.read(tree, "c").keepsStateInCheckout()).isFalse();
    assertThat(RootModule.read(tree, "n").keepsStateInCheckout()).isTrue();
  }
}
