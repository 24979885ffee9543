package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// Comparing and copying of JSON values.
final class Values {

  /// Numbers are equal by value: Jackson tells an int from a long.
  private static final Comparator<JsonNode> BY_VALUE =
      (left, right) ->
          left.equals(right)
                  || (left.isNumber()
                      && right.isNumber()
                      && left.decimalValue().compareTo(right.decimalValue()) == 0)
              ? 0
              : 1;

  private Values() {}

  @SuppressWarnings("ReferenceEquality") // a shortcut for what two trees share
  static boolean same(@Nullable JsonNode left, @Nullable JsonNode right) {
    if (left == right) {
      return true;
    }
    return left != null && right != null && left.equals(BY_VALUE, right);
  }

  /// A copy that shares its members' values.
  static ObjectNode shallow(ObjectNode object) {
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    copy.setAll(object);
    return copy;
  }

  /// A copy of `object` in which `name` is a copy, too, or a new object.
  static ObjectNode part(ObjectNode copy, String name) {
    ObjectNode part =
        copy.get(name) instanceof ObjectNode old
            ? shallow(old)
            : JsonNodeFactory.instance.objectNode();
    copy.set(name, part);
    return part;
  }
}
