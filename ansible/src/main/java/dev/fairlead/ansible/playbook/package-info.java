/// Playbooks, roles and what they read; which playbooks a change affects; what is wrong before a
/// merge. Pure.
@NullMarked
package dev.fairlead.ansible.playbook;

import org.jspecify.annotations.NullMarked;
