package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.Decoding;
import dev.fairlead.kubernetes.Defaults;
import dev.fairlead.kubernetes.ResourceType;
import java.util.Optional;

/// Turns objects from the version they are stored in to the version of a request and back.
final class Versions {
  private Versions() {}

  /// A stored object in the version of an entry; the same node if that is the stored version.
  static ObjectNode shown(Served.View view, Served.Entry entry, ObjectNode object) {
    String apiVersion = entry.type().apiVersion();
    if (object.path("apiVersion").asText().equals(apiVersion)) {
      return object;
    }
    return converted(entry, object, entry.type());
  }

  /// An object of a request in the version that is stored.
  static ObjectNode stored(Served.View view, Served.Entry entry, ObjectNode object) {
    Optional<Served.Entry> storage = view.storage(entry.storage());
    if (storage.isEmpty() || storage.get().type().apiVersion().equals(entry.type().apiVersion())) {
      return object;
    }
    return converted(entry, object, storage.get().type());
  }

  private static ObjectNode converted(Served.Entry entry, ObjectNode object, ResourceType type) {
    String apiVersion = type.apiVersion();
    return switch (entry.storage().toString()) {
      case "events" -> EventConversion.convert(object, apiVersion);
      case "horizontalpodautoscalers.autoscaling" ->
          AutoscalerConversion.convert(object, apiVersion);
      default -> {
        ObjectNode copy = object.deepCopy();
        copy.put("apiVersion", apiVersion);
        yield Defaults.apply(type, Decoding.decode(type, copy).object());
      }
    };
  }
}
