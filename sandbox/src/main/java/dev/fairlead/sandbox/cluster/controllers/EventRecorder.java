package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.cluster.ApiException;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.Objects;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Writes Events about objects. An event equal to one of the last ten minutes raises that one's
/// count. Safe for any thread.
public final class EventRecorder {
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final int REMEMBERED = 4096;

  private final Objects objects;
  private final Clock clock;
  private final String component;
  private final Map<String, Seen> seen =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Seen(String name, Instant last) {}

  /// @param component who reports, such as `deployment-controller`
  public EventRecorder(Objects objects, Clock clock, String component) {
    this.objects = objects;
    this.clock = clock;
    this.component = component;
  }

  /// Reports that something went as it should.
  public void normal(JsonNode object, String reason, String message) {
    record(object, "Normal", reason, message, "", "");
  }

  /// Reports that something did not.
  public void warning(JsonNode object, String reason, String message) {
    record(object, "Warning", reason, message, "", "");
  }

  /// Reports something, with all that can be said. An event that cannot be stored (its namespace
  /// ends) is lost.
  ///
  /// @param host the node that reports, or empty
  /// @param fieldPath the part of the object that is meant, such as `spec.containers{app}`, or
  ///   empty
  public void record(
      JsonNode object, String type, String reason, String message, String host, String fieldPath) {
    String namespace = Meta.namespace(object).isEmpty() ? "default" : Meta.namespace(object);
    Instant now = clock.instant();
    String key = String.join("\n", Meta.uid(object), type, reason, message, host, fieldPath);
    Seen before;
    synchronized (seen) {
      before = seen.get(key);
    }
    try {
      if (before != null && before.last().plus(WINDOW).isAfter(now)) {
        Optional<ObjectNode> again =
            objects.modify(
                GroupResource.EVENTS,
                namespace,
                before.name(),
                event -> {
                  event.put("count", event.path("count").asInt(1) + 1);
                  event.put("lastTimestamp", Meta.time(now));
                  return event;
                });
        if (again.isPresent()) {
          remember(key, new Seen(before.name(), now));
          return;
        }
      }
      ObjectNode event = Meta.object("v1", "Event");
      long stamp = now.getEpochSecond() * 1_000_000_000L + now.getNano();
      String name =
          Meta.name(object)
              + "."
              + Long.toHexString(stamp)
              + Integer.toHexString(key.hashCode() & 0xfff);
      event.putObject("metadata").put("name", name).put("namespace", namespace);
      ObjectNode involved = event.putObject("involvedObject");
      involved.put("kind", object.path("kind").asText());
      if (!Meta.namespace(object).isEmpty()) {
        involved.put("namespace", Meta.namespace(object));
      }
      involved
          .put("name", Meta.name(object))
          .put("uid", Meta.uid(object))
          .put("apiVersion", object.path("apiVersion").asText())
          .put("resourceVersion", object.path("metadata").path("resourceVersion").asText());
      if (!fieldPath.isEmpty()) {
        involved.put("fieldPath", fieldPath);
      }
      event.put("reason", reason).put("message", message);
      ObjectNode source = event.putObject("source").put("component", component);
      if (!host.isEmpty()) {
        source.put("host", host);
      }
      event.put("firstTimestamp", Meta.time(now)).put("lastTimestamp", Meta.time(now));
      event.put("count", 1).put("type", type).putNull("eventTime");
      event.put("reportingComponent", component).put("reportingInstance", host);
      objects.create(GroupResource.EVENTS, event);
      remember(key, new Seen(name, now));
    } catch (ApiException _) {
      // an event about something that is ending is not worth a failure
    }
  }

  private void remember(String key, Seen value) {
    synchronized (seen) {
      seen.remove(key);
      seen.put(key, value);
    }
  }
}
