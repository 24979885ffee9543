/// Live access to a Kubernetes API.
@NullMarked
package dev.fairlead.cluster;

import org.jspecify.annotations.NullMarked;
