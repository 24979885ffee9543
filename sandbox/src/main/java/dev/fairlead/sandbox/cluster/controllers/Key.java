package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;

/// Names one object of a resource.
///
/// @param namespace empty for cluster-scoped objects
/// @param name its name
public record Key(String namespace, String name) implements Comparable<Key> {
  /// The key of an object.
  public static Key of(JsonNode object) {
    return new Key(Meta.namespace(object), Meta.name(object));
  }

  @Override
  public int compareTo(Key other) {
    int order = namespace.compareTo(other.namespace);
    return order != 0 ? order : name.compareTo(other.name);
  }

  /// `namespace/name`, or the name alone.
  @Override
  public String toString() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
