/// Request bodies in Kubernetes' protobuf form, as kubectl 1.32 and Helm 4 and later send them,
/// read into the JSON trees that everything else works on.
@NullMarked
package dev.fairlead.sandbox.cluster.protobuf;

import org.jspecify.annotations.NullMarked;
