package dev.fairlead.ansible.playbook;

import dev.fairlead.model.MemoryTree;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/// A small platform's Ansible layer, in revisions.
record Platform(Map<String, String> files) {

  static Platform example() {
    Map<String, String> files = new TreeMap<>();
    files.put(
        "ansible/ansible.cfg", "[defaults]\ninventory = inventory/hosts.ini\nroles_path = roles\n");
    files.put(
        "ansible/inventory/hosts.ini",
        """
        [masters]
        m1 ansible_host=10.0.0.1
        [workers]
        w1 ansible_host=10.0.0.2
        w2 ansible_host=10.0.0.3
        [cluster:children]
        masters
        workers
        """);
    files.put(
        "ansible/inventory/group_vars/all.yml",
        """
        # everybody's
        cluster_name: demo
        calico_version: v3.27.0
        calico_manifest: "https://example.com/{{ calico_version }}/calico.yaml"
        control_node: "{{ groups['masters'] | first }}"
        unused: 1
        """);
    files.put("ansible/inventory/group_vars/workers.yml", "kubelet_arguments: [a]\n");
    files.put("ansible/inventory/host_vars/w1.yml", "kubelet_arguments: [b]\n");
    files.put(
        "ansible/playbooks/site.yml",
        """
        - import_playbook: 01-prepare.yml
        - import_playbook: 02-init.yml
        - import_playbook: 03-join.yml
        - import_playbook: 04-cni.yml
        - import_playbook: 05-label.yml
        """);
    files.put(
        "ansible/playbooks/01-prepare.yml",
        "- name: Prepare\n  hosts: cluster\n  roles: [common]\n");
    files.put("ansible/playbooks/02-init.yml", "- name: Init\n  hosts: masters\n  roles: [init]\n");
    files.put("ansible/playbooks/03-join.yml", "- name: Join\n  hosts: workers\n  roles: [join]\n");
    files.put(
        "ansible/playbooks/04-cni.yml",
        """
        - name: CNI
          hosts: masters
          vars_files: [vars/cni.yml]
          roles: [cni]
        """);
    files.put("ansible/playbooks/vars/cni.yml", "calico_mtu: 1450\n");
    files.put(
        "ansible/playbooks/05-label.yml",
        """
        - name: Label
          hosts: masters
          tasks:
            - name: Label each
              ansible.builtin.command: kubectl label node {{ item }} role=worker --overwrite
              loop: "{{ groups['workers'] }}"
            - name: Tell
              ansible.builtin.template: {src: motd.j2, dest: /etc/motd}
        """);
    files.put("ansible/playbooks/templates/motd.j2", "{{ cluster_name }}\n");
    files.put("ansible/playbooks/99-reset.yml", "- name: Reset\n  hosts: cluster\n  tasks: []\n");
    files.put(
        "ansible/roles/common/tasks/main.yml",
        "- ansible.builtin.include_tasks: \"{{ family }}.yml\"\n");
    files.put("ansible/roles/common/tasks/debian.yml", "- ansible.builtin.apt: {name: socat}\n");
    files.put(
        "ansible/roles/init/tasks/main.yml",
        "- ansible.builtin.command: kubeadm init --name {{ cluster_name }}\n");
    files.put("ansible/roles/init/meta/main.yml", "dependencies: [base]\n");
    files.put("ansible/roles/base/files/sysctl.conf", "a=1\n");
    files.put(
        "ansible/roles/base/tasks/main.yml",
        "- ansible.builtin.copy: {src: sysctl.conf, dest: /etc/sysctl.conf}\n");
    files.put(
        "ansible/roles/join/tasks/main.yml",
        """
        - ansible.builtin.command: kubeadm token create
          delegate_to: "{{ control_node }}"
          register: token
        - ansible.builtin.command: kubeadm join {{ token.stdout }} {{ kubelet_arguments | join(' ') }}
        """);
    files.put(
        "ansible/roles/cni/defaults/main.yml",
        "calico_pool: 10.244.0.0/16\ncalico_note: nobody reads this\n");
    files.put(
        "ansible/roles/cni/tasks/main.yml",
        """
        - name: Apply
          ansible.builtin.command: kubectl apply -f {{ calico_manifest }}
        - ansible.builtin.template: {src: pool.j2, dest: /tmp/pool}
        """);
    files.put("ansible/roles/cni/templates/pool.j2", "{{ calico_pool }} {{ calico_mtu }}\n");
    files.put("ansible/roles/cni/README.md", "about\n");
    return new Platform(files);
  }

  Platform with(String path, String text) {
    Map<String, String> copy = new TreeMap<>(files);
    copy.put(path, text);
    return new Platform(copy);
  }

  Platform without(String path) {
    Map<String, String> copy = new TreeMap<>(files);
    copy.remove(path);
    return new Platform(copy);
  }

  Platform edit(String path, String from, String to) {
    String text = Objects.requireNonNull(files.get(path), path);
    if (!text.contains(from)) {
      throw new IllegalArgumentException(path + " does not hold " + from);
    }
    return with(path, text.replace(from, to));
  }

  MemoryTree tree() {
    return MemoryTree.of(files);
  }

  AffectedPlaybooks to(Platform after) {
    Set<String> changed = new LinkedHashSet<>();
    Set<String> paths = new LinkedHashSet<>(files.keySet());
    paths.addAll(after.files().keySet());
    for (String path : paths) {
      if (!Objects.equals(files.get(path), after.files().get(path))) {
        changed.add(path);
      }
    }
    return AffectedPlaybooks.of(tree(), after.tree(), changed);
  }
}
