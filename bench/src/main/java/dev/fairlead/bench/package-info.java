/// Benchmarks against the real tools.
@NullMarked
package dev.fairlead.bench;

import org.jspecify.annotations.NullMarked;
