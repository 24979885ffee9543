package dev.fairlead.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Locale;

/// Opens a webhook's body.
final class EventReader {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Fields fields;

  private EventReader(Fields fields) {
    this.fields = fields;
  }

  /// @throws ForgeException where the body is not a JSON object
  static EventReader of(String event, byte[] body) {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (IOException e) {
      throw new ForgeException(
          "the webhook's body is not JSON; set the webhook's content type to application/json", e);
    }
    if (root == null || !root.isObject()) {
      throw new ForgeException("the " + event + " event is not a JSON object");
    }
    return new EventReader(new Fields(root, "the " + event + " event"));
  }

  <A extends Enum<A>> A action(Class<A> type, A otherwise) {
    String action = fields.text("/action").toUpperCase(Locale.ROOT);
    for (A known : type.getEnumConstants()) {
      if (known.name().equals(action)) {
        return known;
      }
    }
    return otherwise;
  }

  String text(String pointer) {
    return fields.text(pointer);
  }

  int number(String pointer) {
    return fields.number(pointer);
  }

  boolean has(String pointer) {
    return fields.has(pointer);
  }

  Fields object(String pointer) {
    return fields.at(pointer);
  }
}
