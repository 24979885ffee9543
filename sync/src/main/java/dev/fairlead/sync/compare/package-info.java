/// What an Application wants against what the cluster has.
@NullMarked
package dev.fairlead.sync.compare;

import org.jspecify.annotations.NullMarked;
