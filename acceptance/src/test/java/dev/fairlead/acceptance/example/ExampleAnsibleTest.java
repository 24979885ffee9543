package dev.fairlead.acceptance.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.Sandbox;
import dev.fairlead.sandbox.SandboxOptions;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.Objects;
import dev.fairlead.sandbox.cluster.controllers.Conditions;
import dev.fairlead.sandbox.node.NodeAgentOptions.Isolation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example's playbooks, given to the real Ansible: on the sandbox cluster for the part that
/// needs no machines.
class ExampleAnsibleTest {
  private static final Pattern RECAP = Pattern.compile("(\\S+) +: ok=\\d+ +changed=(\\d+) +(.*)");

  @TempDir Path scratch;
  private final Example example = new Example();

  private static List<Path> playbooks() throws IOException {
    try (Stream<Path> files = Files.list(Example.ROOT.resolve("ansible/playbooks"))) {
      return files.filter(file -> file.toString().endsWith(".yml")).sorted().toList();
    }
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("ANSIBLE_NOCOLOR", "1");
    environment.put("ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED", "1");
    return environment;
  }

  private String ansible(Path directory, String program, List<String> arguments)
      throws IOException, InterruptedException {
    return Tool.find(program)
        .run(scratch, directory.resolve("ansible"), environment(), arguments)
        .expectSuccess();
  }

  @Test
  void everyPlaybookParses() throws IOException, InterruptedException {
    List<Path> playbooks = playbooks();
    assertThat(playbooks).hasSize(10);
    for (Path playbook : playbooks) {
      ansible(
          Example.ROOT,
          "ansible-playbook",
          List.of("--syntax-check", "playbooks/" + playbook.getFileName()));
    }
  }

  @Test
  void theSiteIsEveryNumberedPlaybookInOrder() throws IOException {
    List<String> imported =
        example
            .tree()
            .text("ansible/playbooks/site.yml")
            .lines()
            .filter(line -> line.startsWith("- import_playbook: "))
            .map(line -> line.substring(line.indexOf(':') + 2))
            .toList();
    assertThat(imported)
        .isEqualTo(
            playbooks().stream()
                .map(playbook -> playbook.getFileName().toString())
                .filter(name -> !name.equals("site.yml"))
                .toList());
  }

  @Test
  void aPlaybookReachesTheHostsItIsFor() throws IOException, InterruptedException {
    Set<String> all = new TreeSet<>();
    for (JsonNode node : example.documents("cluster/nodes.yaml")) {
      all.add(node.at("/metadata/name").asText());
    }
    Set<String> joining = new TreeSet<>(all);
    joining.remove("master");
    assertThat(hosts("01-prerequisites")).isEqualTo(all);
    assertThat(hosts("02-init-master")).containsExactly("master");
    assertThat(hosts("03-join-workers")).isEqualTo(joining);
    assertThat(hosts("04-cni-install")).containsExactly("master");
    assertThat(hosts("05-label-nodes")).isEqualTo(all);
    assertThat(hosts("03-join-workers", "--limit=worker-ai")).containsExactly("worker-ai");
  }

  private Set<String> hosts(String playbook, String... options)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("--list-hosts"));
    arguments.addAll(List.of(options));
    arguments.add("playbooks/" + playbook + ".yml");
    Set<String> hosts = new TreeSet<>();
    ansible(Example.ROOT, "ansible-playbook", arguments)
        .lines()
        .filter(line -> line.startsWith("      "))
        .forEach(line -> hosts.add(line.strip()));
    return hosts;
  }

  @Test
  void theInventoryListsWhatTerraformMade() throws IOException, InterruptedException {
    SandboxRoot root = SandboxRoot.copyTo(scratch);
    root.apply();
    JsonNode inventory =
        new ObjectMapper().readTree(ansible(Example.ROOT, "ansible-inventory", List.of("--list")));
    JsonNode hosts = inventory.at("/_meta/hostvars");
    JsonNode nodes = root.nodes();
    assertThat(names(hosts)).isEqualTo(names(nodes));
    nodes
        .properties()
        .forEach(node -> {
          JsonNode host = hosts.path(node.getKey());
          JsonNode made = node.getValue();
          assertThat(host.path("ansible_host")).isEqualTo(made.path("private_ip"));
          assertThat(host.path("node_role")).isEqualTo(made.path("node_role"));
          for (JsonNode group : made.path("groups")) {
            assertThat(inventory.path(group.asText()).path("hosts"))
                .as("group " + group.asText())
                .anyMatch(member -> member.asText().equals(node.getKey()));
          }
          // The role is a template in the group's labels.
          ObjectNode labels = host.path("node_labels").deepCopy();
          labels.replace("node-role", host.path("node_role"));
          assertThat(labels).as(node.getKey()).isEqualTo(made.path("labels"));
        });
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void anEmptyClusterBecomesThePlatformAndASecondRunChangesNothing()
      throws IOException, InterruptedException {
    Tool.find("ansible-playbook");
    Tool.find("kubectl");
    Path copy = copy();
    try (Sandbox sandbox = emptyCluster()) {
      Objects objects = sandbox.objects("test");
      assertThat(play(sandbox, copy, "site")).containsKey("master");
      assertThat(play(sandbox, copy, "site").values()).containsOnly(0);

      Map<String, ObjectNode> live = nodes(objects);
      for (JsonNode wanted : example.documents("cluster/nodes.yaml")) {
        String name = wanted.at("/metadata/name").asText();
        ObjectNode node = live.remove(name);
        assertThat(node).as(name).isNotNull();
        assertThat(Conditions.isTrue(node.path("status"), "Ready")).as(name).isTrue();
        assertThat(node.at("/metadata/labels").properties())
            .as(name)
            .containsAll(wanted.at("/metadata/labels").properties());
        assertThat(node.at("/spec/taints")).as(name).isEqualTo(wanted.at("/spec/taints"));
        assertThat(node.at("/status/capacity/memory"))
            .as(name)
            .isEqualTo(wanted.at("/status/capacity/memory"));
      }
      assertThat(live).isEmpty();
      nothingIsAnApplications(objects);

      change(copy, "roles/cni/defaults/main.yml", "calico_version: .*", "calico_version: v3.99.0");
      assertThat(play(sandbox, copy, "04-cni-install")).containsExactly(Map.entry("master", 1));
      ObjectNode calico =
          objects.get(GroupResource.DAEMON_SETS, "kube-system", "calico-node").orElseThrow();
      assertThat(calico.at("/metadata/labels").path("app.kubernetes.io/version").asText())
          .isEqualTo("v3.99.0");

      change(
          copy,
          "inventory/hosts.ini",
          "(?m)^(worker-ai .*)$",
          "$1\nworker-scan-3 ansible_host=10.20.13.42 node_role=scan-worker");
      for (String playbook : List.of("01-prerequisites", "03-join-workers", "05-label-nodes")) {
        assertThat(play(sandbox, copy, playbook, "--limit=worker-scan-3"))
            .containsOnlyKeys("worker-scan-3");
      }
      ObjectNode joined = nodes(objects).get("worker-scan-3");
      assertThat(joined).isNotNull();
      assertThat(joined.at("/metadata/labels/node-role").asText()).isEqualTo("scan-worker");
      assertThat(joined.at("/status/addresses/0/address").asText()).isEqualTo("10.20.13.42");
      assertThat(Conditions.isTrue(joined.path("status"), "Ready")).isTrue();
      assertThat(nodes(objects)).hasSize(15);

      change(copy, "inventory/group_vars/workers.yml", "(?m)^ *ecoeco.example/scan-jobs.*\n", "");
      assertThat(play(sandbox, copy, "05-label-nodes").values()).contains(1);
      assertThat(nodes(objects).values())
          .noneMatch(node -> node.at("/metadata/labels").has("ecoeco.example/scan-jobs"));
      assertThat(play(sandbox, copy, "05-label-nodes").values()).containsOnly(0);
    }
  }

  private Sandbox emptyCluster() {
    return Sandbox.start(
        new SandboxOptions(
            scratch.resolve("sandbox"),
            List.of(),
            Path.of(System.getProperty("java.home")),
            Isolation.BEST,
            Clock.systemUTC(),
            new Random(7)));
  }

  /// A copy of the playbooks that the test may change.
  private Path copy() throws IOException {
    Path copy = Files.createDirectories(scratch.resolve("copy"));
    Path source = Example.ROOT.resolve("ansible");
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Path target = copy.resolve("ansible").resolve(source.relativize(file).toString());
        Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return copy;
  }

  private static void change(Path copy, String file, String pattern, String replacement)
      throws IOException {
    Path path = copy.resolve("ansible").resolve(file);
    String before = Files.readString(path);
    String after = Pattern.compile(pattern).matcher(before).replaceFirst(replacement);
    assertThat(after).as(file).isNotEqualTo(before);
    Files.writeString(path, after);
  }

  /// Runs a playbook on the sandbox cluster: how many tasks changed something, by host.
  private Map<String, Integer> play(Sandbox sandbox, Path copy, String playbook, String... options)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(List.of("-i", "inventory/hosts.ini", "-i", "inventory/sandbox.yml"));
    arguments.addAll(List.of(options));
    arguments.add("playbooks/" + playbook + ".yml");
    Map<String, String> environment = environment();
    environment.put("KUBECONFIG", sandbox.kubeconfig().toString());
    environment.put(
        "PATH", Tool.find("kubectl").program().getParent() + ":" + System.getenv("PATH"));
    String out =
        Tool.find("ansible-playbook")
            .run(scratch, copy.resolve("ansible"), environment, arguments)
            .expectSuccess();
    Map<String, Integer> changed = new TreeMap<>();
    RECAP
        .matcher(out)
        .results()
        .forEach(line -> changed.put(line.group(1), Integer.valueOf(line.group(2))));
    return changed;
  }

  private static Map<String, ObjectNode> nodes(Objects objects) {
    Map<String, ObjectNode> nodes = new TreeMap<>();
    objects
        .list(GroupResource.NODES)
        .forEach(node -> nodes.put(node.at("/metadata/name").asText(), node));
    return nodes;
  }

  /// No Application was synced: what is there now is the playbooks'.
  private void nothingIsAnApplications(Objects objects) {
    Set<String> applied = new TreeSet<>();
    for (GroupResource resource :
        List.of(
            GroupResource.NAMESPACES,
            GroupResource.CONFIG_MAPS,
            GroupResource.SERVICES,
            GroupResource.DEPLOYMENTS,
            GroupResource.DAEMON_SETS,
            GroupResource.INGRESSES)) {
      for (ObjectNode object : objects.list(resource)) {
        applied.add(Example.key(object.path("kind").asText(), object.path("metadata"), ""));
      }
    }
    assertThat(applied)
        .contains("Ingress monitoring/grafana", "ConfigMap kube-system/cert-manager")
        .doesNotContainAnyElementsOf(example.owners().keySet());
  }
}
