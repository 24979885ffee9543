package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// One change of one object, as a watch shows it.
///
/// @param type what happened
/// @param object the object after the change; for DELETED its last state, with the deletion's
///   resourceVersion. Shared: never change it
public record ObjectEvent(Type type, ObjectNode object) {
  /// What happened to the object.
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED
  }
}
