/// Runs workflows as local processes, and goes on after a restart.
@NullMarked
package dev.fairlead.actions.runner;

import org.jspecify.annotations.NullMarked;
