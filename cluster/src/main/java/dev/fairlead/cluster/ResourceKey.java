package dev.fairlead.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;

/// What identifies an object of a cluster across versions of its kind.
///
/// @param group API group, empty for the core group
/// @param namespace empty for objects without one
public record ResourceKey(String group, String kind, String namespace, String name)
    implements Comparable<ResourceKey> {

  private static final Comparator<ResourceKey> ORDER =
      Comparator.comparing(ResourceKey::group)
          .thenComparing(ResourceKey::kind)
          .thenComparing(ResourceKey::namespace)
          .thenComparing(ResourceKey::name);

  /// The key of an object as it is written, even where it lacks a namespace or a name.
  public static ResourceKey of(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    return new ResourceKey(
        groupOf(object.path("apiVersion").asText("")),
        object.path("kind").asText(""),
        metadata.path("namespace").asText(""),
        metadata.path("name").asText(""));
  }

  /// The API group of an `apiVersion`; empty for the core group.
  public static String groupOf(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  /// The version part of an `apiVersion`.
  public static String versionOf(String apiVersion) {
    return apiVersion.substring(apiVersion.indexOf('/') + 1);
  }

  public ResourceKey withNamespace(String other) {
    return new ResourceKey(group, kind, other, name);
  }

  @Override
  public int compareTo(ResourceKey other) {
    return ORDER.compare(this, other);
  }

  /// `apps/Deployment/shop/web`; the core group and an empty namespace are left out.
  @Override
  public String toString() {
    return (group.isEmpty() ? "" : group + "/")
        + kind
        + "/"
        + (namespace.isEmpty() ? "" : namespace + "/")
        + name;
  }
}
