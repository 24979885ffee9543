/// Playbooks, inventories, runs and their event stream.
@NullMarked
package dev.fairlead.ansible;

import org.jspecify.annotations.NullMarked;
