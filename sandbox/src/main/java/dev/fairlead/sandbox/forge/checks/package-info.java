/// Check runs and check suites, which report on commits in more detail than statuses.
@NullMarked
package dev.fairlead.sandbox.forge.checks;

import org.jspecify.annotations.NullMarked;
