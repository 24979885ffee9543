/// What a unified diff says, line by line: which line of a file stands where in it.
@NullMarked
package dev.fairlead.sandbox.forge.diff;

import org.jspecify.annotations.NullMarked;
