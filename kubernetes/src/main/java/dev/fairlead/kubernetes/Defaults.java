package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// The values that an API server fills in.
public final class Defaults {

  private Defaults() {}

  /// A decoded object with its defaults; the input is not changed. Defaults that need an allocator
  /// (cluster IPs, node ports) or another object (service accounts) are left to the server.
  public static ObjectNode apply(ResourceType type, ObjectNode object) {
    throw new UnsupportedOperationException("not yet");
  }
}
