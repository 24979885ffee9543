package dev.fairlead.sync.compare;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ResourceKey;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.application.Application.IgnoreDifference;
import dev.fairlead.sync.application.Glob;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The fields of one object that `spec.ignoreDifferences` leaves out.
final class IgnoreRules {
  private final List<JsonPointer> pointers;
  private final List<String> managers;

  private IgnoreRules(List<JsonPointer> pointers, List<String> managers) {
    this.pointers = List.copyOf(pointers);
    this.managers = List.copyOf(managers);
  }

  static final IgnoreRules NONE = new IgnoreRules(List.of(), List.of());

  static IgnoreRules of(Application application, ResourceKey key) {
    var pointers = new ArrayList<JsonPointer>();
    var managers = new ArrayList<String>();
    for (IgnoreDifference rule : application.ignoreDifferences()) {
      if (!matches(rule, key)) {
        continue;
      }
      for (String pointer : rule.jsonPointers()) {
        if (pointer.startsWith("/")) {
          pointers.add(JsonPointer.compile(pointer));
        }
      }
      for (String expression : rule.jqPathExpressions()) {
        pointers.addAll(JqPath.pointers(expression));
      }
      managers.addAll(rule.managedFieldsManagers());
    }
    return pointers.isEmpty() && managers.isEmpty() ? NONE : new IgnoreRules(pointers, managers);
  }

  private static boolean matches(IgnoreDifference rule, ResourceKey key) {
    return Glob.of(rule.group(), Glob.Dialect.CROSSING).matches(key.group())
        && Glob.of(rule.kind(), Glob.Dialect.CROSSING).matches(key.kind())
        && (rule.name() == null || rule.name().equals(key.name()))
        && (rule.namespace() == null || rule.namespace().equals(key.namespace()));
  }

  boolean isEmpty() {
    return pointers.isEmpty() && managers.isEmpty();
  }

  List<String> managers() {
    return managers;
  }

  /// Takes the ignored fields out of a tree that the caller owns.
  void remove(ObjectNode object) {
    for (JsonPointer pointer : pointers) {
      JsonNode parent = object.at(pointer.head());
      JsonPointer last = pointer.last();
      if (parent instanceof ObjectNode fields) {
        fields.remove(last.getMatchingProperty());
      } else if (parent instanceof ArrayNode items && last.getMatchingIndex() >= 0) {
        items.remove(last.getMatchingIndex());
      }
    }
  }

  /// A copy of a target in which the ignored fields have their live values: what
  /// `RespectIgnoreDifferences=true` applies.
  ObjectNode keepLive(ObjectNode target, ObjectNode live) {
    ObjectNode copy = target.deepCopy();
    for (JsonPointer pointer : pointers) {
      @Nullable JsonNode value = live.at(pointer).isMissingNode() ? null : live.at(pointer);
      JsonNode parent = copy.at(pointer.head());
      if (parent instanceof ObjectNode fields) {
        String name = pointer.last().getMatchingProperty();
        if (value == null) {
          fields.remove(name);
        } else {
          fields.set(name, value.deepCopy());
        }
      }
    }
    return copy;
  }
}
