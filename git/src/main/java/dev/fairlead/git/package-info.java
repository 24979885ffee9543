/// Mirrors, revision trees straight from the object database, tree diff, commits with rebase and
/// retry.
@NullMarked
package dev.fairlead.git;

import org.jspecify.annotations.NullMarked;
