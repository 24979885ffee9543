/// Workflows as values: read with positions, checked strictly, routed by events.
@NullMarked
package dev.fairlead.actions.workflow;

import org.jspecify.annotations.NullMarked;
