/// The HTTP edge: routes, webhooks, event streams.
@NullMarked
package dev.fairlead.server.http;

import org.jspecify.annotations.NullMarked;
