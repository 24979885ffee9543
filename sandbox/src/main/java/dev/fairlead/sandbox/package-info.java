/// Forge, cluster and registry on loopback, for trying out and for tests.
@NullMarked
package dev.fairlead.sandbox;

import org.jspecify.annotations.NullMarked;
