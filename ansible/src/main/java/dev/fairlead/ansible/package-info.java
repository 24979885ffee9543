/// Ansible as a layer: playbooks, inventories, runs and their event stream.
///
/// ```java
/// AnsibleLayer layer = AnsibleLayer.discover(tree).orElseThrow();
/// AffectedPlaybooks affected = AffectedPlaybooks.of(before, after, changedPaths);
/// for (PlannedRun planned : affected.runs()) {
///   RunRequest request = RunRequest.of(layer, planned, runDirectory, checkout);
///   RunResult result = runner.run(request, listener); // again with the same directory after a crash
/// }
/// ```
///
/// [dev.fairlead.ansible.layout] finds what is there, [dev.fairlead.ansible.inventory] and
/// [dev.fairlead.ansible.playbook] read it, [dev.fairlead.ansible.outputs] brings hosts from
/// Terraform, [dev.fairlead.ansible.run] runs it, [dev.fairlead.ansible.ledger] remembers.
@NullMarked
package dev.fairlead.ansible;

import org.jspecify.annotations.NullMarked;
