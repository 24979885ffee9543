/// The database: migrations, journal, deliveries.
@NullMarked
package dev.fairlead.store;

import org.jspecify.annotations.NullMarked;
