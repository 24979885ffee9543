package dev.fairlead.sync.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.GroupVersionKind;
import dev.fairlead.kubernetes.ResourceType;
import java.util.Optional;

/// What is known of kinds beyond the cluster's discovery: how their lists merge, what they default.
public interface KindTypes {

  /// Knows nothing: every object merges as plain JSON.
  KindTypes NONE = kind -> Optional.empty();

  Optional<ResourceType> find(GroupVersionKind kind);

  default Optional<ResourceType> of(ObjectNode object) {
    return find(GroupVersionKind.of(object));
  }
}
