package dev.fairlead.acceptance.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example's Terraform, given to the real one.
class ExampleTerraformTest {
  private static final String PROVIDERS = "FAIRLEAD_TEST_TF_CLI_CONFIG";

  @TempDir Path scratch;
  private final Example example = new Example();

  @Test
  void everyFileIsFormatted() throws IOException, InterruptedException {
    SandboxRoot.copyTo(scratch)
        .run("", scratch.resolve("none.tfrc"), "fmt", "-check", "-recursive", "-diff")
        .expectSuccess();
  }

  @Test
  void theSandboxRootMakesTheNodesOfTheClusterWithNoCloud()
      throws IOException, InterruptedException {
    SandboxRoot root = SandboxRoot.copyTo(scratch);
    root.apply();
    root.run("validate", "-no-color").expectSuccess();
    Map<String, JsonNode> made = new TreeMap<>();
    root.nodes().properties().forEach(node -> made.put(node.getKey(), node.getValue()));

    Map<String, JsonNode> wanted = new TreeMap<>();
    for (JsonNode node : example.documents("cluster/nodes.yaml")) {
      wanted.put(node.at("/metadata/name").asText(), node.at("/metadata/labels"));
    }
    assertThat(made).hasSize(14).containsOnlyKeys(wanted.keySet());
    made.forEach((name, node) -> {
      for (String label : List.of("node-role", "tier")) {
        assertThat(node.path("labels").path(label)).as(name).isEqualTo(wanted.get(name).get(label));
      }
    });
    assertThat(made.values().stream().map(node -> node.path("private_ip").asText()))
        .doesNotHaveDuplicates();
  }

  @Test
  void aThirdScanWorkerIsOneNodeMoreAndChangesNoOther() throws IOException, InterruptedException {
    SandboxRoot root = SandboxRoot.copyTo(scratch);
    root.apply();
    JsonNode before = root.nodes();
    assertThat(planned(root, "scan_worker_count=3"))
        .containsExactly("create terraform_data.node[\"worker-scan-3\"]");
    root.apply("scan_worker_count=3");
    JsonNode after = root.nodes();
    assertThat(after).hasSize(15);
    before
        .properties()
        .forEach(node -> assertThat(after.get(node.getKey())).isEqualTo(node.getValue()));
    assertThat(root.run("plan", "-var", "scan_worker_count=1").error())
        .contains("scan_worker_count must be a whole number from 2");
  }

  @Test
  void anotherInstanceTypeOfTheMasterChangesTheMasterAlone()
      throws IOException, InterruptedException {
    SandboxRoot root = SandboxRoot.copyTo(scratch);
    root.apply();
    assertThat(planned(root, "master_instance_type=m6i.xlarge"))
        .containsExactly("update terraform_data.node[\"master\"]");
  }

  private Set<String> planned(SandboxRoot root, String variable)
      throws IOException, InterruptedException {
    root.run("plan", "-no-color", "-var", variable, "-out=next.tfplan").expectSuccess();
    JsonNode plan =
        new ObjectMapper().readTree(root.run("show", "-json", "next.tfplan").expectSuccess());
    Set<String> changes = new TreeSet<>();
    for (JsonNode change : plan.path("resource_changes")) {
      for (JsonNode action : change.at("/change/actions")) {
        if (!action.asText().equals("no-op")) {
          changes.add(action.asText() + " " + change.path("address").asText());
        }
      }
    }
    return changes;
  }

  @Test
  void bothRootsReadTheSameVariablesAndShowTheirNodesAlike() throws IOException {
    Path terraform = Example.ROOT.resolve("terraform");
    Path link = terraform.resolve("environments/sandbox/variables.tf");
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(Files.isSameFile(link, terraform.resolve("variables.tf"))).isTrue();
    List<String> fields = nodeFields(terraform.resolve("outputs.tf"));
    assertThat(fields).contains("private_ip", "node_role", "groups", "labels", "instance_type");
    assertThat(nodeFields(terraform.resolve("environments/sandbox/outputs.tf"))).isEqualTo(fields);
  }

  private static List<String> nodeFields(Path outputs) throws IOException {
    String text = Files.readString(outputs);
    Matcher nodes =
        Pattern.compile("output \"nodes\" \\{.*?=> \\{(.*?)}", Pattern.DOTALL).matcher(text);
    assertThat(nodes.find()).as(outputs + " has an output \"nodes\"").isTrue();
    return nodes
        .group(1)
        .lines()
        .filter(line -> line.contains("="))
        .map(line -> line.substring(0, line.indexOf('=')).strip())
        .toList();
  }

  @Test
  void theAwsRootIsValid() throws IOException, InterruptedException {
    String providers = System.getenv(PROVIDERS);
    assumeTrue(
        providers != null && !providers.isEmpty(),
        "needs the AWS provider: name a Terraform CLI configuration file that says where it can be"
            + " had in "
            + PROVIDERS);
    SandboxRoot root = SandboxRoot.copyTo(scratch);
    Path configuration = Path.of(providers).toAbsolutePath();
    root.run("", configuration, "init", "-backend=false", "-no-color").expectSuccess();
    root.run("", configuration, "validate", "-no-color").expectSuccess();
  }
}
