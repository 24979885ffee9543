package dev.fairlead.sandbox.forge;

import dev.fairlead.model.Secret;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A repository's webhook.
///
/// @param contentType `json` or `form`
/// @param secret key of the signatures; null: unsigned
/// @param events the events it wants; `*` for all
record Webhook(
    long id,
    String url,
    String contentType,
    @Nullable Secret secret,
    boolean active,
    List<String> events,
    Instant created,
    Instant updated) {
  Webhook {
    events = List.copyOf(events);
  }

  boolean wants(String event) {
    return active && (events.contains("*") || events.contains(event));
  }
}
