package dev.fairlead.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// One more node: its machine is applied before the merge, and the merge joins it to the cluster.
final class NewWorker implements Scenario {
  private static final String VARIABLES = "terraform/variables.tf";
  private static final String INVENTORY = "ansible/inventory/hosts.ini";
  private static final String BRANCH = "feat/third-scan-worker";
  private static final String HOST = "worker-scan-3";
  private static final Duration READY = Duration.ofSeconds(60);

  @Override
  public int number() {
    return 5;
  }

  @Override
  public String title() {
    return "new worker";
  }

  @Override
  public Set<Tool> needs() {
    return Set.of(Tool.TERRAFORM, Tool.ANSIBLE, Tool.KUBECTL);
  }

  @Override
  public Report play(Platform platform) throws InterruptedException {
    GitClone clone = platform.developer();
    clone.startBranch(BRANCH);
    int nodes = platform.cluster().list("", "Node", "").size();
    String inventory = clone.read(INVENTORY);
    clone.edit(VARIABLES, text -> InstanceType.withDefault(text, "scan_worker_count", "3"));
    String _ = clone.commit("feat(terraform): a third scan worker");
    Proposal proposal = Proposal.open(platform, BRANCH, "A third scan worker");
    String _ = proposal.awaitPlan("1 to add", HOST);
    proposal.approve();
    String _ = proposal.apply("Apply complete!");
    ServerView.Delivered delivered = proposal.merge();

    clone.leaveBranch();
    List<String> added =
        clone
            .read(INVENTORY)
            .lines()
            .filter(line -> !inventory.lines().toList().contains(line))
            .toList();
    Platform.expect(
        !added.isEmpty() && added.stream().allMatch(line -> line.startsWith(HOST)),
        INVENTORY + ": expected new lines of " + HOST + " alone, found " + added);
    Platform.expect(
        clone
            .read(INVENTORY)
            .lines()
            .filter(line -> !added.contains(line))
            .toList()
            .equals(inventory.lines().toList()),
        INVENTORY + ": other lines than those of the new host were changed");
    String trailer =
        clone
            .git(
                "log",
                "-1",
                "--format=%(trailers:key=Fairlead-Delivery,valueonly)",
                "--",
                INVENTORY)
            .strip();
    Platform.expect(
        trailer.equals(delivered.id()),
        "the inventory's commit carries the delivery '" + trailer + "', not " + delivered.id());
    JsonNode node =
        platform.cluster().await("", "Node", "", HOST, READY, "Ready", NewWorker::isReady);
    String role = node.at("/metadata/labels").path("node-role").asText("");
    Platform.expect(!role.isEmpty(), "node " + HOST + " has no label node-role");
    int now = platform.cluster().list("", "Node", "").size();
    Platform.expect(now == nodes + 1, "the cluster has " + now + " nodes, expected " + (nodes + 1));
    return new Report(
        List.of(
            "one host was added to the inventory by a commit of the delivery",
            "node " + HOST + " is Ready with node-role " + role,
            "the cluster has " + now + " nodes (had " + nodes + ")"),
        proposal.seconds());
  }

  private static boolean isReady(JsonNode node) {
    for (JsonNode condition : node.at("/status/conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }
}
