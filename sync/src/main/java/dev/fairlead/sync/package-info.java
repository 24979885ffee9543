/// Argo CD's role: Applications, comparison, waves, hooks, pruning and their execution.
@NullMarked
package dev.fairlead.sync;

import org.jspecify.annotations.NullMarked;
