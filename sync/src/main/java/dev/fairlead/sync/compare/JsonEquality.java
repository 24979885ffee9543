package dev.fairlead.sync.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Equality of JSON values, where numbers are equal by amount: an `IntNode` and a `LongNode` of the
/// same number are different to Jackson.
final class JsonEquality {
  private JsonEquality() {}

  static boolean same(JsonNode left, @Nullable JsonNode right) {
    if (right == null) {
      return false;
    }
    if (left.isNumber() && right.isNumber()) {
      return left.decimalValue().compareTo(right.decimalValue()) == 0;
    }
    if (left.isObject() && right.isObject()) {
      if (left.size() != right.size()) {
        return false;
      }
      for (Map.Entry<String, JsonNode> entry : left.properties()) {
        if (!same(entry.getValue(), right.get(entry.getKey()))) {
          return false;
        }
      }
      return true;
    }
    if (left.isArray() && right.isArray()) {
      if (left.size() != right.size()) {
        return false;
      }
      Iterator<JsonNode> other = right.iterator();
      for (JsonNode item : left) {
        if (!same(item, other.next())) {
          return false;
        }
      }
      return true;
    }
    return left.equals(right);
  }
}
