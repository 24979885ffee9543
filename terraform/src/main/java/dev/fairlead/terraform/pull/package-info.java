/// What the automation needs of a forge and of Git: the ports that the server implements.
@NullMarked
package dev.fairlead.terraform.pull;

import org.jspecify.annotations.NullMarked;
