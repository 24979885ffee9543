/// End-to-end tests with the real tools.
@NullMarked
package dev.fairlead.acceptance;

import org.jspecify.annotations.NullMarked;
