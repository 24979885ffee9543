/// What happens on a pull request: each command from its request to its answer, so that it can be
/// gone on with from any moment.
@NullMarked
package dev.fairlead.terraform.command;

import org.jspecify.annotations.NullMarked;
