/// Terraform projects, plans, locks and comment commands.
@NullMarked
package dev.fairlead.terraform;

import org.jspecify.annotations.NullMarked;
