/// From a source at a revision to the manifests that an Application wants.
@NullMarked
package dev.fairlead.sync.render;

import org.jspecify.annotations.NullMarked;
