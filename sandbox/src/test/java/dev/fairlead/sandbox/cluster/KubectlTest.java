package dev.fairlead.sandbox.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fairlead.sandbox.CommandLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real kubectl of the machine against the server, over TLS.
class KubectlTest {
  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        replicas: 2
        selector:
          matchLabels: {app: web}
        template:
          metadata:
            labels: {app: web}
          spec:
            containers:
            - name: app
              image: registry.example/app:1.0
      """;

  @TempDir Path directory;
  private ClusterFixture cluster;
  private CommandLine shell;

  @BeforeEach
  void start() throws IOException {
    assumeThat(CommandLine.has("kubectl")).as("kubectl is installed").isTrue();
    cluster = ClusterFixture.start(directory);
    Path work = Files.createDirectory(directory.resolve("work"));
    shell = new CommandLine(work, Map.of("KUBECONFIG", cluster.kubeconfig().toString()));
    Files.writeString(work.resolve("web.yaml"), DEPLOYMENT);
  }

  @AfterEach
  void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private String kubectl(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "kubectl";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return shell.run(command);
  }

  @Test
  void appliesAndSaysWhatChanged() {
    assertThat(kubectl("apply", "-f", "web.yaml")).contains("deployment.apps/web created");
    assertThat(kubectl("apply", "-f", "web.yaml")).contains("deployment.apps/web unchanged");
    assertThat(kubectl("get", "deployments")).contains("NAME").contains("web").contains("0/2");
    assertThat(kubectl("diff", "-f", "web.yaml")).isEmpty();
  }

  @Test
  void appliesOnTheServerAndFindsConflicts() {
    kubectl("apply", "--server-side", "-f", "web.yaml");
    kubectl("scale", "deployment", "web", "--replicas=3");
    CommandLine.Result refused =
        shell.attempt("kubectl", "apply", "--server-side", "-f", "web.yaml");
    assertThat(refused.status()).isNotZero();
    assertThat(refused.output()).contains(".spec.replicas");
    kubectl("apply", "--server-side", "--force-conflicts", "-f", "web.yaml");
    assertThat(kubectl("get", "deployment", "web", "-o", "jsonpath={.spec.replicas}"))
        .isEqualTo("2");
  }

  @Test
  void createsByProtobufAndDeletes() {
    assertThat(kubectl("create", "configmap", "settings", "--from-literal=mode=blue"))
        .contains("configmap/settings created");
    assertThat(kubectl("get", "configmap", "settings", "-o", "jsonpath={.data.mode}"))
        .isEqualTo("blue");
    assertThat(kubectl("delete", "configmap", "settings")).contains("deleted");
    assertThat(shell.attempt("kubectl", "get", "configmap", "settings").output())
        .contains("NotFound");
  }

  @Test
  void waitsForAConditionThatComesTrue() throws InterruptedException {
    kubectl("apply", "-f", "web.yaml");
    Objects objects = cluster.server().objects("test");
    Thread controller =
        Thread.ofVirtual()
            .start(() ->
                objects.modifyStatus(
                    GroupResource.DEPLOYMENTS,
                    "default",
                    "web",
                    web -> {
                      Json.childObject(web, "status")
                          .putArray("conditions")
                          .addObject()
                          .put("type", "Available")
                          .put("status", "True");
                      return web;
                    }));
    assertThat(kubectl("wait", "deployment/web", "--for=condition=Available", "--timeout=30s"))
        .contains("condition met");
    controller.join();
  }

  @Test
  void endsANamespaceWithItsContent() {
    kubectl("create", "namespace", "team");
    kubectl("-n", "team", "create", "configmap", "settings");
    assertThat(kubectl("delete", "namespace", "team", "--timeout=30s")).contains("deleted");
    assertThat(cluster.server().objects("test").list(GroupResource.CONFIG_MAPS, "team")).isEmpty();
  }
}
