package dev.fairlead.sync.control;

import dev.fairlead.cluster.ResourceKey;
import dev.fairlead.sync.application.Application;

/// Keys of Argo CD's own objects.
final class Applications {
  private Applications() {}

  static ResourceKey key(Application application) {
    return key(application.namespace(), application.name());
  }

  static ResourceKey key(String namespace, String name) {
    return new ResourceKey(Application.GROUP, Application.KIND, namespace, name);
  }
}
