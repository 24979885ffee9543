/// The sandbox's own certificate authority.
@NullMarked
package dev.fairlead.sandbox.authority;

import org.jspecify.annotations.NullMarked;
