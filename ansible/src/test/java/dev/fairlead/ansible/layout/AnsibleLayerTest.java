package dev.fairlead.ansible.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.model.MemoryTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AnsibleLayerTest {
  private static final String PLAY = "- hosts: all\n  tasks: []\n";

  private static Optional<AnsibleLayer> discover(String... pathsAndTexts) {
    Map<String, String> files = new TreeMap<>();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      files.put(pathsAndTexts[i], pathsAndTexts[i + 1]);
    }
    return AnsibleLayer.discover(MemoryTree.of(files));
  }

  private static List<String> units(AnsibleLayer layer) {
    return layer.units().stream()
        .map(unit -> (unit.automatic() ? "" : "by hand ") + unit.path())
        .toList();
  }

  @Test
  void numberedPlaybooksComeInTheirOrder() {
    AnsibleLayer layer =
        discover(
                "ansible/playbooks/10-b.yml", PLAY,
                "ansible/playbooks/2-a.yml", PLAY,
                "ansible/playbooks/tools.yml", PLAY)
            .orElseThrow();
    assertThat(units(layer))
        .containsExactly(
            "ansible/playbooks/2-a.yml",
            "ansible/playbooks/10-b.yml",
            "by hand ansible/playbooks/tools.yml");
  }

  @Test
  void theAggregatesOrderWinsAndIsAFinding() {
    AnsibleLayer layer =
        discover(
                "ansible/playbooks/site.yml",
                "- import_playbook: 02-b.yml\n- import_playbook: 01-a.yml\n",
                "ansible/playbooks/01-a.yml",
                PLAY,
                "ansible/playbooks/02-b.yml",
                PLAY)
            .orElseThrow();
    assertThat(units(layer))
        .containsExactly("ansible/playbooks/02-b.yml", "ansible/playbooks/01-a.yml");
    assertThat(layer.findings()).hasSize(1);
    assertThat(layer.findings().getFirst().message()).contains("imported after number 2");
  }

  @Test
  void withoutNumbersWhatNobodyImportsRuns() {
    AnsibleLayer layer =
        discover(
                "infra/playbooks/all.yml", "- import_playbook: part.yml\n",
                "infra/playbooks/part.yml", PLAY,
                "infra/playbooks/vars.yml", "a: 1\n")
            .orElseThrow();
    assertThat(layer.directory()).isEqualTo("infra");
    assertThat(units(layer))
        .containsExactly("infra/playbooks/all.yml", "by hand infra/playbooks/part.yml");
  }

  @Test
  void inventoryDirectoriesAreListedFileByFileWithTheirIniFiles() {
    AnsibleLayer layer =
        discover(
                "ansible/ansible.cfg", "[defaults]\ninventory = inventory/ ; ours\n",
                "ansible/playbooks/a.yml", PLAY,
                "ansible/inventory/hosts.ini", "a\n",
                "ansible/inventory/extra.yml", "all:\n",
                "ansible/inventory/README.md", "",
                "ansible/inventory/group_vars/all.yml", "a: 1\n")
            .orElseThrow();
    assertThat(layer.inventories())
        .containsExactly("ansible/inventory/extra.yml", "ansible/inventory/hosts.ini");
    assertThat(layer.config().file()).contains("ansible/ansible.cfg");
  }

  @Test
  void settingsOfTheRepositoryComeFirst() {
    AnsibleLayer layer =
        discover(
                "fairlead.yaml",
                """
                ansible:
                  dir: ops
                  playbooks: "*.yml"
                  inventory: {sources: [prod.ini, missing.ini]}
                  colour: red
                """,
                "ops/prod.ini",
                "a\n",
                "ops/site.yml",
                "- import_playbook: web.yml\n",
                "ops/web.yml",
                PLAY,
                "ansible/playbooks/other.yml",
                PLAY)
            .orElseThrow();
    assertThat(layer.directory()).isEqualTo("ops");
    assertThat(layer.inventories()).containsExactly("ops/prod.ini");
    assertThat(layer.aggregate()).contains("ops/site.yml");
    assertThat(layer.findings().toString()).contains("missing.ini", "unknown key \"colour\"");
  }

  @Test
  void aRepositoryWithoutPlaybooksHasNoLayer() {
    assertThat(discover("charts/a/Chart.yaml", "name: a\n")).isEmpty();
    assertThat(discover("docs/playbooks/README.md", "")).isEmpty();
  }
}
