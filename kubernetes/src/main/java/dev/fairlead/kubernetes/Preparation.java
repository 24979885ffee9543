package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// What an API server does to an object between defaulting and validation: which parts a client may
/// not write, and which values follow from the object itself.
public final class Preparation {

  private Preparation() {}

  /// For a new object, whose `metadata.uid`, name and namespace are already set: `status` is
  /// dropped or set to its first value (Pod phase and QoS class), `generation` set, finalizers and
  /// labels of the system added, a Job's selector generated, `stringData` moved to `data`.
  public static ObjectNode forCreate(ResourceType type, ObjectNode object) {
    throw new UnsupportedOperationException("not yet");
  }

  /// For a write to the object itself: `status` and the server's metadata are kept from `old`,
  /// cluster IPs are carried over, `generation` is raised where the change asks for it.
  public static ObjectNode forUpdate(ResourceType type, ObjectNode object, ObjectNode old) {
    throw new UnsupportedOperationException("not yet");
  }

  /// For a write to `/status`: everything but `status` (and `metadata.managedFields`) is kept from
  /// `old`.
  public static ObjectNode forStatusUpdate(ResourceType type, ObjectNode object, ObjectNode old) {
    throw new UnsupportedOperationException("not yet");
  }
}
