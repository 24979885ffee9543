package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A place in an object where a value stands or could stand.
sealed interface Slot {

  /// The value; a missing node where there is none.
  JsonNode get();

  void set(JsonNode value);

  /// The text of a scalar as YAML has it; empty for what is no scalar.
  default String text() {
    return get().isValueNode() ? get().asText() : "";
  }

  default boolean isEmpty() {
    return get().isMissingNode() || get().isNull();
  }

  record Member(ObjectNode owner, String name) implements Slot {
    @Override
    public JsonNode get() {
      JsonNode value = owner.get(name);
      return value == null ? MissingNode.getInstance() : value;
    }

    @Override
    public void set(JsonNode value) {
      owner.set(name, value);
    }
  }

  record Item(ArrayNode owner, int index) implements Slot {
    @Override
    public JsonNode get() {
      return owner.path(index);
    }

    @Override
    public void set(JsonNode value) {
      owner.set(index, value);
    }
  }
}
