/// The controller: watches Applications and the cluster, compares, syncs, writes status.
@NullMarked
package dev.fairlead.sync.control;

import org.jspecify.annotations.NullMarked;
