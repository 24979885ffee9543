/// Routing, stages, hand-overs: composes the engines.
@NullMarked
package dev.fairlead.delivery;

import org.jspecify.annotations.NullMarked;
