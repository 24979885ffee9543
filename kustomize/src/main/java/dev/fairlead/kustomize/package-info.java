/// Kustomize build.
@NullMarked
package dev.fairlead.kustomize;

import org.jspecify.annotations.NullMarked;
