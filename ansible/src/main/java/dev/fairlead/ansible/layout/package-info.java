/// Where a repository keeps its Ansible layer: `fairlead.yaml`, `ansible.cfg`, inventories,
/// playbooks and their order. Pure.
@NullMarked
package dev.fairlead.ansible.layout;

import org.jspecify.annotations.NullMarked;
