/// A Kubernetes-compatible API server in one process: one ordered store in memory, the HTTP API of
/// kube-apiserver 1.36 over TLS, watches over chunked HTTP and WebSocket.
///
/// [ClusterServer] starts it; [Objects] is the same API without HTTP, for controllers and the node
/// agent that live in the same process.
@NullMarked
package dev.fairlead.sandbox.cluster;

import org.jspecify.annotations.NullMarked;
