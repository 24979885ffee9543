package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Reads the metadata of Kubernetes objects.
public final class Meta {
  private Meta() {}

  /// A new object of a kind.
  public static ObjectNode object(String apiVersion, String kind) {
    return JsonNodeFactory.instance.objectNode().put("apiVersion", apiVersion).put("kind", kind);
  }

  public static String name(JsonNode object) {
    return object.path("metadata").path("name").asText("");
  }

  /// Empty for cluster-scoped objects.
  public static String namespace(JsonNode object) {
    return object.path("metadata").path("namespace").asText("");
  }

  public static String uid(JsonNode object) {
    return object.path("metadata").path("uid").asText("");
  }

  public static long generation(JsonNode object) {
    return object.path("metadata").path("generation").asLong();
  }

  /// Whether its deletion has begun.
  public static boolean isDeleting(JsonNode object) {
    return object.path("metadata").hasNonNull("deletionTimestamp");
  }

  /// When it was created; the epoch if it does not say.
  public static Instant created(JsonNode object) {
    return instant(object.path("metadata").path("creationTimestamp")).orElse(Instant.EPOCH);
  }

  public static Map<String, String> labels(JsonNode object) {
    return strings(object.path("metadata").path("labels"));
  }

  public static Map<String, String> annotations(JsonNode object) {
    return strings(object.path("metadata").path("annotations"));
  }

  /// The text of an annotation, or the empty string.
  public static String annotation(JsonNode object, String name) {
    return object.path("metadata").path("annotations").path(name).asText("");
  }

  /// A flat object as a map, in its order.
  public static Map<String, String> strings(JsonNode object) {
    Map<String, String> map = new LinkedHashMap<>();
    object.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
    return map;
  }

  /// Reads an RFC 3339 time.
  public static Optional<Instant> instant(JsonNode value) {
    return value.isTextual() ? Optional.of(Instant.parse(value.asText())) : Optional.empty();
  }

  /// A time as objects carry it: whole seconds.
  public static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /// The owner reference that is marked as controller.
  public static Optional<JsonNode> controller(JsonNode object) {
    for (JsonNode owner : object.path("metadata").path("ownerReferences")) {
      if (owner.path("controller").asBoolean()) {
        return Optional.of(owner);
      }
    }
    return Optional.empty();
  }

  public static boolean isControlledBy(JsonNode object, JsonNode owner) {
    return controller(object)
        .map(reference -> reference.path("uid").asText().equals(uid(owner)))
        .orElse(false);
  }

  /// The reference by which a controller marks what it owns.
  public static ObjectNode controllerReference(JsonNode owner) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("apiVersion", owner.path("apiVersion").asText())
        .put("kind", owner.path("kind").asText())
        .put("name", name(owner))
        .put("uid", uid(owner))
        .put("controller", true)
        .put("blockOwnerDeletion", true);
  }

  /// The metadata of a (private) object, made if it has none.
  public static ObjectNode metadata(ObjectNode object) {
    return child(object, "metadata");
  }

  /// A member that is an object, made if it is missing.
  public static ObjectNode child(ObjectNode object, String name) {
    return object.get(name) instanceof ObjectNode present ? present : object.putObject(name);
  }

  /// A member that is a list, made if it is missing.
  public static ArrayNode list(ObjectNode object, String name) {
    return object.get(name) instanceof ArrayNode present ? present : object.putArray(name);
  }

  /// Sets an annotation of a private object.
  public static void annotate(ObjectNode object, String name, String value) {
    child(metadata(object), "annotations").put(name, value);
  }

  /// Sets a label of a private object.
  public static void label(ObjectNode object, String name, String value) {
    child(metadata(object), "labels").put(name, value);
  }

  /// Sets a counter, or leaves it out when it is zero, as Go's `omitempty` does.
  static void count(ObjectNode status, String name, long value) {
    if (value != 0) {
      status.put(name, value);
    }
  }
}
