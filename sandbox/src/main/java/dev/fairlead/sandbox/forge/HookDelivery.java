package dev.fairlead.sandbox.forge;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// One attempt to deliver an event to a hook.
///
/// @param guid the same for every attempt of the same event
/// @param statusCode the answer's, 0 where there was none
/// @param status `OK`, or what went wrong
record HookDelivery(
    long id,
    String guid,
    long hookId,
    String event,
    String action,
    boolean redelivery,
    Instant delivered,
    Duration duration,
    int statusCode,
    String status,
    String payload,
    Map<String, String> requestHeaders,
    Map<String, String> responseHeaders,
    String responseBody) {
  HookDelivery {
    requestHeaders = Map.copyOf(requestHeaders);
    responseHeaders = Map.copyOf(responseHeaders);
  }

  boolean succeeded() {
    return statusCode >= 200 && statusCode < 300;
  }
}
