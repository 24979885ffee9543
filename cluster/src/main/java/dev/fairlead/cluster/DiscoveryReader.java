package dev.fairlead.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.Transport.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads what a server offers: two aggregated documents where it has them, else the older ones, one
/// for each group and version.
final class DiscoveryReader {
  private static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

  private final Transport transport;

  DiscoveryReader(Transport transport) {
    this.transport = transport;
  }

  Discovery read() {
    var found = new ArrayList<ApiResource>();
    ObjectNode core = document("/api");
    if (isAggregated(core)) {
      readAggregated(core, found);
    } else {
      for (JsonNode version : core.path("versions")) {
        readVersion("", version.asText(), found);
      }
    }
    ObjectNode groups = document("/apis");
    if (isAggregated(groups)) {
      readAggregated(groups, found);
    } else {
      for (JsonNode group : groups.path("groups")) {
        var versions = new LinkedHashSet<String>();
        versions.add(group.path("preferredVersion").path("version").asText());
        group.path("versions").forEach(version -> versions.add(version.path("version").asText()));
        for (String version : versions) {
          readVersion(group.path("name").asText(), version, found);
        }
      }
    }
    return new Discovery(found);
  }

  private ObjectNode document(String path) {
    return transport.json(new Call("GET", path, AGGREGATED, null, null, true));
  }

  private static boolean isAggregated(ObjectNode document) {
    return document.path("kind").asText().equals("APIGroupDiscoveryList");
  }

  private static void readAggregated(ObjectNode document, List<ApiResource> found) {
    for (JsonNode group : document.path("items")) {
      for (JsonNode version : group.path("versions")) {
        for (JsonNode resource : version.path("resources")) {
          var subresources = new LinkedHashSet<String>();
          resource
              .path("subresources")
              .forEach(subresource -> subresources.add(subresource.path("subresource").asText()));
          found.add(
              new ApiResource(
                  group.path("metadata").path("name").asText(""),
                  version.path("version").asText(),
                  resource.path("responseKind").path("kind").asText(),
                  resource.path("resource").asText(),
                  resource.path("singularResource").asText(""),
                  resource.path("scope").asText().equals("Namespaced"),
                  Set.copyOf(texts(resource.path("verbs"))),
                  texts(resource.path("shortNames")),
                  subresources));
        }
      }
    }
  }

  private void readVersion(String group, String version, List<ApiResource> found) {
    ObjectNode document;
    try {
      document =
          transport.json(
              Call.get(group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version));
    } catch (ClusterException e) {
      // An aggregated API whose backend is down must not hide all other kinds.
      if (e.isNotFound() || e.code() == 503) {
        return;
      }
      throw e;
    }
    Map<String, Set<String>> subresources = new LinkedHashMap<>();
    for (JsonNode resource : document.path("resources")) {
      String name = resource.path("name").asText();
      int slash = name.indexOf('/');
      if (slash > 0) {
        subresources
            .computeIfAbsent(name.substring(0, slash), _ -> new LinkedHashSet<>())
            .add(name.substring(slash + 1));
      }
    }
    for (JsonNode resource : document.path("resources")) {
      String name = resource.path("name").asText();
      if (!name.contains("/")) {
        found.add(
            new ApiResource(
                group,
                version,
                resource.path("kind").asText(),
                name,
                resource.path("singularName").asText(""),
                resource.path("namespaced").asBoolean(),
                Set.copyOf(texts(resource.path("verbs"))),
                texts(resource.path("shortNames")),
                subresources.getOrDefault(name, Set.of())));
      }
    }
  }

  private static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(item -> texts.add(item.asText()));
    return texts.stream().distinct().toList();
  }
}
