/// GitHub Actions' role: workflow model, expressions, runner.
@NullMarked
package dev.fairlead.actions;

import org.jspecify.annotations.NullMarked;
