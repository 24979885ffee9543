package dev.fairlead.ansible.run;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.ansible.layout.AnsibleLayer;
import dev.fairlead.ansible.playbook.PlannedRun;
import dev.fairlead.git.WorkingTree;
import dev.fairlead.process.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A control machine with a checkout of its own, for runs with the real Ansible on hosts that are
/// this machine.
final class Control {
  static final String LOCAL =
      """
      [web]
      one
      two
      [all:vars]
      ansible_connection=local
      ansible_python_interpreter=/usr/bin/python3
      """;

  final Path checkout;
  final Path data;
  final Path runs;

  Control(Path root) throws IOException {
    assumeTrue(
        Processes.find(CommandLine.PROGRAM, System.getenv("PATH"), root).isPresent(),
        "ansible-playbook is not installed: this test needs the package ansible-core");
    checkout = Files.createDirectories(root.resolve("checkout"));
    data = root.resolve("data");
    runs = root.resolve("runs");
    write("ansible/inventory/hosts.ini", LOCAL);
  }

  Control write(String path, String text) throws IOException {
    Path file = checkout.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  Control playbook(String text) throws IOException {
    return write("ansible/playbooks/01-work.yml", text);
  }

  PlaybookRunner runner() {
    return runner(System.getenv());
  }

  PlaybookRunner runner(Map<String, String> environment) {
    return new PlaybookRunner(
        new Processes(Clock.systemUTC()), Clock.systemUTC(), data, environment);
  }

  RunRequest request(String run) {
    AnsibleLayer layer = AnsibleLayer.discover(WorkingTree.of(checkout)).orElseThrow();
    return RunRequest.of(
        layer,
        new PlannedRun("ansible/playbooks/01-work.yml", List.of(), List.of(), List.of()),
        runs.resolve(run),
        checkout);
  }

  RunResult run() throws InterruptedException {
    return runner().run(request("run"), RunListener.NONE);
  }

  RunResult run(List<AnsibleEvent> events) throws InterruptedException {
    return runner().run(request("run"), events::add);
  }

  static void await(BooleanSupplier condition, String what) throws InterruptedException {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain until " + what);
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  static <T> List<T> only(Class<T> type, List<AnsibleEvent> events) {
    List<T> found = new ArrayList<>();
    events.stream().filter(type::isInstance).map(type::cast).forEach(found::add);
    return found;
  }
}
