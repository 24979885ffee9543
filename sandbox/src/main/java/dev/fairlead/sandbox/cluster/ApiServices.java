package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The aggregator's part of APIServices: says whether one is available. Requests are never handed
/// on; an APIService whose Service is there counts as not answering.
final class ApiServices {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServices.class);
  private static final GroupResource RESOURCE =
      GroupResource.of("apiservices.apiregistration.k8s.io");

  private final Objects objects;
  private final Clock clock;

  ApiServices(Objects objects, Clock clock) {
    this.objects = objects;
    this.clock = clock;
  }

  static GroupResource resource() {
    return RESOURCE;
  }

  /// Works on an APIService that has changed.
  void changed(ObjectEvent event) {
    if (event.type() == ObjectEvent.Type.DELETED) {
      return;
    }
    try {
      objects.modifyStatus(RESOURCE, null, Json.name(event.object()), this::judge);
    } catch (ApiException e) {
      LOG.debug("APIService {}: {}", Json.name(event.object()), e.getMessage());
    }
  }

  private ObjectNode judge(ObjectNode service) {
    if (!service.path("spec").path("service").isObject()) {
      return condition(service, "True", "Local", "Local APIServices are always available");
    }
    String namespace = service.at("/spec/service/namespace").asText();
    String name = service.at("/spec/service/name").asText();
    if (objects.get(GroupResource.SERVICES, namespace, name).isEmpty()) {
      return condition(
          service,
          "False",
          "ServiceNotFound",
          "service/%s in \"%s\" is not present".formatted(name, namespace));
    }
    return condition(
        service,
        "False",
        "MissingEndpoints",
        "endpoints for service/%s in \"%s\" have no addresses".formatted(name, namespace));
  }

  private ObjectNode condition(ObjectNode service, String status, String reason, String message) {
    ObjectNode parent = Json.childObject(service, "status");
    for (var each : parent.path("conditions")) {
      if (each.path("type").asText().equals("Available")
          && each.path("reason").asText().equals(reason)) {
        return service;
      }
    }
    parent
        .putArray("conditions")
        .addObject()
        .put("type", "Available")
        .put("status", status)
        .put("lastTransitionTime", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
        .put("reason", reason)
        .put("message", message);
    return service;
  }
}
