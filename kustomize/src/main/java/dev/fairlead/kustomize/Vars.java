package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fairlead.kubernetes.GroupVersionKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The deprecated `vars`: values of objects that are put wherever `$(NAME)` stands in the fields of
/// `varReference`.
///
/// @param paths the name of a variable to the path of its value in the object that it was bound to
record Vars(Map<String, String> paths) {
  static final Vars NONE = new Vars(Map.of());

  private static final Pattern INDEXED = Pattern.compile("^(.*)\\[([0-9]+)]$");

  Vars plus(Vars other) {
    Map<String, String> all = new LinkedHashMap<>(paths);
    other.paths.forEach((name, path) -> {
      if (all.putIfAbsent(name, path) != null) {
        throw new Refusal("var '" + name + "' already encountered");
      }
    });
    return new Vars(all);
  }

  /// Reads the entries of a kustomization and binds each one to the object that it names now or
  /// that once had the name.
  static Vars bind(List<JsonNode> entries, Resources resources) {
    Vars vars = NONE;
    for (JsonNode entry : entries) {
      String name = entry.path("name").asText("");
      JsonNode object = entry.path("objref");
      ResourceId id = new ResourceId(kind(object), object.path("name").asText(), namespace(object));
      Predicate<ResourceId> same =
          id.namespace().isEmpty() && !id.isClusterScoped()
              ? have -> have.name().equals(id.name()) && have.kind().equals(id.kind())
              : id::sameObject;
      List<Resource> found = resources.withAnyId(same);
      if (found.size() > 1) {
        throw new Refusal(
            "found %d resId matches for var %s (unable to disambiguate)"
                .formatted(found.size(), name));
      }
      found.forEach(resource -> resource.bind(name));
      vars =
          vars.plus(
              new Vars(
                  Map.of(name, entry.path("fieldref").path("fieldPath").asText("metadata.name"))));
    }
    return vars;
  }

  private static String namespace(JsonNode object) {
    return object.path("namespace").asText("");
  }

  private static GroupVersionKind kind(JsonNode object) {
    return object.has("apiVersion") ? GroupVersionKind.of(object) : FieldSpec.of(object).selector();
  }

  /// Puts the values into the fields.
  void resolve(Resources resources, List<FieldSpec> fields) {
    if (paths.isEmpty()) {
      return;
    }
    Map<String, JsonNode> values = new LinkedHashMap<>();
    paths.forEach((name, path) -> values.put(name, value(resources, name, path)));
    for (Resource resource : resources.all()) {
      for (FieldSpec field : fields) {
        field.visit(resource.object(), FieldSpec.Leaf.NONE, slot -> expand(slot, values));
      }
    }
  }

  private static JsonNode value(Resources resources, String name, String path) {
    for (Resource resource : resources.all()) {
      if (resource.isBound(name)) {
        JsonNode value = resource.object();
        for (String part : parts(path)) {
          value = value instanceof ArrayNode list ? item(list, part) : value.path(part);
        }
        if (value.isMissingNode()) {
          throw new Refusal(
              "field %s specified in var '%s' not found in %s"
                  .formatted(path, name, resource.currentId()));
        }
        return value;
      }
    }
    throw new Refusal(
        "var '%s' cannot be mapped to a field in the set of known resources".formatted(name));
  }

  private static JsonNode item(ArrayNode list, String part) {
    List<Slot> found = new ArrayList<>();
    Replacements.items(list, part, false, found);
    return found.isEmpty() ? list.path(-1) : found.getFirst().get();
  }

  private static List<String> parts(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : Replacements.parts(path)) {
      Matcher indexed = INDEXED.matcher(part);
      if (indexed.matches()) {
        if (!indexed.group(1).isEmpty()) {
          parts.add(indexed.group(1));
        }
        parts.add(indexed.group(2));
      } else {
        parts.add(part);
      }
    }
    return parts;
  }

  private static void expand(Slot slot, Map<String, JsonNode> values) {
    switch (slot.get()) {
      case TextNode text -> slot.set(expanded(text.textValue(), values));
      case ObjectNode map ->
          map.properties()
              .forEach(entry -> {
                if (entry.getValue().isTextual()) {
                  entry.setValue(expanded(entry.getValue().textValue(), values));
                }
              });
      case ArrayNode list -> {
        for (int i = 0; i < list.size(); i++) {
          if (!list.get(i).isTextual()) {
            throw new Refusal("invalid value type expect a string, not " + list.get(i));
          }
          list.set(i, expanded(list.get(i).textValue(), values));
        }
      }
      default -> {
        // Numbers and booleans hold no references.
      }
    }
  }

  /// A reference that is the whole text takes over the value with its type. `$$` is a dollar sign;
  /// a name that is not known stays as it is.
  private static JsonNode expanded(String text, Map<String, JsonNode> values) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != '$' || at + 1 == text.length()) {
        out.append(c);
        at++;
        continue;
      }
      char next = text.charAt(at + 1);
      int end = next == '(' ? text.indexOf(')', at) : -1;
      if (end < 0) {
        out.append(next == '$' ? "$" : "$" + next);
        at += 2;
        continue;
      }
      JsonNode value = values.get(text.substring(at + 2, end));
      if (value == null || !value.isValueNode() || value.isNull()) {
        out.append(text, at, end + 1);
      } else if (at == 0 && end == text.length() - 1) {
        return value;
      } else {
        out.append(value.asText());
      }
      at = end + 1;
    }
    return TextNode.valueOf(out.toString());
  }
}
