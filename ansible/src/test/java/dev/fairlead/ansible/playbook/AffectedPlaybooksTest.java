package dev.fairlead.ansible.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.model.MemoryTree;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AffectedPlaybooksTest {
  private static final Platform BEFORE = Platform.example();

  private static List<String> runs(AffectedPlaybooks affected) {
    return affected.runs().stream()
        .map(run -> run.name() + (run.limit().isEmpty() ? "" : " " + run.limit()))
        .toList();
  }

  @ParameterizedTest(name = "{0}: {1} -> {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // a variable that only one playbook reads, through another variable
        "ansible/inventory/group_vars/all.yml | v3.27.0 | v3.28.0 | 04-cni",
        // one that several read, in tasks and templates
        "ansible/inventory/group_vars/all.yml | name: demo | name: other | 02-init 05-label",
        "ansible/inventory/group_vars/all.yml | unused: 1 | unused: 2 | ``",
        "ansible/inventory/group_vars/all.yml | # everybody's | # all of ours | ``",
        "ansible/inventory/group_vars/workers.yml | [a] | [c] | 03-join",
        "ansible/inventory/host_vars/w1.yml | [b] | [c] | 03-join[w1]",
        "ansible/playbooks/vars/cni.yml | 1450 | 1500 | 04-cni",
        "ansible/roles/cni/defaults/main.yml | 244 | 245 | 04-cni",
        "ansible/roles/cni/defaults/main.yml | nobody reads | nobody ever reads | ``",
        "ansible/roles/cni/templates/pool.j2 | } { | }{ | 04-cni",
        "ansible/roles/cni/README.md | about | more | ``",
        "ansible/roles/cni/tasks/main.yml | name: Apply | name:   Apply | ``",
        "ansible/roles/cni/tasks/main.yml | name: Apply | name: Apply it | 04-cni",
        "ansible/roles/common/tasks/debian.yml | socat | conntrack | 01-prepare",
        "ansible/roles/base/files/sysctl.conf | a=1 | a=2 | 02-init",
        "ansible/playbooks/templates/motd.j2 | } | }! | 05-label",
        "ansible/playbooks/05-label.yml | role=worker | role=w | 05-label",
        "ansible/playbooks/05-label.yml | hosts: masters | hosts: m1 | 05-label",
        "ansible/playbooks/99-reset.yml | Reset | Reset all | ``",
        "ansible/ansible.cfg | [defaults] | `; ours\n[defaults]` | ``",
        "ansible/ansible.cfg | [defaults] | `[defaults]\nforks = 9` | site",
      })
  void aChangedFileSelectsExactlyThePlaybooksThatReadIt(
      String path, String from, String to, String expected) {
    AffectedPlaybooks affected = BEFORE.to(BEFORE.edit(path, from, to));

    assertThat(String.join(" ", runs(affected)).replace(" [", "[")).isEqualTo(expected);
    if (affected.runs().isEmpty()) {
      assertThat(affected.notes()).isNotEmpty();
    } else {
      assertThat(affected.runs())
          .allSatisfy(run -> assertThat(run.why()).anyMatch(why -> why.startsWith(path)));
    }
  }

  @Test
  void theChainOfFilesIsTold() {
    PlannedRun run =
        BEFORE.to(BEFORE.edit("ansible/roles/base/files/sysctl.conf", "1", "2")).runs().getFirst();
    assertThat(run.why())
        .containsExactly(
            "ansible/roles/base/files/sysctl.conf <- ansible/roles/base/tasks/main.yml <- role base"
                + " <- role init <- ansible/playbooks/02-init.yml:1");
  }

  @Test
  void theFirstRevisionRunsTheAggregateOnce() {
    AffectedPlaybooks affected =
        AffectedPlaybooks.of(
            MemoryTree.of(Map.of("README.md", "")), BEFORE.tree(), BEFORE.files().keySet());
    assertThat(runs(affected)).containsExactly("site");
    assertThat(affected.runs().getFirst().plays())
        .containsExactly("Prepare", "Init", "Join", "CNI", "Label");
    assertThat(affected.hosts().added()).containsExactly("m1", "w1", "w2");
  }

  @Test
  void aNewHostRunsWhatReachesItAndWhatActsOnItsBehalfForItAlone() {
    AffectedPlaybooks affected =
        BEFORE.to(
            BEFORE.edit(
                "ansible/inventory/hosts.ini",
                "w2 ansible_host=10.0.0.3\n",
                "w2 ansible_host=10.0.0.3\nw3 ansible_host=10.0.0.4\n"));

    assertThat(runs(affected)).containsExactly("01-prepare [w3]", "03-join [w3]", "05-label");
    assertThat(affected.hosts().added()).containsExactly("w3");
  }

  @Test
  void declaredRunsSayWhatANewHostNeeds() {
    Platform before =
        BEFORE.with(
            "fairlead.yaml",
            """
            ansible:
              runs:
                - {playbook: 01-prepare.yml, on: [push]}
                - {playbook: 05-label, on: [push]}
            """);
    AffectedPlaybooks affected =
        before.to(
            before.edit(
                "ansible/inventory/hosts.ini",
                "w2 ansible_host=10.0.0.3\n",
                "w2 ansible_host=10.0.0.3\nw3 ansible_host=10.0.0.4\n"));

    assertThat(runs(affected)).containsExactly("03-join [w3]");
  }

  @Test
  void aHostThatIsGoneRunsNothingAndIsNoted() {
    AffectedPlaybooks affected =
        BEFORE.to(BEFORE.edit("ansible/inventory/hosts.ini", "w2 ansible_host=10.0.0.3\n", ""));

    assertThat(affected.runs()).isEmpty();
    assertThat(affected.hosts().removed()).containsExactly("w2");
    assertThat(affected.notes()).anyMatch(note -> note.startsWith("host w2 is no longer"));
  }

  @Test
  void anInventoryThatChangedOnlyInCommentsRunsNothing() {
    AffectedPlaybooks affected =
        BEFORE.to(
            BEFORE.edit("ansible/inventory/hosts.ini", "[masters]", "# the first\n[masters]"));

    assertThat(affected.runs()).isEmpty();
    assertThat(affected.notes())
        .containsExactly("ansible/inventory/hosts.ini: no host and no variable changed");
  }

  @Test
  void aNewAddressReachesEveryPlayOfThatHostForItAlone() {
    AffectedPlaybooks affected =
        BEFORE.to(BEFORE.edit("ansible/inventory/hosts.ini", "10.0.0.3", "10.0.0.33"));

    assertThat(runs(affected)).containsExactly("01-prepare [w2]", "03-join [w2]");
    assertThat(affected.hosts().changed()).containsExactly("w2");
  }

  @Test
  void aFileThatAppearsAtAnEarlierPlaceCounts() {
    assertThat(runs(BEFORE.to(BEFORE.with("ansible/playbooks/roles/cni/tasks/main.yml", "[]\n"))))
        .containsExactly("04-cni");
    assertThat(runs(BEFORE.to(BEFORE.with("ansible/roles/common/tasks/redhat.yml", "[]\n"))))
        .containsExactly("01-prepare");
  }

  @Test
  void aComputedVariableNameMayBeAnyVariable() {
    Platform before =
        BEFORE.edit(
            "ansible/roles/join/tasks/main.yml",
            "- ansible.builtin.command: kubeadm token create",
            "- ansible.builtin.command: echo {{ lookup('vars', 'calico' ~ '_version') }}");
    assertThat(
            runs(
                before.to(
                    before.edit("ansible/inventory/group_vars/all.yml", "v3.27.0", "v3.28.0"))))
        .containsExactly("03-join", "04-cni");
  }

  @Test
  void hostsThatDataComesFromAreInTheLimit() {
    Platform before =
        BEFORE.with(
            "ansible/playbooks/03-join.yml",
            """
            - name: Token
              hosts: masters
              tasks:
                - ansible.builtin.command: kubeadm token create
                  register: token
            - name: Join
              hosts: workers
              tasks:
                - ansible.builtin.command: kubeadm join {{ hostvars['m1'].token.stdout }}
            """);
    AffectedPlaybooks affected =
        before.to(before.edit("ansible/inventory/hosts.ini", "[cluster:", "w3\n[cluster:"));
    assertThat(runs(affected)).contains("03-join [m1, w3]");
  }

  @Test
  void withoutAnAggregateEachAffectedPlaybookRunsByItself() {
    Platform before =
        BEFORE.without("ansible/playbooks/site.yml").without("ansible/playbooks/99-reset.yml");
    assertThat(
            runs(
                before.to(before.edit("ansible/ansible.cfg", "[defaults]", "[defaults]\nforks=3"))))
        .containsExactly("01-prepare", "02-init", "03-join", "04-cni", "05-label");
  }

  @Test
  void importsWithVariablesOfTheirOwnAreNotTornApart() {
    Platform before =
        BEFORE.edit(
            "ansible/playbooks/site.yml",
            "- import_playbook: 04-cni.yml",
            "- import_playbook: 04-cni.yml\n  vars: {calico_mtu: 9000}");
    assertThat(
            runs(
                before.to(
                    before.edit("ansible/inventory/group_vars/all.yml", "v3.27.0", "v3.28.0"))))
        .containsExactly("site");
  }

  @Test
  void aRepositoryWithoutAnsibleHasNothingToRun() {
    MemoryTree tree = MemoryTree.of(Map.of("README.md", ""));
    assertThat(AffectedPlaybooks.of(tree, tree, List.of("README.md")).runs()).isEmpty();
  }
}
