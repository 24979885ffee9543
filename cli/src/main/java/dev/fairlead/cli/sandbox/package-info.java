/// `fairlead sandbox`: starts one, ends it, asks how it is, makes things go wrong in it.
@NullMarked
package dev.fairlead.cli.sandbox;

import org.jspecify.annotations.NullMarked;
