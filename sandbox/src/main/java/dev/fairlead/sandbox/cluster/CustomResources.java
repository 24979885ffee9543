package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns CustomResourceDefinitions into served kinds: accepts their names, establishes them, and
/// removes their objects when a definition is deleted.
final class CustomResources {
  private static final Logger LOG = LoggerFactory.getLogger(CustomResources.class);
  private static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";
  private static final GroupResource RESOURCE = GroupResource.CUSTOM_RESOURCE_DEFINITIONS;

  private final Store store;
  private final Served served;
  private final Clock clock;
  private final Objects objects;

  CustomResources(Store store, Served served, Objects objects, Clock clock) {
    this.store = store;
    this.served = served;
    this.objects = objects;
    this.clock = clock;
  }

  /// Works on a definition that has changed.
  void changed(ObjectEvent event) {
    ObjectNode definition = event.object();
    try {
      if (event.type() == ObjectEvent.Type.DELETED) {
        served.undefine(definition);
        return;
      }
      if (Json.isTerminating(definition)) {
        terminate(definition);
        return;
      }
      accept(definition);
      store
          .get(RESOURCE, Store.key(null, Json.name(definition)))
          .map(Store.Stored::object)
          .filter(CustomResources::isEstablished)
          .ifPresent(served::define);
    } catch (ApiException e) {
      LOG.warn("cannot serve {}: {}", Json.name(definition), e.getMessage());
    }
  }

  /// An object of a defined kind is gone: perhaps its definition waited for that.
  void contentGone(GroupResource resource) {
    store
        .get(RESOURCE, Store.key(null, resource.toString()))
        .map(Store.Stored::object)
        .filter(Json::isTerminating)
        .ifPresent(this::terminate);
  }

  static boolean isEstablished(JsonNode definition) {
    return isTrue(definition, "Established");
  }

  private static boolean isTrue(JsonNode definition, String type) {
    for (JsonNode condition : definition.path("status").path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  private void accept(ObjectNode definition) {
    Optional<String> taken = takenName(definition);
    objects.modifyStatus(
        RESOURCE,
        null,
        Json.name(definition),
        present -> {
          ObjectNode status = Json.childObject(present, "status");
          ArrayNode conditions =
              status.get("conditions") instanceof ArrayNode known
                  ? known
                  : status.putArray("conditions");
          if (taken.isEmpty()) {
            status.set("acceptedNames", present.path("spec").path("names").deepCopy());
            condition(conditions, "NamesAccepted", "True", "NoConflicts", "no conflicts found");
            condition(
                conditions,
                "Established",
                "True",
                "InitialNamesAccepted",
                "the initial names have been accepted");
          } else {
            condition(conditions, "NamesAccepted", "False", "ListKindConflict", taken.get());
            if (!isTrue(present, "Established")) {
              condition(
                  conditions, "Established", "False", "NotAccepted", "not all names are accepted");
            }
          }
          return present;
        });
  }

  /// A name that another definition of the group holds already.
  private Optional<String> takenName(ObjectNode definition) {
    String group = definition.path("spec").path("group").asText();
    Set<String> kinds = new HashSet<>();
    Set<String> resources = new HashSet<>();
    for (Store.Stored stored : store.list(RESOURCE, null).objects()) {
      ObjectNode other = stored.object();
      if (Json.name(other).equals(Json.name(definition))
          || !other.path("spec").path("group").asText().equals(group)) {
        continue;
      }
      JsonNode names = other.path("status").path("acceptedNames");
      kinds.add(names.path("kind").asText());
      kinds.add(names.path("listKind").asText());
      resources.add(names.path("plural").asText());
      resources.add(names.path("singular").asText());
      names.path("shortNames").forEach(name -> resources.add(name.asText()));
    }
    JsonNode names = definition.path("spec").path("names");
    for (String field : new String[] {"kind", "listKind"}) {
      String name = names.path(field).asText();
      if (!name.isEmpty() && kinds.contains(name)) {
        return Optional.of("\"" + name + "\" is already in use");
      }
    }
    for (String field : new String[] {"plural", "singular"}) {
      String name = names.path(field).asText().toLowerCase(Locale.ROOT);
      if (!name.isEmpty() && resources.contains(name)) {
        return Optional.of("\"" + name + "\" is already in use");
      }
    }
    return Optional.empty();
  }

  private void condition(
      ArrayNode conditions, String type, String status, String reason, String message) {
    for (JsonNode each : conditions) {
      if (each.path("type").asText().equals(type)) {
        if (!each.path("status").asText().equals(status)) {
          write((ObjectNode) each, type, status, reason, message);
        }
        return;
      }
    }
    write(conditions.addObject(), type, status, reason, message);
  }

  private void write(
      ObjectNode condition, String type, String status, String reason, String message) {
    condition.put("type", type).put("status", status);
    condition.put(
        "lastTransitionTime",
        clock.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString());
    condition.put("reason", reason).put("message", message);
  }

  /// Deletes the kind's objects; when none is left the definition may go.
  private void terminate(ObjectNode definition) {
    boolean waits = false;
    for (JsonNode finalizer : Json.metadata(definition).path("finalizers")) {
      waits |= finalizer.asText().equals(CLEANUP);
    }
    if (!waits) {
      return;
    }
    GroupResource resource = resource(definition);
    for (ObjectNode object : objects.list(resource)) {
      try {
        objects.delete(resource, Json.namespace(object), Json.name(object), DeleteOptions.DEFAULT);
      } catch (ApiException e) {
        if (!e.isNotFound()) {
          throw e;
        }
      }
    }
    if (store.count(resource, null) == 0) {
      served.undefine(definition);
      removeFinalizer(definition);
      store.drop(resource);
    }
  }

  private void removeFinalizer(ObjectNode definition) {
    objects.modify(
        RESOURCE,
        null,
        Json.name(definition),
        present -> {
          ArrayNode kept = Json.object().arrayNode();
          for (JsonNode finalizer : Json.metadata(present).path("finalizers")) {
            if (!finalizer.asText().equals(CLEANUP)) {
              kept.add(finalizer);
            }
          }
          Json.childObject(present, "metadata").set("finalizers", kept);
          return present;
        });
  }

  static GroupResource resource(JsonNode definition) {
    return new GroupResource(
        definition.path("spec").path("group").asText(),
        definition.path("spec").path("names").path("plural").asText());
  }
}
