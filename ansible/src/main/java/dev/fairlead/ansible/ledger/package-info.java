/// What is remembered of runs: the last success of each playbook, and who uses an inventory.
@NullMarked
package dev.fairlead.ansible.ledger;

import org.jspecify.annotations.NullMarked;
