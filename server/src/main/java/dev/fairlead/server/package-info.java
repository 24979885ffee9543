/// The server: one composition root ([dev.fairlead.server.Fairlead]) that joins the engines to the
/// database, the cluster, the forge and the HTTP edge.
@NullMarked
package dev.fairlead.server;

import org.jspecify.annotations.NullMarked;
