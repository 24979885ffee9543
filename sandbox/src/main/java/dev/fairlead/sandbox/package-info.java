/// Forge, cluster and registry on loopback, for trying out and for tests: [Sandbox] starts them as
/// one, each package below is one of them and can be started alone.
@NullMarked
package dev.fairlead.sandbox;

import org.jspecify.annotations.NullMarked;
