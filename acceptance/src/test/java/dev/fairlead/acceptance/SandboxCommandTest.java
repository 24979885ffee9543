package dev.fairlead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `fairlead sandbox` as its users call it, with the kubectl and the git of the machine.
class SandboxCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path directory;
  private Path sandbox;

  /// @param output standard output and standard error together
  private record Ended(int exit, String output) {}

  @BeforeEach
  void name() {
    sandbox = directory.resolve("sb");
  }

  @AfterEach
  void down() throws IOException, InterruptedException {
    fairlead("sandbox", "down");
    assertThat(carriers()).as("processes of Pods that are left").isEmpty();
  }

  private Ended run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "output", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile());
    builder.environment().put("KUBECONFIG", sandbox.resolve("kubeconfig").toString());
    builder.environment().put("HOME", directory.toString());
    builder.environment().put("GIT_TERMINAL_PROMPT", "0");
    Process process = builder.start();
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), Files.readString(output));
  }

  private Ended fairlead(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.fairlead.cli.Main"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--dir", sandbox.toString()));
    return run(command);
  }

  private String done(String... arguments) throws IOException, InterruptedException {
    Ended ended = fairlead(arguments);
    assertThat(ended.exit()).as(ended.output()).isZero();
    return ended.output();
  }

  private Ended kubectl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private String kubectlDone(String... arguments) throws IOException, InterruptedException {
    Ended ended = kubectl(arguments);
    assertThat(ended.exit()).as(ended.output()).isZero();
    return ended.output();
  }

  private JsonNode description() throws IOException {
    return new ObjectMapper().readTree(sandbox.resolve("sandbox.json").toFile());
  }

  private List<ProcessHandle> carriers() {
    String wanted = sandbox + "/node|";
    return ProcessHandle.allProcesses()
        .filter(process -> {
          try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/environ"))
                .contains(wanted);
          } catch (IOException | RuntimeException _) {
            return false;
          }
        })
        .toList();
  }

  private static void assumeKubectl() {
    assumeTrue(isThere("kubectl"), "kubectl is not on the PATH");
  }

  private static boolean isThere(String program) {
    return Optional.ofNullable(System.getenv("PATH")).stream()
        .flatMap(path -> List.of(path.split(":")).stream())
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: sleeper}
      spec: {containers: [{name: c, image: busybox, command: [sh, -c, "sleep 31536000"]}]}
      """;

  @Test
  void whatAClusterHoldsOutlivesAKilledSandboxAndPodsStartAgain() throws Exception {
    assumeKubectl();
    assertThat(fairlead("sandbox", "status"))
        .isEqualTo(new Ended(3, "no sandbox runs in " + sandbox + "\n"));
    assertThat(done("sandbox", "up", "--background"))
        .contains("export KUBECONFIG=" + sandbox.resolve("kubeconfig"), "skopeo", "git");
    kubectlDone("create", "namespace", "shop");
    Files.writeString(directory.resolve("pod.yaml"), POD);
    kubectlDone("apply", "-f", directory.resolve("pod.yaml").toString());
    kubectlDone("wait", "--for=condition=Ready", "pod/sleeper", "--timeout=60s");
    List<ProcessHandle> former = carriers();
    assertThat(former).isNotEmpty();

    ProcessHandle process = ProcessHandle.of(description().path("pid").asLong()).orElseThrow();
    process.destroyForcibly();
    process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(fairlead("sandbox", "status").exit()).isEqualTo(3);
    done("sandbox", "up", "--background");
    assertThat(former).as("the former processes").noneMatch(ProcessHandle::isAlive);
    assertThat(kubectlDone("get", "namespaces")).contains("shop", "Active");
    kubectlDone("wait", "--for=condition=Ready", "pod/sleeper", "--timeout=60s");
    assertThat(
            kubectlDone(
                "get",
                "pod",
                "sleeper",
                "-o",
                "jsonpath={.status.containerStatuses[0].restartCount}"
                    + " {.status.containerStatuses[0].lastState.terminated.reason}"))
        .isEqualTo("1 Unknown");

    assertThat(fairlead("sandbox", "up").output()).contains("already", "sandbox down --dir");
    assertThat(fairlead("sandbox", "status").exit()).as("the other one still runs").isZero();
  }

  @Test
  void twoAccountsHaveRightsThatEnd() throws Exception {
    assumeKubectl();
    done("sandbox", "up", "--background");
    kubectlDone("--context", "sandbox-operator", "create", "configmap", "c");
    kubectlDone("--context", "sandbox-reader", "get", "configmap", "c");
    assertThat(kubectl("--context", "sandbox-reader", "delete", "configmap", "c").output())
        .contains(
            "configmaps \"c\" is forbidden: User \"system:serviceaccount:default:sandbox-reader\""
                + " cannot delete");
    assertThat(kubectl("--context", "sandbox-operator", "get", "nodes").output())
        .contains("nodes is forbidden");
  }

  @Test
  void faultsAreInForceUntilTheyEnd() throws Exception {
    assumeKubectl();
    done("sandbox", "up", "--background");
    assertThat(done("sandbox", "fault", "error", "cluster", "403", "--path", "/api/v1/nodes*"))
        .contains("fault-1 is in force");
    assertThat(kubectl("get", "nodes").exit()).isEqualTo(1);
    kubectlDone("get", "namespaces");
    assertThat(done("sandbox", "fault", "list")).contains("\"status\":403");
    done("sandbox", "fault", "clear", "fault-1");
    kubectlDone("get", "nodes");
    assertThat(fairlead("sandbox", "fault", "clear", "fault-1").output())
        .contains("no fault fault-1");

    done("sandbox", "fault", "lose", "registry", "--times", "1");
    done("sandbox", "fault", "latency", "forge", "10ms", "--for", "1h");
    assertThat(fairlead("sandbox", "fault", "latency", "forge", "soon").output())
        .contains("expected a duration such as 500ms");
    assertThat(fairlead("sandbox", "fault", "error", "kitchen", "500").output())
        .contains("part must be one of [cluster, forge, registry]");
    assertThat(fairlead("sandbox", "fault", "kill-pod", "shop/nobody").output())
        .contains("no Pod shop/nobody runs here");
    done("sandbox", "fault", "drop-watches");
    done("sandbox", "fault", "clear");
    assertThat(done("sandbox", "fault", "list")).isEmpty();
  }

  @Test
  void aKilledPodRestartsAndATakenNodeComesBack() throws Exception {
    assumeKubectl();
    done("sandbox", "up", "--background");
    Files.writeString(directory.resolve("pod.yaml"), POD);
    kubectlDone("apply", "-f", directory.resolve("pod.yaml").toString());
    kubectlDone("wait", "--for=condition=Ready", "pod/sleeper", "--timeout=60s");
    done("sandbox", "fault", "kill-pod", "sleeper");
    awaitRestarts(1);
    kubectlDone("wait", "--for=condition=Ready", "pod/sleeper", "--timeout=60s");

    done("sandbox", "fault", "take-node", "node-1");
    assertThat(carriers()).as("a node without power runs nothing").isEmpty();
    assertThat(fairlead("sandbox", "fault", "take-node", "node-9").output())
        .contains("no node node-9");
    done("sandbox", "fault", "return-node", "node-1");
    awaitRestarts(2);
    kubectlDone("wait", "--for=condition=Ready", "pod/sleeper", "--timeout=60s");
  }

  private void awaitRestarts(int count) throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    String restarts;
    do {
      assertThat(Instant.now()).isBefore(deadline);
      restarts =
          kubectlDone(
              "get",
              "pod",
              "sleeper",
              "-o",
              "jsonpath={.status.containerStatuses[0].restartCount}");
    } while (!restarts.equals(String.valueOf(count)));
  }

  @Test
  void aDeclinedPushReadsAsOneOfAHook() throws Exception {
    assumeTrue(isThere("git"), "git is not on the PATH");
    done("sandbox", "up", "--background");
    JsonNode forge = description().path("forge");
    String url =
        forge
            .path("url")
            .asText()
            .replaceFirst("://", "://developer:" + forge.path("developerToken").asText() + "@");
    Ended created =
        run(
            List.of(
                "curl",
                "-sSf",
                "-X",
                "POST",
                "-H",
                "Authorization: Bearer " + forge.path("developerToken").asText(),
                "-d",
                "{\"name\":\"shop\",\"auto_init\":true}",
                forge.path("api").asText() + "/user/repos"));
    assertThat(created.exit()).as(created.output()).isZero();
    Path clone = directory.resolve("clone");
    assertThat(run(List.of("git", "clone", url + "/developer/shop.git", clone.toString())).exit())
        .isZero();
    String git = "cd " + clone + " && git -c user.name=D -c user.email=d@example.com ";
    run(List.of("sh", "-c", git + "commit --allow-empty -m one"));
    done(
        "sandbox",
        "fault",
        "decline-push",
        "developer/*",
        "--reason",
        "closed for today",
        "--times",
        "1");
    Ended declined = run(List.of("sh", "-c", git + "push"));
    assertThat(declined.exit()).isEqualTo(1);
    assertThat(declined.output()).contains("[remote rejected]", "closed for today");
    assertThat(run(List.of("sh", "-c", git + "push")).exit()).isZero();
  }
}
