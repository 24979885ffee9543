package dev.fairlead.sync.compare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.cluster.ResourceKey;
import dev.fairlead.sync.plan.Names;
import java.util.Optional;

/// The tracking id that Argo CD writes on every object of an Application.
///
/// @param application the Application's instance name
/// @param key what the id describes; for objects without a namespace it names the destination's
public record Tracking(String application, ResourceKey key) {

  /// The id of an object.
  ///
  /// @param namespace of the object; the destination's for objects without one
  static String id(String application, ResourceKey key, String namespace) {
    return application + ":" + key.group() + "/" + key.kind() + ":" + namespace + "/" + key.name();
  }

  /// What a live object says of itself; empty without a (readable) id.
  public static Optional<Tracking> of(JsonNode object) {
    String id = object.path("metadata").path("annotations").path(Names.TRACKING_ID).asText("");
    // Names may hold colons, so split at the first ones only.
    int first = id.indexOf(':');
    int second = first < 0 ? -1 : id.indexOf(':', first + 1);
    if (second < 0) {
      return Optional.empty();
    }
    String groupKind = id.substring(first + 1, second);
    String rest = id.substring(second + 1);
    int slash = groupKind.lastIndexOf('/');
    int namespaceEnd = rest.indexOf('/');
    if (slash < 0 || namespaceEnd < 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Tracking(
            id.substring(0, first),
            new ResourceKey(
                groupKind.substring(0, slash),
                groupKind.substring(slash + 1),
                rest.substring(0, namespaceEnd),
                rest.substring(namespaceEnd + 1))));
  }

  /// The Application that an object belongs to; empty for none, and for an object whose id was
  /// copied from another one (controllers copy annotations to what they make).
  public static String applicationOf(JsonNode object) {
    return of(object)
        .filter(tracking -> tracking.describes(ResourceKey.of(object)))
        .map(Tracking::application)
        .orElse("");
  }

  private boolean describes(ResourceKey object) {
    return key.group().equals(object.group())
        && key.kind().equals(object.kind())
        && key.name().equals(object.name())
        && (object.namespace().isEmpty() || key.namespace().equals(object.namespace()));
  }
}
