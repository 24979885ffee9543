package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;

/// The names that other definitions of a group hold, after apiextensions-apiserver's naming
/// controller.
///
/// @param kinds kinds and list kinds
/// @param resources plurals, singulars and short names
record TakenNames(Set<String> kinds, Set<String> resources) {
  /// What a definition got.
  ///
  /// @param names its accepted names
  /// @param reason of the last conflict; empty if there is none
  record Outcome(ObjectNode names, String reason, String message) {}

  static TakenNames of(Store store, ObjectNode definition) {
    String group = definition.path("spec").path("group").asText();
    Set<String> kinds = new HashSet<>();
    Set<String> resources = new HashSet<>();
    for (Store.Stored stored :
        store.list(GroupResource.CUSTOM_RESOURCE_DEFINITIONS, null).objects()) {
      ObjectNode other = stored.object();
      if (Json.name(other).equals(Json.name(definition))
          || !other.path("spec").path("group").asText().equals(group)) {
        continue;
      }
      JsonNode names = other.path("status").path("acceptedNames");
      kinds.add(names.path("kind").asText());
      kinds.add(names.path("listKind").asText());
      resources.add(names.path("plural").asText());
      resources.add(names.path("singular").asText());
      names.path("shortNames").forEach(name -> resources.add(name.asText()));
    }
    kinds.remove("");
    resources.remove("");
    return new TakenNames(kinds, resources);
  }

  /// @param wanted the names of the spec
  /// @param present the names accepted so far
  Outcome accept(JsonNode wanted, JsonNode present) {
    ObjectNode names = present.isObject() ? present.deepCopy() : Json.object();
    Conflict conflict = new Conflict();
    for (String field : new String[] {"plural", "singular"}) {
      String name = wanted.path(field).asText("");
      if (resources.contains(name)) {
        conflict.note(field, name);
      } else if (!name.isEmpty()) {
        names.put(field, name);
      }
    }
    boolean shortNamesFree = true;
    for (JsonNode name : wanted.path("shortNames")) {
      if (resources.contains(name.asText())) {
        conflict.note("shortNames", name.asText());
        shortNamesFree = false;
      }
    }
    if (shortNamesFree && !wanted.path("shortNames").isEmpty()) {
      names.set("shortNames", wanted.path("shortNames"));
    }
    for (String field : new String[] {"kind", "listKind"}) {
      String name = wanted.path(field).asText("");
      if (kinds.contains(name)) {
        conflict.note(field, name);
      } else if (!name.isEmpty()) {
        names.put(field, name);
      }
    }
    if (!wanted.path("categories").isEmpty()) {
      names.set("categories", wanted.path("categories"));
    }
    return new Outcome(names, conflict.reason, conflict.message);
  }

  /// The last conflict counts.
  private static final class Conflict {
    private String reason = "";
    private String message = "";

    void note(String field, String name) {
      reason = Character.toUpperCase(field.charAt(0)) + field.substring(1) + "Conflict";
      message = "\"" + name + "\" is already in use";
    }
  }
}
