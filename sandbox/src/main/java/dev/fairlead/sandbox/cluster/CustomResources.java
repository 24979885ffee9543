package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns CustomResourceDefinitions into served kinds: accepts their names, establishes them, and
/// removes their objects when a definition is deleted.
final class CustomResources {
  private static final Logger LOG = LoggerFactory.getLogger(CustomResources.class);

  /// The finalizer of a definition whose objects are being removed.
  static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

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

  /// Takes the names that are free; if all are, the definition is established.
  private void accept(ObjectNode definition) {
    TakenNames taken = TakenNames.of(store, definition);
    objects.modifyStatus(
        RESOURCE,
        null,
        Json.name(definition),
        present -> {
          ObjectNode status = Json.childObject(present, "status");
          ArrayNode conditions = conditions(status);
          TakenNames.Outcome outcome =
              taken.accept(present.path("spec").path("names"), status.path("acceptedNames"));
          status.set("acceptedNames", outcome.names());
          if (outcome.reason().isEmpty()) {
            condition(conditions, "NamesAccepted", "True", "NoConflicts", "no conflicts found");
            condition(
                conditions,
                "Established",
                "True",
                "InitialNamesAccepted",
                "the initial names have been accepted");
          } else {
            condition(conditions, "NamesAccepted", "False", outcome.reason(), outcome.message());
            if (!isTrue(present, "Established")) {
              condition(
                  conditions, "Established", "False", "NotAccepted", "not all names are accepted");
            }
          }
          return present;
        });
  }

  private static ArrayNode conditions(ObjectNode status) {
    return status.get("conditions") instanceof ArrayNode known
        ? known
        : status.putArray("conditions");
  }

  private void condition(
      ArrayNode conditions, String type, String status, String reason, String message) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    condition(conditions, type, status, reason, message, now);
  }

  private static void condition(
      ArrayNode conditions,
      String type,
      String status,
      String reason,
      String message,
      Instant now) {
    ObjectNode condition = null;
    for (JsonNode each : conditions) {
      if (each.path("type").asText().equals(type)) {
        condition = (ObjectNode) each;
      }
    }
    if (condition == null) {
      condition = conditions.addObject().put("type", type);
    } else if (condition.path("status").asText().equals(status)
        && condition.path("reason").asText().equals(reason)) {
      return;
    }
    condition.put("status", status).put("lastTransitionTime", now.toString());
    condition.put("reason", reason).put("message", message);
  }

  /// The condition of a definition that is being deleted.
  static void markTerminating(ObjectNode definition, Instant now) {
    condition(
        conditions(Json.childObject(definition, "status")),
        "Terminating",
        "True",
        "InstanceDeletionPending",
        "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
        now);
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
