package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// RFC 6902 with the habits of Kubernetes' implementation: `replace` of a missing member adds it,
/// `test` of a missing path against null succeeds, `add` without a value adds null, an index below
/// zero counts from the end.
public final class JsonPatch {

  /// As in the API server; more would only cost time.
  private static final int MAX_OPERATIONS = 10_000;

  private JsonPatch() {}

  /// `document` after the operations of `patch`, an array; the inputs are not changed.
  ///
  /// @throws KubernetesException with code 422 when an operation fails, 400 when `patch` is no
  ///   patch
  public static JsonNode apply(JsonNode document, JsonNode patch) {
    if (!patch.isArray()) {
      throw new KubernetesException(
          400,
          "BadRequest",
          "error decoding patch: json: cannot unmarshal %s into Go value of type jsonpatch.Patch"
              .formatted(patch.isObject() ? "object" : patch.isTextual() ? "string" : "number"));
    }
    if (patch.size() > MAX_OPERATIONS) {
      throw new KubernetesException(
          413,
          "RequestEntityTooLarge",
          "The allowed maximum operations in a JSON patch is %d, got %d"
              .formatted(MAX_OPERATIONS, patch.size()));
    }
    JsonNode result = document.deepCopy();
    for (JsonNode operation : patch) {
      result = operate(result, operation);
    }
    return result;
  }

  private static JsonNode operate(JsonNode document, JsonNode operation) {
    String path = path(operation, "path");
    JsonNode value = operation.get("value");
    switch (operation.path("op").asText()) {
      case "add" ->
          Place.of(document, path).add(value == null ? NullNode.instance : value.deepCopy());
      case "remove" -> Place.of(document, path).remove();
      case "replace" ->
          Place.of(document, path).replace(value == null ? NullNode.instance : value.deepCopy());
      case "move" -> {
        Place from = Place.of(document, path(operation, "from"));
        JsonNode moved = from.get();
        from.remove();
        Place.of(document, path).add(moved == null ? NullNode.instance : moved);
      }
      case "copy" -> {
        JsonNode copied = Place.of(document, path(operation, "from")).get();
        Place.of(document, path).add(copied == null ? NullNode.instance : copied.deepCopy());
      }
      case "test" -> test(document, path, value == null ? NullNode.instance : value);
      default -> throw failed();
    }
    return document;
  }

  private static void test(JsonNode document, String path, JsonNode expected) {
    JsonNode found;
    if (path.isEmpty()) {
      found = document;
    } else {
      Place place = Place.find(document, path);
      found = place == null ? null : place.get();
    }
    if (found == null ? !expected.isNull() : !Values.same(found, expected)) {
      throw failed();
    }
  }

  private static String path(JsonNode operation, String member) {
    JsonNode path = operation.get(member);
    if (path == null || !path.isTextual()) {
      throw failed();
    }
    return path.textValue();
  }

  /// The server does not tell which operation failed.
  private static KubernetesException failed() {
    return new KubernetesException(
        422, "Invalid", "the server rejected our request due to an error in our request");
  }

  /// A member or item, which need not exist, of a container that does.
  private record Place(JsonNode container, String key) {

    static Place of(JsonNode document, String path) {
      Place place = find(document, path);
      if (place == null) {
        throw failed();
      }
      return place;
    }

    static @Nullable Place find(JsonNode document, String path) {
      String[] steps = path.split("/", -1);
      if (steps.length < 2 || !steps[0].isEmpty()) {
        return null;
      }
      JsonNode at = document;
      for (int i = 1; i < steps.length - 1; i++) {
        JsonNode next = new Place(at, unescape(steps[i])).get();
        if (next == null || !next.isContainerNode()) {
          return null;
        }
        at = next;
      }
      return new Place(at, unescape(steps[steps.length - 1]));
    }

    private static String unescape(String step) {
      return step.replace("~1", "/").replace("~0", "~");
    }

    @Nullable JsonNode get() {
      if (container instanceof ArrayNode list) {
        int index = index(list.size() - 1);
        return list.get(index);
      }
      return container.get(key);
    }

    /// The position that the key stands for; only up to `last`.
    private int index(int last) {
      int index;
      try {
        index = Integer.parseInt(key);
      } catch (NumberFormatException _) { // neither a position nor "-", which the caller handled
        throw failed();
      }
      if (index < 0) {
        index += last + 1;
      }
      if (index < 0 || index > last) {
        throw failed();
      }
      return index;
    }

    void add(JsonNode value) {
      if (container instanceof ArrayNode list) {
        list.insert(key.equals("-") ? list.size() : index(list.size()), value);
      } else {
        ((ObjectNode) container).set(key, value);
      }
    }

    void replace(JsonNode value) {
      if (container instanceof ArrayNode list) {
        list.set(index(list.size() - 1), value);
      } else {
        ((ObjectNode) container).set(key, value);
      }
    }

    void remove() {
      if (container instanceof ArrayNode list) {
        list.remove(index(list.size() - 1));
      } else if (((ObjectNode) container).remove(key) == null) {
        throw failed();
      }
    }
  }
}
