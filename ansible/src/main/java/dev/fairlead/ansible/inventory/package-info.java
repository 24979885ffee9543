/// Inventories as Ansible reads them: INI and YAML files with positions, groups, variables and host
/// patterns. Pure.
@NullMarked
package dev.fairlead.ansible.inventory;

import org.jspecify.annotations.NullMarked;
