package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The LimitRanger admission plugin for pods: default requests and limits of containers, then the
/// bounds.
final class LimitRanges {
  private static final String ANNOTATION = "kubernetes.io/limit-ranger";

  private final Store store;

  LimitRanges(Store store) {
    this.store = store;
  }

  /// Completes a new pod in place.
  ///
  /// @throws ApiException Forbidden when a bound is broken
  void admit(ObjectNode pod) {
    List<Store.Stored> ranges =
        store.list(GroupResource.of("limitranges"), Json.metadata(pod, "namespace")).objects();
    if (ranges.isEmpty()) {
      return;
    }
    for (Store.Stored range : ranges) {
      fill(pod, range.object());
    }
    List<String> faults = new ArrayList<>();
    for (Store.Stored range : ranges) {
      for (JsonNode limit : range.object().path("spec").path("limits")) {
        if (limit.path("type").asText().equals("Container")) {
          for (JsonNode container : pod.path("spec").path("containers")) {
            check(limit, container, faults);
          }
        }
      }
    }
    if (!faults.isEmpty()) {
      throw Statuses.forbidden(
          GroupResource.PODS,
          Json.name(pod),
          faults.size() == 1 ? faults.getFirst() : "[" + String.join(", ", faults) + "]");
    }
  }

  private static void fill(ObjectNode pod, ObjectNode range) {
    TreeMap<String, JsonNode> limits = new TreeMap<>();
    TreeMap<String, JsonNode> requests = new TreeMap<>();
    for (JsonNode limit : range.path("spec").path("limits")) {
      if (limit.path("type").asText().equals("Container")) {
        limit.path("default").properties().forEach(e -> limits.put(e.getKey(), e.getValue()));
        limit
            .path("defaultRequest")
            .properties()
            .forEach(e -> requests.put(e.getKey(), e.getValue()));
      }
    }
    List<String> notes = new ArrayList<>();
    for (String list : List.of("containers", "initContainers")) {
      String what = list.equals("containers") ? "container" : "init container";
      for (JsonNode container : pod.path("spec").path(list)) {
        ObjectNode resources = Json.childObject((ObjectNode) container, "resources");
        String name = container.path("name").asText();
        note(notes, put(resources, "requests", requests), "request for " + what + " " + name);
        note(notes, put(resources, "limits", limits), "limit for " + what + " " + name);
      }
    }
    if (!notes.isEmpty()) {
      Json.childObject(Json.childObject(pod, "metadata"), "annotations")
          .put(ANNOTATION, "LimitRanger plugin set: " + String.join("; ", notes));
    }
  }

  private static void note(List<String> notes, List<String> set, String what) {
    if (!set.isEmpty()) {
      notes.add(String.join(", ", set) + " " + what);
    }
  }

  private static List<String> put(
      ObjectNode resources, String field, Map<String, JsonNode> defaults) {
    List<String> set = new ArrayList<>();
    defaults.forEach((name, value) -> {
      if (!resources.path(field).has(name)) {
        Json.childObject(resources, field).set(name, value);
        set.add(name);
      }
    });
    return set;
  }

  private static void check(JsonNode limit, JsonNode container, List<String> faults) {
    JsonNode requests = container.path("resources").path("requests");
    JsonNode limits = container.path("resources").path("limits");
    for (String name : names(limit.path("min"))) {
      Quantity bound = Quantity.parse(limit.path("min").path(name).asText());
      Optional<Quantity> request = quantity(requests, name);
      Optional<Quantity> most = quantity(limits, name);
      if (request.isEmpty()) {
        faults.add(
            "minimum %s usage per Container is %s.  No request is specified"
                .formatted(name, bound));
      } else if (request.get().compareTo(bound) < 0) {
        faults.add(
            "minimum %s usage per Container is %s, but request is %s"
                .formatted(name, bound, request.get()));
      } else if (most.isPresent() && most.get().compareTo(bound) < 0) {
        faults.add(
            "minimum %s usage per Container is %s, but limit is %s"
                .formatted(name, bound, most.get()));
      }
    }
    for (String name : names(limit.path("max"))) {
      Quantity bound = Quantity.parse(limit.path("max").path(name).asText());
      Optional<Quantity> request = quantity(requests, name);
      Optional<Quantity> most = quantity(limits, name);
      if (most.isEmpty()) {
        faults.add(
            "maximum %s usage per Container is %s.  No limit is specified".formatted(name, bound));
      } else if (most.get().compareTo(bound) > 0) {
        faults.add(
            "maximum %s usage per Container is %s, but limit is %s"
                .formatted(name, bound, most.get()));
      } else if (request.isPresent() && request.get().compareTo(bound) > 0) {
        faults.add(
            "maximum %s usage per Container is %s, but request is %s"
                .formatted(name, bound, request.get()));
      }
    }
  }

  private static Set<String> names(JsonNode map) {
    TreeSet<String> names = new TreeSet<>();
    map.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Optional<Quantity> quantity(JsonNode map, String name) {
    return map.has(name) ? Quantity.tryParse(map.path(name).asText()) : Optional.empty();
  }
}
