/// The linker: references across layers, and what is wrong before merge.
@NullMarked
package dev.fairlead.check;

import org.jspecify.annotations.NullMarked;
