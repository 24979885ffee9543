/// OCI images without a daemon, and registry look-ups.
@NullMarked
package dev.fairlead.image;

import org.jspecify.annotations.NullMarked;
