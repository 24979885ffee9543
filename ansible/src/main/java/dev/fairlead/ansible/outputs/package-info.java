/// Hosts from Terraform outputs, and the edits of the inventory file that they ask for. Pure.
@NullMarked
package dev.fairlead.ansible.outputs;

import org.jspecify.annotations.NullMarked;
