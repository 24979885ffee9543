/// HTTP API, webhooks and web pages.
@NullMarked
package dev.fairlead.server;

import org.jspecify.annotations.NullMarked;
