package dev.fairlead.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.kubernetes.ResourceType;
import dev.fairlead.kubernetes.ResourceTypes;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.application.SyncPolicy;
import dev.fairlead.sync.plan.Hook;
import dev.fairlead.sync.render.Manifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One object has one owner: no two Applications may render it for the same cluster.
final class Ownership {
  private static final int SHOWN = 3;

  private final Revision revision;
  private final ResourceTypes types = ResourceTypes.builtIn();
  private final Map<String, Boolean> definedScopes = new HashMap<>();

  Ownership(Revision revision) {
    this.revision = revision;
  }

  private record Key(String cluster, String group, String kind, String namespace, String name) {
    @Override
    public String toString() {
      return kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }
  }

  private record Pair(String first, String second) {}

  void run(Map<String, Unit> units, Map<String, List<Manifest>> rendered) {
    rendered.values().forEach(manifests -> manifests.forEach(this::define));
    Map<Key, String> owners = new LinkedHashMap<>();
    Map<Pair, List<Key>> shared = new TreeMap<>(java.util.Comparator.comparing(Pair::toString));
    for (Map.Entry<String, List<Manifest>> each : rendered.entrySet()) {
      Unit unit = units.get(each.getKey());
      if (unit == null) {
        continue;
      }
      for (Manifest manifest : each.getValue()) {
        Key key = key(manifest.object(), unit.application());
        if (key.name().isEmpty() || Hook.of(manifest.object()).isHook()) {
          continue;
        }
        String owner = owners.putIfAbsent(key, each.getKey());
        if (owner != null && !owner.equals(each.getKey())) {
          shared.computeIfAbsent(new Pair(owner, each.getKey()), _ -> new ArrayList<>()).add(key);
        }
      }
    }
    shared.forEach((pair, keys) -> {
      Unit first = units.get(pair.first());
      Unit second = units.get(pair.second());
      if (first != null && second != null) {
        remark(first, second, keys);
      }
    });
  }

  private void define(Manifest manifest) {
    JsonNode object = manifest.object();
    if (object.path("kind").asText().equals("CustomResourceDefinition")) {
      JsonNode spec = object.path("spec");
      definedScopes.put(
          spec.path("group").asText() + "/" + spec.path("names").path("kind").asText(),
          !spec.path("scope").asText().equals("Cluster"));
    }
  }

  private Key key(JsonNode object, Application application) {
    String apiVersion = object.path("apiVersion").asText("");
    String group = apiVersion.contains("/") ? apiVersion.split("/")[0] : "";
    String kind = object.path("kind").asText("");
    boolean namespaced =
        types
            .byGroupKind(group, kind)
            .map(ResourceType::namespaced)
            .orElseGet(() -> definedScopes.getOrDefault(group + "/" + kind, true));
    String written = object.path("metadata").path("namespace").asText("");
    Application.Destination to = application.destination();
    return new Key(
        to.isInCluster() ? "in-cluster" : to.server() + to.name(),
        group,
        kind,
        !namespaced ? "" : written.isEmpty() ? to.namespace() : written,
        object.path("metadata").path("name").asText(""));
  }

  private void remark(Unit first, Unit second, List<Key> keys) {
    if (isParallel(first.file(), second.file())) {
      return;
    }
    String what = String.join(", ", keys.stream().limit(SHOWN).map(Key::toString).toList());
    String more = keys.size() > SHOWN ? " and " + (keys.size() - SHOWN) + " more" : "";
    String message =
        "Applications %s (%s) and %s both render %s%s: keep it in one of them"
            .formatted(first.name(), first.at("metadata.name"), second.name(), what, more);
    boolean fights = fights(first.application()) || fights(second.application());
    Remark remark =
        fights
            ? Remark.error(Rules.OWNERSHIP, second.at("metadata.name"), message)
            : Remark.warning(Rules.OWNERSHIP, second.at("metadata.name"), message);
    revision.add(remark);
  }

  private static boolean fights(Application application) {
    SyncPolicy.Automated automated = application.syncPolicy().automated();
    return automated != null && (automated.prune() || automated.selfHeal());
  }

  /// Whether two files are each other's counterpart in folders beside each other, such as
  /// `clusters/dev/web.yaml` and `clusters/prod/web.yaml`: those are for clusters that call
  /// themselves the same.
  static boolean isParallel(String one, String other) {
    return Files.name(one).equals(Files.name(other)) && !one.equals(other);
  }
}
