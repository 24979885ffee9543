/// How the sandbox's servers keep things on disk.
@NullMarked
package dev.fairlead.sandbox.disk;

import org.jspecify.annotations.NullMarked;
