package dev.fairlead.ansible.outputs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.model.Finding;
import dev.fairlead.model.MemoryTree;
import dev.fairlead.model.Severity;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("StringConcatToTextBlock") // One line of a file each.
class InventoryUpdateTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String INVENTORY =
      """
      # 클러스터의 호스트. The hosts of the cluster.
      [masters]
      m1   ansible_host=10.0.0.1   kind=master  # never reboot

      [workers]
      w-scan-1 ansible_host=10.0.1.1 kind=scan
      w-scan-2 ansible_host=10.0.1.2 kind=scan
      w-mail-1 ansible_host=10.0.1.9 kind=mail

      ; by hand
      [static]
      printer ansible_host=10.9.9.9

      [cluster:children]
      masters
      workers
      """;

  private static final String NODES =
      """
      {"m1": {"private_ip": "10.0.0.1", "kind": "master", "groups": ["masters"], "size": "big"},
       "w-scan-1": {"private_ip": "10.0.1.1", "kind": "scan", "groups": ["workers"]},
       "w-scan-2": {"private_ip": "10.0.1.2", "kind": "scan", "groups": ["workers"]},
       "w-mail-1": {"private_ip": "10.0.1.9", "kind": "mail", "groups": ["workers"]}%s}
      """;

  private static MemoryTree tree(String inventory) {
    return tree(inventory, "");
  }

  private static MemoryTree tree(String inventory, String settings) {
    Map<String, String> files = new TreeMap<>();
    files.put("ansible/playbooks/site.yml", "- hosts: all\n  tasks: []\n");
    files.put("ansible/inventory/hosts.ini", inventory);
    if (!settings.isEmpty()) {
      files.put("fairlead.yaml", settings);
    }
    return MemoryTree.of(files);
  }

  private static InventoryUpdate update(MemoryTree tree, String output, String json) {
    return InventoryUpdate.of(tree, List.of(project(output, json)), Set.of());
  }

  private static ProjectOutputs project(String output, String json) {
    try {
      JsonNode value = JSON.readTree(json);
      return new ProjectOutputs("infra", Map.of(output, value), List.of());
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private static String only(InventoryUpdate update) {
    assertThat(update.findings()).filteredOn(f -> f.severity() == Severity.ERROR).isEmpty();
    assertThat(update.edits()).hasSize(1);
    return update.edits().getFirst().text();
  }

  private static String oneMore(String host) {
    return NODES.formatted(", " + host);
  }

  @Test
  void aNewHostIsOneLineBesideThoseLikeItAndNothingElse() {
    InventoryUpdate update =
        update(
            tree(INVENTORY),
            "nodes",
            oneMore(
                """
                "w-scan-3": {"private_ip": "10.0.1.3", "kind": "scan", "groups": ["workers"], "az": "a"}
                """));

    assertThat(only(update))
        .isEqualTo(
            INVENTORY.replace(
                "w-scan-2 ansible_host=10.0.1.2 kind=scan\n",
                """
                w-scan-2 ansible_host=10.0.1.2 kind=scan
                w-scan-3 ansible_host=10.0.1.3 kind=scan
                """));
    assertThat(update.added()).containsExactly("w-scan-3");
    assertThat(update.removed()).isEmpty();
    assertThat(update.changed()).isEmpty();
  }

  @Test
  void nothingNewChangesNothing() {
    assertThat(update(tree(INVENTORY), "nodes", NODES.formatted("")))
        .isEqualTo(InventoryUpdate.NOTHING);
  }

  @Test
  void lineEndsAndAMissingLastOneStayAsTheyAre() {
    String windows = "[workers]\r\nw-scan-1 ansible_host=10.0.1.1";
    InventoryUpdate update =
        update(
            tree(windows),
            "nodes",
            """
            {"w-scan-1": {"private_ip": "10.0.1.1", "groups": ["workers"]},
             "w-scan-2": {"private_ip": "10.0.1.2", "groups": ["workers"]}}
            """);

    assertThat(only(update)).isEqualTo(windows + "\r\nw-scan-2 ansible_host=10.0.1.2");
  }

  @Test
  void aNewAddressReplacesOnlyTheAddress() {
    InventoryUpdate update =
        update(
            tree(INVENTORY),
            "nodes",
            NODES
                .formatted("")
                .replace("\"private_ip\": \"10.0.0.1\"", "\"private_ip\": \"10.0.0.7\""));

    assertThat(only(update))
        .isEqualTo(
            INVENTORY.replace(
                "m1   ansible_host=10.0.0.1   kind", "m1   ansible_host=10.0.0.7   kind"));
    assertThat(update.changed()).containsExactly("m1");
  }

  @Test
  void aHostThatIsGoneStaysUntilItsRemovalIsConfirmed() {
    String without = NODES.formatted("").replaceAll(",\\s*\"w-mail-1\": \\{[^}]*}", "");
    MemoryTree tree = tree(INVENTORY);

    InventoryUpdate asked = update(tree, "nodes", without);
    assertThat(asked.edits()).isEmpty();
    assertThat(asked.findings())
        .extracting(Finding::toString)
        .containsExactly(
            "ansible/inventory/hosts.ini:8: no output lists \"w-mail-1\" any more: its line stays"
                + " until its removal is confirmed [ansible-outputs]");

    InventoryUpdate confirmed =
        InventoryUpdate.of(tree, List.of(project("nodes", without)), Set.of("w-mail-1"));
    assertThat(only(confirmed))
        .isEqualTo(INVENTORY.replace("w-mail-1 ansible_host=10.0.1.9 kind=mail\n", ""));
    assertThat(confirmed.removed()).containsExactly("w-mail-1");
  }

  @Test
  void anEmptyOutputRemovesNothing() {
    assertThat(update(tree(INVENTORY), "nodes", "{}").edits()).isEmpty();
    MemoryTree declared =
        tree(INVENTORY, "ansible: {inventory: {outputs: [{project: infra, output: nodes}]}}\n");
    InventoryUpdate update = update(declared, "nodes", "{}");
    assertThat(update.edits()).isEmpty();
    assertThat(update.findings())
        .extracting(Finding::message)
        .first()
        .asString()
        .contains("lists no host");
  }

  @Test
  void hostsThatAreListedOnceAndGroupedBelowGetBothLines() {
    String inventory =
        """
        a1 ansible_host=10.0.0.1
        a2 ansible_host=10.0.0.2

        [web]
        a1
        a2
        """;
    InventoryUpdate update =
        update(
            tree(inventory),
            "nodes",
            """
            {"a1": {"ip": "10.0.0.1", "groups": ["web"]}, "a2": {"ip": "10.0.0.2", "groups": ["web"]},
             "a3": {"ip": "10.0.0.3", "groups": ["web"]}}
            """);

    assertThat(only(update))
        .isEqualTo(
            """
            a1 ansible_host=10.0.0.1
            a2 ansible_host=10.0.0.2
            a3 ansible_host=10.0.0.3

            [web]
            a1
            a2
            a3
            """);
  }

  @Test
  void listsOfObjectsAndMapsOfGroupsAreRead() {
    String inventory = "[web]\nweb-1 ansible_host=10.0.0.1\n";
    String expected = "[web]\nweb-1 ansible_host=10.0.0.1\nweb-2 ansible_host=10.0.0.2\n";
    assertThat(
            only(
                update(
                    tree(inventory),
                    "hosts",
                    """
                    [{"name": "web-1", "address": "10.0.0.1", "group": "web"},
                     {"name": "web-2", "address": "10.0.0.2", "group": "web"}]
                    """)))
        .isEqualTo(expected);
    assertThat(
            only(update(tree(inventory), "inventory", "{\"web\": [\"10.0.0.1\", \"10.0.0.2\"]}")))
        .isEqualTo(expected);
    assertThat(only(update(tree(inventory), "web_ips", "[\"10.0.0.1\", \"10.0.0.2\"]")))
        .isEqualTo(expected);
  }

  @Test
  void anOutputThatIsAnInventoryIsRead() {
    String inventory = "[web]\nweb-1 ansible_host=10.0.0.1\n";
    String expected = "[web]\nweb-1 ansible_host=10.0.0.1\nweb-2 ansible_host=10.0.0.2\n";
    assertThat(
            only(
                update(
                    tree(inventory),
                    "ansible_inventory",
                    "\"[web]\\nweb-1 ansible_host=10.0.0.1\\nweb-2 ansible_host=10.0.0.2\\n\"")))
        .isEqualTo(expected);
    assertThat(
            only(
                update(
                    tree(inventory),
                    "ansible_inventory",
                    "\"web:\\n  hosts:\\n    web-1: {ansible_host: 10.0.0.1}\\n    web-2:"
                        + " {ansible_host: 10.0.0.2}\\n\"")))
        .isEqualTo(expected);
  }

  @Test
  void aDeclarationRenamesGroupsAndAddsConstants() {
    MemoryTree tree =
        tree(
            "[zone_a]\nn1 ansible_host=10.0.0.1 ansible_user=ubuntu\n",
            """
            ansible:
              inventory:
                outputs:
                  - project: infra
                    output: machines
                    groups: [{field: az, rename: {a: zone_a}}]
                    address: [addr]
                    vars: {ansible_user: ubuntu}
            """);

    InventoryUpdate update =
        update(
            tree,
            "machines",
            "{\"n1\": {\"addr\": \"10.0.0.1\", \"az\": \"a\"}, \"n2\": {\"addr\": \"10.0.0.2\","
                + " \"az\": \"a\"}}");

    assertThat(only(update))
        .isEqualTo(
            """
            [zone_a]
            n1 ansible_host=10.0.0.1 ansible_user=ubuntu
            n2 ansible_host=10.0.0.2 ansible_user=ubuntu
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"w 4\": {\"private_ip\": \"10.0.1.4\", \"groups\": [\"workers\"]}",
        "\"w4\\n[masters]\\nevil\": {\"private_ip\": \"10.0.1.4\", \"groups\": [\"workers\"]}",
        "\"{{ lookup('pipe','id') }}\": {\"private_ip\": \"10.0.1.4\", \"groups\": [\"workers\"]}",
        "\"w4\": {\"private_ip\": \"10.0.1.4 ansible_connection=local\", \"groups\":"
            + " [\"workers\"]}",
        "\"w4\": {\"private_ip\": \"{{ lookup('pipe','id') }}\", \"groups\": [\"workers\"]}",
        "\"w4\": {\"private_ip\": \"10.0.1.4\", \"kind\": \"{{ x }}\", \"groups\": [\"workers\"]}",
        "\"w4\": {\"private_ip\": \"10.0.1.4\", \"kind\": \"a\\nb\", \"groups\": [\"workers\"]}",
        "\"w4\": {\"private_ip\": \"10.0.1.4\", \"ansible_connection\": \"local\", \"groups\":"
            + " [\"workers\"]}",
        "\"w4\": {\"private_ip\": \"10.0.1.4\", \"hostvars\": \"x\", \"groups\": [\"workers\"]}",
        "\"w4\": {\"private_ip\": \"10.0.1.4\", \"groups\": [\"workers]\\n[all:vars\"]}",
        "\"w4\": {\"private_ip\": \"10.0.1.4\"}",
      })
  void hostileOrUnclearHostsAreRefusedAndNothingIsWritten(String host) {
    InventoryUpdate update = update(tree(INVENTORY), "nodes", oneMore(host));

    assertThat(update.edits()).isEmpty();
    assertThat(update.findings()).anyMatch(finding -> finding.severity() == Severity.ERROR);
    assertThat(update.findings().toString()).contains("nodes[");
  }

  @Test
  void valuesThatNeedItAreQuotedSoThatTheyReadBackAsTheyWere() {
    String inventory = "[w]\n";
    InventoryUpdate update =
        update(
            tree(inventory),
            "nodes",
            """
            {"n": {"private_ip": "10.0.0.1", "groups": ["w"], "note": "two words # and more",
             "version": "1.10", "count": 3, "labels": {"a-b": "it's", "on": true}}}
            """);

    String text = only(update);
    var vars = dev.fairlead.ansible.inventory.Inventory.parse("i.ini", text).vars("n");
    assertThat(vars.toString())
        .isEqualTo(
            "{ansible_host=\"10.0.0.1\", count=3, labels={\"a-b\":\"it's\",\"on\":true},"
                + " note=\"two words # and more\", version=\"1.10\"}");
  }

  @Test
  void sensitiveAndAmbiguousOutputsAreNotGuessedAt() {
    MemoryTree declared =
        tree(INVENTORY, "ansible: {inventory: {outputs: [{project: infra, output: nodes}]}}\n");
    InventoryUpdate sensitive =
        InventoryUpdate.of(
            declared, List.of(new ProjectOutputs("infra", Map.of(), List.of("nodes"))), Set.of());
    assertThat(sensitive.findings().toString()).contains("is sensitive");

    ProjectOutputs one = project("nodes", NODES.formatted(""));
    ProjectOutputs two = new ProjectOutputs("other", one.values(), List.of());
    InventoryUpdate ambiguous = InventoryUpdate.of(tree(INVENTORY), List.of(one, two), Set.of());
    assertThat(ambiguous.edits()).isEmpty();
    assertThat(ambiguous.findings().toString()).contains("infra, other", "declare");
  }

  @Test
  void outputsThatAreNoHostsAreLeftAlone() {
    assertThat(update(tree(INVENTORY), "nodes", "3")).isEqualTo(InventoryUpdate.NOTHING);
    assertThat(update(tree(INVENTORY), "hosts", "[\"https://a.example\"]"))
        .isEqualTo(InventoryUpdate.NOTHING);
  }
}
