/// What is written down: runs, locks, plans, applies, outputs. Behind it is the database.
@NullMarked
package dev.fairlead.terraform.ledger;

import org.jspecify.annotations.NullMarked;
