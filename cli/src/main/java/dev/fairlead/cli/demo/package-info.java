/// `fairlead demo`: the example platform on a sandbox, delivered and changed as a team would, and
/// checked from outside.
@NullMarked
package dev.fairlead.cli.demo;

import org.jspecify.annotations.NullMarked;
