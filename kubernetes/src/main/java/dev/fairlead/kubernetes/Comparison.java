package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What differs between two values of one schema.
///
/// @param added fields that only the right value has
/// @param modified fields with different values
/// @param removed fields that only the left value has
record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {

  static Comparison between(Schema schema, JsonNode left, JsonNode right) {
    Walk walk = new Walk();
    walk.compare(schema, left, right, Path.ROOT);
    return new Comparison(walk.added.build(), walk.modified.build(), walk.removed.build());
  }

  boolean isSame() {
    return added.isEmpty() && modified.isEmpty() && removed.isEmpty();
  }

  /// The comparison without the fields that a writer cannot write.
  Comparison without(FieldSet ignored) {
    return ignored.isEmpty()
        ? this
        : new Comparison(
            added.without(ignored), modified.without(ignored), removed.without(ignored));
  }

  /// A path that is only spelled out where something differs.
  private record Path(@Nullable Path parent, String kind, String step) {
    static final Path ROOT = new Path(null, "", "");

    Path field(String name) {
      return new Path(this, "f:", name);
    }

    Path item(String step) {
      return new Path(this, "", step);
    }

    FieldSet.Builder in(FieldSet.Builder root) {
      return parent == null ? root : parent.in(root).at(kind + step);
    }

    void addTo(FieldSet.Builder root) {
      if (parent != null) {
        in(root).add();
      }
    }
  }

  private static final class Walk {
    private final FieldSet.Builder added = new FieldSet.Builder();
    private final FieldSet.Builder modified = new FieldSet.Builder();
    private final FieldSet.Builder removed = new FieldSet.Builder();

    @SuppressWarnings("ReferenceEquality") // merged trees share what did not change: a shortcut
    void compare(Schema schema, @Nullable JsonNode left, @Nullable JsonNode right, Path path) {
      if (left == right) {
        return;
      }
      Structure.Form form = Structure.form(schema, right == null || right.isNull() ? left : right);
      if (left != null && right != null && schema.kind() == Schema.Kind.ANY) {
        Structure.Form other = Structure.form(schema, left);
        if (other != form && !left.isNull()) {
          // Not comparable: both are taken as leaves.
          leaf(left, right, path);
          return;
        }
      }
      boolean isLeaf =
          form == Structure.Form.SCALAR
              || Structure.isAtomic(schema, form)
              || (Structure.isEmpty(left) && Structure.isEmpty(right));
      if (isLeaf) {
        leaf(left, right, path);
        return;
      }
      if (form == Structure.Form.MAP) {
        members(schema, left, right, path);
      } else {
        items(schema, left, right, path);
      }
      if (left == null) {
        path.addTo(added);
      } else if (right == null) {
        path.addTo(removed);
      }
    }

    private void leaf(@Nullable JsonNode left, @Nullable JsonNode right, Path path) {
      if (left == null) {
        path.addTo(added);
      } else if (right == null) {
        path.addTo(removed);
      } else if (!Values.same(left, right)) {
        path.addTo(modified);
      }
    }

    private void members(
        Schema schema, @Nullable JsonNode left, @Nullable JsonNode right, Path path) {
      if (left != null && left.isObject()) {
        for (Map.Entry<String, JsonNode> member : left.properties()) {
          String name = member.getKey();
          compare(
              type(schema, name),
              member.getValue(),
              right == null ? null : right.get(name),
              path.field(name));
        }
      }
      if (right != null && right.isObject()) {
        for (Map.Entry<String, JsonNode> member : right.properties()) {
          String name = member.getKey();
          if (left == null || !left.has(name)) {
            compare(type(schema, name), null, member.getValue(), path.field(name));
          }
        }
      }
    }

    private static Schema type(Schema schema, String member) {
      Schema type = schema.member(member);
      return type == null ? Schema.DEDUCED : type;
    }

    private void items(
        Schema schema, @Nullable JsonNode left, @Nullable JsonNode right, Path path) {
      Map<String, List<JsonNode>> lefts = Structure.bySteps(schema, left);
      Map<String, List<JsonNode>> rights = Structure.bySteps(schema, right);
      Set<String> steps = new LinkedHashSet<>(lefts.keySet());
      steps.addAll(rights.keySet());
      Schema item = schema.item() == null ? Schema.DEDUCED : schema.item();
      for (String step : steps) {
        List<JsonNode> before = lefts.getOrDefault(step, List.of());
        List<JsonNode> after = rights.getOrDefault(step, List.of());
        Path at = path.item(step);
        if (before.size() <= 1 && after.size() <= 1) {
          compare(item, only(before), only(after), at);
        } else if (before.size() > 1 && after.size() > 1) {
          if (!sameItems(before, after)) {
            at.addTo(modified);
          }
        } else if (before.size() > 1) {
          if (!after.isEmpty()) {
            compare(item, null, after.getFirst(), at);
          }
          at.addTo(removed);
        } else {
          if (!before.isEmpty()) {
            compare(item, before.getFirst(), null, at);
          }
          at.addTo(added);
        }
      }
    }

    private static boolean sameItems(List<JsonNode> before, List<JsonNode> after) {
      if (before.size() != after.size()) {
        return false;
      }
      for (int i = 0; i < before.size(); i++) {
        if (!Values.same(before.get(i), after.get(i))) {
          return false;
        }
      }
      return true;
    }

    private static @Nullable JsonNode only(List<JsonNode> items) {
      return items.isEmpty() ? null : items.getFirst();
    }
  }
}
