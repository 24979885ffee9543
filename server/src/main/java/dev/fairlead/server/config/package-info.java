/// The server's configuration file.
@NullMarked
package dev.fairlead.server.config;

import org.jspecify.annotations.NullMarked;
