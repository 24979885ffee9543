package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// RFC 7396.
public final class JsonMergePatch {

  private JsonMergePatch() {}

  /// `document` with `patch` merged in; the inputs are not changed.
  public static JsonNode apply(JsonNode document, JsonNode patch) {
    return merge(document, patch);
  }

  private static JsonNode merge(@Nullable JsonNode document, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch.deepCopy();
    }
    ObjectNode out =
        document instanceof ObjectNode object
            ? Values.shallow(object)
            : JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> change : changes.properties()) {
      if (change.getValue().isNull()) {
        out.remove(change.getKey());
      } else {
        out.set(change.getKey(), merge(out.get(change.getKey()), change.getValue()));
      }
    }
    return out;
  }

  /// The patch that turns `before` into `after`.
  public static JsonNode between(JsonNode before, JsonNode after) {
    if (!(before instanceof ObjectNode left) || !(after instanceof ObjectNode right)) {
      return after.deepCopy();
    }
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : left.properties()) {
      if (!right.has(member.getKey())) {
        patch.set(member.getKey(), NullNode.instance);
      }
    }
    for (Map.Entry<String, JsonNode> member : right.properties()) {
      JsonNode old = left.get(member.getKey());
      JsonNode now = member.getValue();
      if (old == null) {
        patch.set(member.getKey(), now.deepCopy());
      } else if (old.isObject() && now.isObject()) {
        JsonNode below = between(old, now);
        if (!below.isEmpty()) {
          patch.set(member.getKey(), below);
        }
      } else if (!Values.same(old, now)) {
        patch.set(member.getKey(), now.deepCopy());
      }
    }
    return patch;
  }
}
