/// What the common actions do, done natively.
@NullMarked
package dev.fairlead.actions.action;

import org.jspecify.annotations.NullMarked;
