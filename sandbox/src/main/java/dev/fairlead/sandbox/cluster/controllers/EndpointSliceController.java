package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.LabelSelector;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.ObjectEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Lists the Pods behind each Service in EndpointSlices, and in Endpoints for older clients.
final class EndpointSliceController extends Controller {
  static final String SERVICE = "kubernetes.io/service-name";
  private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  private static final String MANAGER = "endpointslice-controller.k8s.io";
  private static final String TRIGGER = "endpoints.kubernetes.io/last-change-trigger-time";
  private static final int SLICE = 100;

  EndpointSliceController(ControllerContext context) {
    super(context, "endpoint-slice-controller");
  }

  @Override
  void watchAll() {
    watchOwn(GroupResource.SERVICES);
    watch(GroupResource.PODS, this::onPod);
    watch(GroupResource.ENDPOINT_SLICES, this::onSlice);
  }

  private void onPod(ObjectEvent event) {
    ObjectNode pod = event.object();
    for (ObjectNode service : objects.list(GroupResource.SERVICES, Meta.namespace(pod))) {
      if (LabelSelector.ofMap(service.path("spec").path("selector")).matchesObject(pod)) {
        enqueue(Key.of(service));
      }
    }
  }

  /// A slice that somebody deletes comes back.
  private void onSlice(ObjectEvent event) {
    String service = Meta.labels(event.object()).getOrDefault(SERVICE, "");
    if (event.type() == ObjectEvent.Type.DELETED && !service.isEmpty()) {
      enqueue(new Key(Meta.namespace(event.object()), service));
    }
  }

  @Override
  void reconcile(Key key) {
    Optional<ObjectNode> found = objects.get(GroupResource.SERVICES, key.namespace(), key.name());
    if (found.isEmpty() || Meta.isDeleting(found.get())) {
      return;
    }
    ObjectNode service = found.get();
    JsonNode selector = service.path("spec").path("selector");
    if (selector.isEmpty() || service.path("spec").path("type").asText().equals("ExternalName")) {
      return;
    }
    LabelSelector matching = LabelSelector.ofMap(selector);
    List<ObjectNode> pods =
        objects.list(GroupResource.PODS, key.namespace()).stream()
            .filter(matching::matchesObject)
            .filter(pod -> !Pods.isFinished(pod))
            .filter(pod -> !pod.path("status").path("podIP").asText("").isEmpty())
            .sorted(Comparator.comparing(Meta::created).thenComparing(Meta::name))
            .toList();
    Map<ArrayNode, List<ObjectNode>> byPorts = new LinkedHashMap<>();
    for (ObjectNode pod : pods) {
      byPorts.computeIfAbsent(ports(service, pod), _ -> new ArrayList<>()).add(pod);
    }
    slices(service, byPorts);
    endpoints(service, byPorts);
  }

  private void slices(ObjectNode service, Map<ArrayNode, List<ObjectNode>> byPorts) {
    List<ObjectNode> wanted = new ArrayList<>();
    byPorts.forEach((ports, pods) -> {
      for (int i = 0; i < pods.size(); i += SLICE) {
        wanted.add(slice(service, ports, pods.subList(i, Math.min(pods.size(), i + SLICE))));
      }
    });
    if (wanted.isEmpty()) {
      wanted.add(slice(service, JsonNodeFactory.instance.arrayNode(), List.of()));
    }
    List<ObjectNode> present =
        new ArrayList<>(
            objects.list(GroupResource.ENDPOINT_SLICES, Meta.namespace(service)).stream()
                .filter(slice ->
                    Meta.labels(slice).getOrDefault(SERVICE, "").equals(Meta.name(service)))
                .filter(slice -> Meta.labels(slice).getOrDefault(MANAGED_BY, "").equals(MANAGER))
                .filter(slice -> !Meta.isDeleting(slice))
                .toList());
    for (ObjectNode slice : wanted) {
      ObjectNode reused =
          present.stream()
              .filter(p -> p.path("ports").equals(slice.path("ports")))
              .findFirst()
              .orElse(present.isEmpty() ? null : present.getFirst());
      if (reused == null) {
        objects.create(GroupResource.ENDPOINT_SLICES, slice);
        continue;
      }
      present.remove(reused);
      objects.modify(
          GroupResource.ENDPOINT_SLICES,
          Meta.namespace(reused),
          Meta.name(reused),
          copy -> {
            if (copy.path("ports").equals(slice.path("ports"))
                && copy.path("endpoints").equals(slice.path("endpoints"))
                && copy.path("metadata")
                    .path("labels")
                    .equals(slice.path("metadata").path("labels"))) {
              return copy;
            }
            copy.set("ports", slice.path("ports"));
            copy.set("endpoints", slice.path("endpoints"));
            Meta.metadata(copy).set("labels", slice.path("metadata").path("labels"));
            Meta.annotate(copy, TRIGGER, Meta.annotation(slice, TRIGGER));
            return copy;
          });
    }
    present.forEach(slice -> delete(GroupResource.ENDPOINT_SLICES, slice));
  }

  private ObjectNode slice(ObjectNode service, ArrayNode ports, List<ObjectNode> pods) {
    ObjectNode slice = Meta.object("discovery.k8s.io/v1", "EndpointSlice");
    ObjectNode metadata =
        Meta.metadata(slice)
            .put("generateName", Meta.name(service) + "-")
            .put("namespace", Meta.namespace(service));
    ObjectNode labels = metadata.putObject("labels");
    Meta.labels(service).forEach(labels::put);
    labels.put(MANAGED_BY, MANAGER).put(SERVICE, Meta.name(service));
    if (service.path("spec").path("clusterIP").asText().equals("None")) {
      labels.put("service.kubernetes.io/headless", "");
    }
    Instant trigger =
        pods.stream()
            .flatMap(pod -> Pods.readySince(pod).stream())
            .max(Comparator.naturalOrder())
            .orElse(Meta.created(service));
    metadata.putObject("annotations").put(TRIGGER, Meta.time(trigger));
    metadata.putArray("ownerReferences").add(Meta.controllerReference(service));
    slice.put("addressType", "IPv4");
    ArrayNode endpoints = slice.putArray("endpoints");
    boolean all = service.path("spec").path("publishNotReadyAddresses").asBoolean();
    for (ObjectNode pod : pods) {
      ObjectNode endpoint = endpoints.addObject();
      endpoint.putArray("addresses").add(pod.path("status").path("podIP").asText());
      boolean serving = Pods.isReady(pod);
      boolean terminating = Meta.isDeleting(pod);
      endpoint
          .putObject("conditions")
          .put("ready", all || (serving && !terminating))
          .put("serving", serving)
          .put("terminating", terminating);
      String hostname = pod.path("spec").path("hostname").asText("");
      if (!hostname.isEmpty()
          && pod.path("spec").path("subdomain").asText().equals(Meta.name(service))) {
        endpoint.put("hostname", hostname);
      }
      endpoint.set("targetRef", reference(pod));
      if (!Pods.node(pod).isEmpty()) {
        endpoint.put("nodeName", Pods.node(pod));
        zone(Pods.node(pod)).ifPresent(zone -> endpoint.put("zone", zone));
      }
    }
    slice.set("ports", ports.deepCopy());
    return slice;
  }

  private Optional<String> zone(String node) {
    return objects
        .get(GroupResource.NODES, null, node)
        .map(object -> Meta.labels(object).getOrDefault("topology.kubernetes.io/zone", ""))
        .filter(zone -> !zone.isEmpty());
  }

  private static ObjectNode reference(ObjectNode pod) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("kind", "Pod")
        .put("namespace", Meta.namespace(pod))
        .put("name", Meta.name(pod))
        .put("uid", Meta.uid(pod));
  }

  /// The Service's ports with the numbers that this Pod gives them.
  private static ArrayNode ports(ObjectNode service, ObjectNode pod) {
    ArrayNode ports = JsonNodeFactory.instance.arrayNode();
    for (JsonNode port : service.path("spec").path("ports")) {
      int number = number(port, pod);
      if (number == 0) {
        continue;
      }
      ObjectNode entry = ports.addObject().put("name", port.path("name").asText(""));
      entry.put("protocol", port.path("protocol").asText("TCP")).put("port", number);
      if (port.has("appProtocol")) {
        entry.set("appProtocol", port.get("appProtocol"));
      }
    }
    return ports;
  }

  private static int number(JsonNode port, ObjectNode pod) {
    JsonNode target = port.path("targetPort");
    if (target.isNumber()) {
      return target.asInt();
    }
    String name = target.asText("");
    if (name.isEmpty()) {
      return port.path("port").asInt();
    }
    for (String list : List.of("containers", "initContainers")) {
      for (JsonNode container : pod.path("spec").path(list)) {
        for (JsonNode candidate : container.path("ports")) {
          if (candidate.path("name").asText().equals(name)
              && candidate
                  .path("protocol")
                  .asText("TCP")
                  .equals(port.path("protocol").asText("TCP"))) {
            return candidate.path("containerPort").asInt();
          }
        }
      }
    }
    return 0;
  }

  private void endpoints(ObjectNode service, Map<ArrayNode, List<ObjectNode>> byPorts) {
    ArrayNode subsets = JsonNodeFactory.instance.arrayNode();
    boolean all = service.path("spec").path("publishNotReadyAddresses").asBoolean();
    byPorts.forEach((ports, pods) -> {
      ObjectNode subset = JsonNodeFactory.instance.objectNode();
      for (ObjectNode pod : pods) {
        if (Meta.isDeleting(pod)) {
          continue;
        }
        ObjectNode address =
            Meta.list(subset, all || Pods.isReady(pod) ? "addresses" : "notReadyAddresses")
                .addObject()
                .put("ip", pod.path("status").path("podIP").asText());
        if (!Pods.node(pod).isEmpty()) {
          address.put("nodeName", Pods.node(pod));
        }
        address.set("targetRef", reference(pod));
      }
      if (!subset.isEmpty()) {
        ArrayNode list = subset.putArray("ports");
        for (JsonNode port : ports) {
          ObjectNode copy = port.deepCopy();
          if (copy.path("name").asText().isEmpty()) {
            copy.remove("name");
          }
          list.add(copy);
        }
        subsets.add(subset);
      }
    });
    Optional<ObjectNode> present =
        objects.modify(
            GroupResource.ENDPOINTS,
            Meta.namespace(service),
            Meta.name(service),
            copy -> {
              if (!copy.path("subsets").equals(subsets)
                  && !(subsets.isEmpty() && copy.path("subsets").isEmpty())) {
                if (subsets.isEmpty()) {
                  copy.remove("subsets");
                } else {
                  copy.set("subsets", subsets);
                }
              }
              return copy;
            });
    if (present.isEmpty()) {
      ObjectNode object = Meta.object("v1", "Endpoints");
      ObjectNode metadata =
          Meta.metadata(object)
              .put("name", Meta.name(service))
              .put("namespace", Meta.namespace(service));
      ObjectNode labels = metadata.putObject("labels");
      Meta.labels(service).forEach(labels::put);
      labels.put("endpoints.kubernetes.io/managed-by", "endpoint-controller");
      metadata.putArray("ownerReferences").add(Meta.controllerReference(service));
      if (!subsets.isEmpty()) {
        object.set("subsets", subsets);
      }
      objects.create(GroupResource.ENDPOINTS, object);
    }
  }
}
