package dev.fairlead.ansible.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.process.Grace;
import dev.fairlead.process.ProcessSpec;
import dev.fairlead.process.Processes;
import dev.fairlead.process.RunningProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs over SSH, with a server of the test's own on loopback.
@Timeout(120)
class RemoteHostTest {
  private static final Path SSHD = Path.of("/usr/sbin/sshd");

  @TempDir Path root;
  private Control control;
  private Processes processes;
  private RunningProcess server;
  private int port;

  @BeforeEach
  void startServer() throws Exception {
    assumeTrue(
        Files.isExecutable(SSHD) && hasRuntimeDirectory(),
        "no usable sshd: this test needs openssh-server, and root or the directory /run/sshd");
    control = new Control(root);
    processes = new Processes(Clock.systemUTC());
    for (String key : List.of("host", "user")) {
      assertThat(
              start(
                      "keygen-" + key,
                      "ssh-keygen",
                      "-q",
                      "-t",
                      "ed25519",
                      "-N",
                      "",
                      "-f",
                      root.resolve(key).toString())
                  .await()
                  .succeeded())
          .isTrue();
    }
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Files.writeString(
        root.resolve("sshd_config"),
        """
        Port %d
        ListenAddress 127.0.0.1
        HostKey %s
        AuthorizedKeysFile %s
        PermitRootLogin prohibit-password
        PasswordAuthentication no
        StrictModes no
        UsePAM no
        PidFile none
        """
            .formatted(port, root.resolve("host"), root.resolve("user.pub")));
    server =
        start("sshd", SSHD.toString(), "-D", "-e", "-f", root.resolve("sshd_config").toString());
    Control.await(this::answers, "sshd listens");
    control.write(
        "ansible/inventory/hosts.ini",
        "[web]\none ansible_host=127.0.0.1 ansible_port=%d ansible_python_interpreter=/usr/bin/python3\n"
            .formatted(port));
  }

  /// Where sshd locks its unprivileged part in; a machine that never started it has none.
  private static boolean hasRuntimeDirectory() {
    try {
      return Files.isDirectory(Files.createDirectories(Path.of("/run/sshd")));
    } catch (IOException _) {
      return false; // Not for us to make.
    }
  }

  private RunningProcess start(String run, String... argv) {
    return processes.start(
        root.resolve("processes").resolve(run),
        ProcessSpec.of(
            root, Map.of("PATH", "/usr/bin:/bin:/usr/sbin:/sbin", "HOME", root.toString()), argv));
  }

  private boolean answers() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException _) {
      return false; // Not yet.
    }
  }

  @AfterEach
  void stopServer() {
    if (server != null) {
      server.cancel(new Grace(java.time.Duration.ZERO, java.time.Duration.ofSeconds(2)));
    }
  }

  private RunRequest request() {
    return control
        .request("run")
        .withOptions(
            RunOptions.DEFAULT.withSsh(
                Optional.of(root.resolve("user")), Optional.of(root.resolve("known"))));
  }

  private void trustHost() throws IOException {
    String key = Files.readString(root.resolve("host.pub"));
    Files.writeString(root.resolve("known"), "[127.0.0.1]:" + port + " " + key);
  }

  @Test
  void aHostWithAnUnknownKeyIsNotTalkedTo() throws Exception {
    Files.createFile(root.resolve("known"));
    control.playbook("- hosts: web\n  gather_facts: false\n  tasks: [{ansible.builtin.ping: }]\n");

    RunResult result = control.runner().run(request(), RunListener.NONE);

    assertThat(result.verdict()).isEqualTo(new Verdict.Failed(List.of("one")));
    assertThat(result.failures().getFirst().cause()).contains("SSH key is not known");
  }

  @Test
  void aCancelledRunEndsWhatItDoesOnItsHosts() throws Exception {
    trustHost();
    Path flag = root.resolve("flag");
    control.playbook(
        """
        - hosts: web
          gather_facts: false
          tasks:
            - name: Long
              ansible.builtin.command:
                argv: [python3, -c, "import time,sys; open(sys.argv[1], 'w'); time.sleep(600)", %s]
        """
            .formatted(flag));
    var running = new CompletableFuture<RunResult>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            running.complete(control.runner().run(request(), RunListener.NONE));
          } catch (InterruptedException | RuntimeException e) {
            running.completeExceptionally(e);
          }
        });
    Control.await(() -> Files.exists(flag), "the remote command runs");
    assertThat(sleeping()).isNotEmpty();

    control.runner().cancel(root.resolve("runs/run"), "enough");

    RunResult result = running.get(60, TimeUnit.SECONDS);
    assertThat(result.verdict()).isEqualTo(new Verdict.Cancelled("enough"));
    assertThat(result.inFlight()).extracting(RunResult.InFlight::task).containsExactly("Long");
    Control.await(() -> sleeping().isEmpty(), "nothing of it is left");
    assertThat(masters()).isEmpty();
  }

  private List<String> sleeping() {
    return commandLines().stream()
        .filter(line -> line.contains("time.sleep(600)"))
        .filter(line -> line.contains(root.toString()))
        .toList();
  }

  private List<String> masters() {
    return commandLines().stream()
        .filter(line -> line.contains("[mux]") && line.contains("/tmp/fl"))
        .toList();
  }

  private static List<String> commandLines() {
    return ProcessHandle.allProcesses()
        .map(process -> {
          try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                .replace('\0', ' ');
          } catch (IOException _) {
            return ""; // It ended while we looked.
          }
        })
        .toList();
  }
}
