package dev.fairlead.sandbox.cluster.protobuf;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// Reads protobuf bodies: four magic bytes, then an envelope that names the kind and holds the
/// object's bytes.
public final class Protobuf {
  private static final byte[] MAGIC = {'k', '8', 's', 0};

  private Protobuf() {}

  /// The object in a body, as its JSON form says it, with apiVersion and kind. Members that
  /// protobuf always sends are there even if they are zero: decoding by the kind's schema drops
  /// them.
  ///
  /// @throws IllegalArgumentException when the bytes are no such body or the kind is not known here
  public static ObjectNode decode(byte[] body) {
    if (body.length == 0) {
      throw new IllegalArgumentException("empty data");
    }
    if (body.length < MAGIC.length) {
      throw new IllegalArgumentException(
          "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
    }
    for (int i = 0; i < MAGIC.length; i++) {
      if (body[i] != MAGIC[i]) {
        throw new IllegalArgumentException(
            "provided data does not appear to be a protobuf message, expected prefix [107 56 115"
                + " 0]");
      }
    }
    Wire envelope = new Wire(body, MAGIC.length, body.length);
    String apiVersion = "";
    String kind = "";
    Wire object = new Wire(body, body.length, body.length);
    while (envelope.hasNext()) {
      switch (envelope.next()) {
        case 1 -> {
          Wire type = envelope.message();
          while (type.hasNext()) {
            switch (type.next()) {
              case 1 -> apiVersion = type.text();
              case 2 -> kind = type.text();
              default -> type.skip();
            }
          }
        }
        case 2 -> object = envelope.message();
        default -> envelope.skip();
      }
    }
    if (kind.isEmpty()) {
      throw new IllegalArgumentException("Object 'Kind' is missing");
    }
    FieldTable table = FieldTable.standard();
    String message = message(apiVersion, kind);
    if (!table.has(message)) {
      throw new IllegalArgumentException(
          "no kind \"%s\" is registered for version \"%s\"".formatted(kind, apiVersion));
    }
    ObjectNode tree = new MessageReader(table).read(message, object);
    tree.put("apiVersion", apiVersion);
    tree.put("kind", kind);
    return tree;
  }

  /// The message of a kind: its package is named after the first label of the group.
  private static String message(String apiVersion, String kind) {
    if (kind.equals("DeleteOptions")) {
      return "meta.v1.DeleteOptions";
    }
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "core" : apiVersion.substring(0, slash);
    String version = apiVersion.substring(slash + 1);
    int dot = group.indexOf('.');
    return (dot < 0 ? group : group.substring(0, dot)) + "." + version + "." + kind;
  }
}
