/// What can be made to go wrong with the sandbox's servers, on purpose.
@NullMarked
package dev.fairlead.sandbox.faults;

import org.jspecify.annotations.NullMarked;
