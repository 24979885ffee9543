package dev.fairlead.ansible.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.model.Finding;
import dev.fairlead.model.MemoryTree;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnsibleCheckTest {
  private static final Platform GOOD = Platform.example();

  private static List<String> findings(Platform platform) {
    return AnsibleCheck.of(platform.tree()).stream().map(Finding::toString).toList();
  }

  @Test
  void aSoundLayerHasNoErrors() {
    assertThat(findings(GOOD))
        .containsExactly(
            "ansible/playbooks/99-reset.yml: site.yml does not import this playbook: no delivery"
                + " runs it [ansible-order]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ansible/playbooks/04-cni.yml | roles: [cni] | roles: [cnx] |"
            + " ansible/playbooks/04-cni.yml:4:11: the role \"cnx\" does not exist; looked for"
            + " ansible/playbooks/roles/cnx, ansible/roles/cnx, ansible/playbooks/cnx"
            + " [ansible-path-missing]",
        "ansible/roles/cni/tasks/main.yml | pool.j2 | poll.j2 |"
            + " ansible/roles/cni/tasks/main.yml:3:35: the template \"poll.j2\" does not exist",
        "ansible/playbooks/site.yml | 04-cni.yml | 04-cmi.yml |"
            + " ansible/playbooks/site.yml:4:20: the imported playbook does not exist: expected"
            + " ansible/playbooks/04-cmi.yml; did you mean 04-cni.yml? [ansible-path-missing]",
        "ansible/playbooks/04-cni.yml | vars/cni.yml | vars/no.yml |"
            + " ansible/playbooks/04-cni.yml:3:16: the variables file \"vars/no.yml\" does not"
            + " exist",
        "ansible/roles/base/tasks/main.yml | sysctl.conf, dest | sysctl, dest |"
            + " ansible/roles/base/tasks/main.yml:1:31: the file \"sysctl\" does not exist",
        "ansible/roles/init/meta/main.yml | [base] | [bass] |"
            + " ansible/roles/init/meta/main.yml:1:16: the role \"bass\" does not exist",
        "ansible/playbooks/03-join.yml | hosts: workers | hosts: worker |"
            + " ansible/playbooks/03-join.yml:2:10: no group or host of the inventory is"
            + " \"worker\": the play would do nothing and end well; did you mean \"workers\"?"
            + " [ansible-host-pattern]",
        "ansible/playbooks/03-join.yml | hosts: workers | gosts: workers |"
            + " ansible/playbooks/03-join.yml:1:3: the field 'hosts' is required but was not set"
            + " [ansible-syntax]",
        "ansible/playbooks/05-label.yml | role=worker --overwrite | `a: b: [` |"
            + " ansible/playbooks/05-label.yml:5",
        "ansible/inventory/group_vars/all.yml | unused: 1 | `unused: [1` |"
            + " ansible/inventory/group_vars/all.yml:7",
        "ansible/inventory/hosts.ini | [workers] | [my workers] |"
            + " ansible/inventory/hosts.ini:3:1: \"[my workers]\" is no section",
        "ansible/inventory/hosts.ini | w1 ansible_host=10.0.0.2 | w1 ansible_host 10.0.0.2 |"
            + " ansible/inventory/hosts.ini:4:4: expected key=value, found \"ansible_host\"",
        "ansible/roles/cni/tasks/main.yml | - name: Apply | - just words |"
            + " ansible/roles/cni/tasks/main.yml",
        "ansible/ansible.cfg | roles_path = roles | roles_path = rolls |"
            + " ansible/playbooks/01-prepare.yml:3:11: the role \"common\" does not exist",
        "ansible/ansible.cfg | hosts.ini | host.ini |"
            + " ansible/ansible.cfg: the inventory \"inventory/host.ini\" does not exist",
      })
  void aMistakeIsFoundWhereItStands(String path, String from, String to, String expected) {
    assertThat(findings(GOOD.edit(path, from, to)))
        .anySatisfy(finding -> assertThat(finding).startsWith(expected));
  }

  @Test
  void whatARunBringsFromElsewhereIsNotMissing() {
    Platform platform =
        GOOD.edit("ansible/playbooks/04-cni.yml", "[cni]", "[cni, geerlingguy.docker, a.b.c]")
            .with("ansible/requirements.yml", "roles: [{name: geerlingguy.docker}]\n")
            .edit(
                "ansible/roles/cni/tasks/main.yml",
                "- name: Apply",
                """
                - ansible.builtin.copy: {src: /etc/a, dest: /etc/b, remote_src: true}
                - ansible.builtin.template: {src: "{{ kind }}.j2", dest: /x}
                - name: Apply\
                """);
    assertThat(findings(platform)).noneMatch(finding -> finding.contains("ansible-path-missing"));
  }

  @Test
  void vaultsUnsafeTextsAndDuplicateKeysAreRead() {
    Platform platform =
        GOOD.with(
                "ansible/inventory/group_vars/masters.yml",
                """
                secret: !vault |
                  $ANSIBLE_VAULT;1.1;AES256
                  6162
                raw: !unsafe "{{ x }}"
                twice: 1
                twice: 2
                """)
            .with("ansible/inventory/group_vars/workers.yml", "$ANSIBLE_VAULT;1.1;AES256\n6162\n");
    assertThat(findings(platform)).hasSize(1);
  }

  @Test
  void variablesThatAnsibleDoesNotReadAreNamed() {
    assertThat(findings(GOOD.with("ansible/group_vars/all.yml", "a: 1\n")))
        .anyMatch(finding -> finding.startsWith("ansible/group_vars: Ansible does not read this"));
  }

  @Test
  void aRepositoryWithoutAnsibleHasNoFindings() {
    assertThat(AnsibleCheck.of(MemoryTree.of(Map.of("charts/a/Chart.yaml", "name: a\n"))))
        .isEmpty();
  }
}
