package dev.fairlead.sync.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ApiResource;
import dev.fairlead.cluster.LiveObject;
import dev.fairlead.cluster.ResourceKey;
import dev.fairlead.sync.compare.Comparison;
import java.util.List;
import java.util.Optional;

/// The cluster as comparisons see it: the cache, and the server itself for what the cache leaves
/// out.
final class LiveView implements Comparison.Live {
  private final SyncContext context;

  LiveView(SyncContext context) {
    this.context = context;
  }

  @Override
  public Optional<ObjectNode> find(ResourceKey key) {
    Optional<LiveObject> cached = context.cache().find(key);
    if (cached.isPresent() && cached.get().isComplete()) {
      return cached.map(LiveObject::json);
    }
    if (cached.isEmpty() && context.cache().watches(key.group(), key.kind())) {
      return Optional.empty();
    }
    return fresh(key);
  }

  @Override
  public Optional<ObjectNode> fresh(ResourceKey key) {
    Optional<ApiResource> type = context.cluster().discovery().find(key.group(), key.kind());
    return type.flatMap(found -> context.cluster().get(found, key.namespace(), key.name()));
  }

  @Override
  public List<ObjectNode> tracked(String application) {
    return context.cache().inGroup(application).stream().map(LiveObject::json).toList();
  }
}
