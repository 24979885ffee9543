package dev.fairlead.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.node.NodeAgentOptions.Isolation;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SandboxTest {
  private static final String NODES =
      """
      apiVersion: v1
      kind: Node
      metadata: {name: master, labels: {node-role: master}}
      spec:
        taints: [{key: node-role.kubernetes.io/control-plane, effect: NoSchedule}]
      status: {capacity: {cpu: "2", memory: 8Gi, pods: "50"}}
      ---
      apiVersion: v1
      kind: Node
      metadata: {name: worker}
      """;

  @TempDir Path directory;

  private Sandbox start() {
    return Sandbox.start(
        new SandboxOptions(
            directory,
            NodeManifest.parse("nodes.yaml", NODES),
            Path.of(System.getProperty("java.home")),
            Isolation.NONE,
            Clock.systemUTC(),
            new SecureRandom()));
  }

  @Test
  void describesItselfToOtherProcessesWhileItRuns() throws Exception {
    Path description;
    try (Sandbox sandbox = start()) {
      description = sandbox.description();
      JsonNode json = new ObjectMapper().readTree(description.toFile());
      assertThat(json.at("/forge/url").asText()).isEqualTo(sandbox.forge().baseUrl().toString());
      assertThat(json.at("/forge/botToken").asText()).isEqualTo(sandbox.botToken().reveal());
      assertThat(json.at("/registry/authority").asText()).isEqualTo(sandbox.registryAuthority());
      assertThat(json.at("/endpoints/ghcr.io/repositoryPrefix").asText()).isEqualTo("ghcr.io/");
      assertThat(Path.of(json.at("/cluster/kubeconfig").asText()))
          .content()
          .contains(sandbox.clusterUrl().toString(), "current-context: sandbox");
      assertThat(sandbox.images().manifest("docker.io/library/eclipse-temurin", "25-jre"))
          .isPresent();
      assertThat(sandbox.objects("test").list(GroupResource.NODES))
          .extracting(node -> node.at("/metadata/name").asText())
          .containsExactly("master", "worker");
      assertThat(sandbox.objects("test").list(GroupResource.NODES).getFirst().toString())
          .contains("\"node-role\":\"master\"", "control-plane", "\"cpu\":\"2\"");
    }
    assertThat(description).doesNotExist();
  }

  @Test
  void keepsPortsTokensAndRepositoriesOverARestart() {
    String url;
    String token;
    try (Sandbox sandbox = start()) {
      sandbox.forge().ensureRepository("acme", "shop", "main");
      url = sandbox.forge().cloneUrl("acme", "shop");
      token = sandbox.adminToken().reveal();
    }
    try (Sandbox sandbox = start()) {
      assertThat(sandbox.forge().cloneUrl("acme", "shop")).isEqualTo(url);
      assertThat(sandbox.forge().repository("acme", "shop")).isPresent();
      assertThat(sandbox.adminToken().reveal()).isEqualTo(token);
      assertThat(sandbox.adminToken()).hasToString("***");
    }
  }
}
