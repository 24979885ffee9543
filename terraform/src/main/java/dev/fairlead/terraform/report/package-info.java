/// Comments and statuses in Atlantis's words. Pure.
@NullMarked
package dev.fairlead.terraform.report;

import org.jspecify.annotations.NullMarked;
