package dev.fairlead.sync.control;

import dev.fairlead.cluster.LiveCache;
import dev.fairlead.cluster.LiveObject;
import dev.fairlead.kubernetes.GroupVersionKind;
import dev.fairlead.kubernetes.ResourceType;
import dev.fairlead.kubernetes.ResourceTypes;
import dev.fairlead.sync.compare.KindTypes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The built-in kinds, and the custom ones that the cluster defines.
final class ClusterKinds implements KindTypes {
  private final ResourceTypes builtIn = ResourceTypes.builtIn();
  private final LiveCache cache;
  private final Map<LiveObject, List<ResourceType>> defined = new ConcurrentHashMap<>();

  ClusterKinds(LiveCache cache) {
    this.cache = cache;
  }

  @Override
  public Optional<ResourceType> find(GroupVersionKind kind) {
    Optional<ResourceType> known = builtIn.byKind(kind);
    if (known.isPresent() || !kind.group().contains(".")) {
      return known;
    }
    for (LiveObject definition : cache.ofKind("apiextensions.k8s.io", "CustomResourceDefinition")) {
      if (definition.key().name().endsWith("." + kind.group())) {
        for (ResourceType type :
            defined.computeIfAbsent(definition, d -> ResourceTypes.ofDefinition(d.json()))) {
          if (type.kind().equals(kind)) {
            return Optional.of(type);
          }
        }
      }
    }
    return Optional.empty();
  }
}
