/// What people look at: page models and their rendering. Templates are under `src/main/jte`.
@NullMarked
package dev.fairlead.server.pages;

import org.jspecify.annotations.NullMarked;
