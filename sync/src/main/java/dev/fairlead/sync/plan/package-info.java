/// The order of a sync: phases, waves, hooks, pruning.
@NullMarked
package dev.fairlead.sync.plan;

import org.jspecify.annotations.NullMarked;
