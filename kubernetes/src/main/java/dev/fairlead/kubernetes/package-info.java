/// Pure Kubernetes knowledge: resources, quantities, selectors, schemas, field ownership, patches,
/// health.
@NullMarked
package dev.fairlead.kubernetes;

import org.jspecify.annotations.NullMarked;
