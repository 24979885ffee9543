/// Runs of `ansible-playbook`: process, event stream, verdict, cancellation, adoption after a
/// restart.
@NullMarked
package dev.fairlead.ansible.run;

import org.jspecify.annotations.NullMarked;
