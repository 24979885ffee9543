package dev.fairlead.sandbox.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.faults.Effect;
import dev.fairlead.sandbox.faults.Fault;
import dev.fairlead.sandbox.faults.Part;
import dev.fairlead.sandbox.faults.Scope;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Faults as JSON:
///
/// ```json
/// {"part": "cluster", "methods": ["PATCH"], "path": "/apis/apps/*", "status": 429, "times": 3, "for": "PT30S"}
/// ```
///
/// with exactly one of `latency` (an ISO 8601 duration), `status`, `hangUp` (true) and
/// `declinePush` (the reason).
final class FaultJson {
  private FaultJson() {}

  /// What is asked for.
  ///
  /// @param times null: without end
  /// @param duration null: until it is cleared
  record Wish(Scope scope, Effect effect, @Nullable Integer times, @Nullable Duration duration) {}

  /// @throws IllegalArgumentException with what is wrong
  static Wish read(JsonNode json) {
    Set<String> methods = new HashSet<>();
    json.path("methods").forEach(method -> methods.add(method.asText()));
    return new Wish(
        new Scope(part(json.path("part").asText("")), methods, json.path("path").asText("")),
        effect(json),
        json.hasNonNull("times") ? json.path("times").asInt() : null,
        json.hasNonNull("for") ? duration("for", json.path("for").asText()) : null);
  }

  private static Part part(String name) {
    for (Part part : Part.values()) {
      if (name(part).equals(name)) {
        return part;
      }
    }
    throw new IllegalArgumentException(
        "part must be one of %s, not \"%s\""
            .formatted(Arrays.stream(Part.values()).map(FaultJson::name).toList(), name));
  }

  private static Effect effect(JsonNode json) {
    if (json.hasNonNull("latency")) {
      return new Effect.Latency(duration("latency", json.path("latency").asText()));
    }
    if (json.hasNonNull("status")) {
      return new Effect.Refusal(json.path("status").asInt());
    }
    if (json.path("hangUp").asBoolean()) {
      return new Effect.HangUp();
    }
    if (json.hasNonNull("declinePush")) {
      return new Effect.DeclinedPush(json.path("declinePush").asText());
    }
    throw new IllegalArgumentException(
        "a fault needs one of \"latency\", \"status\", \"hangUp\" and \"declinePush\"");
  }

  private static Duration duration(String field, String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException _) {
      throw new IllegalArgumentException(
          field + " must be a duration such as \"PT1.5S\", not \"" + text + "\"");
    }
  }

  static ObjectNode write(Fault fault) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", fault.id());
    json.put("part", name(fault.scope().part()));
    if (!fault.scope().methods().isEmpty()) {
      fault.scope().methods().stream().sorted().forEach(json.putArray("methods")::add);
    }
    if (!fault.scope().pattern().isEmpty()) {
      json.put("path", fault.scope().pattern());
    }
    switch (fault.effect()) {
      case Effect.Latency(Duration delay) -> json.put("latency", delay.toString());
      case Effect.Refusal(int status) -> json.put("status", status);
      case Effect.HangUp _ -> json.put("hangUp", true);
      case Effect.DeclinedPush(String reason) -> json.put("declinePush", reason);
    }
    if (fault.times() != null) {
      json.put("times", fault.times());
    }
    if (fault.until() != null) {
      json.put("until", fault.until().toString());
    }
    return json;
  }

  private static String name(Part part) {
    return part.name().toLowerCase(Locale.ROOT);
  }
}
