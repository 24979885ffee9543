/// Child processes that outlive us: sessions, log and status files, adoption, cancellation.
@NullMarked
package dev.fairlead.process;

import org.jspecify.annotations.NullMarked;
