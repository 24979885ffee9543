/// Running terraform: checkouts, steps, processes that outlive us, local states.
@NullMarked
package dev.fairlead.terraform.run;

import org.jspecify.annotations.NullMarked;
