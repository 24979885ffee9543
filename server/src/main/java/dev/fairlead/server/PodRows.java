package dev.fairlead.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ApiResource;
import dev.fairlead.cluster.ClusterClient;
import dev.fairlead.cluster.ClusterException;
import dev.fairlead.server.pages.PodRow;
import dev.fairlead.sync.control.ApplicationState;
import dev.fairlead.sync.control.ApplicationState.ResourceRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Finds the pods that an Application's objects have made, by owner references.
final class PodRows {
  /// Set by a sandbox on pods in which a stand-in runs.
  private static final String SIMULATED = "sandbox.fairlead.dev/simulated";

  private final ClusterClient cluster;

  PodRows(ClusterClient cluster) {
    this.cluster = cluster;
  }

  /// Sorted by name; none where the cluster cannot be asked.
  List<PodRow> of(ApplicationState state) {
    Set<String> namespaces = new TreeSet<>();
    Set<String> roots = new HashSet<>();
    for (ResourceRow row : state.resources()) {
      namespaces.add(row.key().namespace());
      roots.add(row.key().kind() + "/" + row.key().namespace() + "/" + row.key().name());
    }
    List<PodRow> rows = new ArrayList<>();
    try {
      for (String namespace : namespaces) {
        if (!namespace.isEmpty()) {
          rows.addAll(pods(namespace, roots));
        }
      }
    } catch (ClusterException _) {
      // The page says elsewhere that the cluster cannot be reached.
      return List.of();
    }
    return rows;
  }

  private List<PodRow> pods(String namespace, Set<String> roots) {
    Map<String, String> owners = new HashMap<>();
    for (ObjectNode replicaSet : list("apps", "ReplicaSet", namespace)) {
      owner(replicaSet).ifPresent(owner -> owners.put(key(replicaSet, "ReplicaSet"), owner));
    }
    return list("", "Pod", namespace).stream()
        .filter(pod -> {
          String owner = owner(pod).orElse(key(pod, "Pod"));
          return roots.contains(owner) || roots.contains(owners.getOrDefault(owner, ""));
        })
        .map(PodRows::row)
        .toList();
  }

  private List<ObjectNode> list(String group, String kind, String namespace) {
    Optional<ApiResource> type = cluster.discovery().find(group, kind);
    return type.isEmpty()
        ? List.of()
        : cluster.list(type.get(), ClusterClient.ListOptions.ALL.inNamespace(namespace)).items();
  }

  private static Optional<String> owner(JsonNode object) {
    for (JsonNode reference : object.path("metadata").path("ownerReferences")) {
      if (reference.path("controller").asBoolean()) {
        return Optional.of(
            reference.path("kind").asText()
                + "/"
                + object.path("metadata").path("namespace").asText()
                + "/"
                + reference.path("name").asText());
      }
    }
    return Optional.empty();
  }

  private static String key(JsonNode object, String kind) {
    JsonNode metadata = object.path("metadata");
    return kind + "/" + metadata.path("namespace").asText() + "/" + metadata.path("name").asText();
  }

  private static PodRow row(JsonNode pod) {
    JsonNode status = pod.path("status");
    String state = status.path("phase").asText("");
    for (JsonNode container : status.path("containerStatuses")) {
      String waiting = container.path("state").path("waiting").path("reason").asText("");
      if (!waiting.isEmpty()) {
        state = waiting + " " + container.path("state").path("waiting").path("message").asText("");
      }
    }
    if (pod.path("metadata").hasNonNull("deletionTimestamp")) {
      state = "Terminating";
    }
    return new PodRow(
        pod.path("metadata").path("name").asText(),
        state.strip(),
        pod.path("spec").path("nodeName").asText(""),
        status.path("podIP").asText(""),
        pod.path("metadata").path("annotations").has(SIMULATED));
  }
}
