package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The schemas of the built-in kinds as OpenAPI 3 components, as an API server publishes them. In
/// place of the API's own descriptions each member says where it is described.
public final class OpenApiSchemas {

  private static final String REF = "#/components/schemas/";
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final String REFERENCE =
      "https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#";
  private static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
  private static final String INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
  private static final String ANY = "io.k8s.apimachinery.pkg.runtime.RawExtension";
  private static final Set<String> META_TYPES =
      Set.of(
          "Condition",
          "FieldSelectorRequirement",
          "LabelSelector",
          "LabelSelectorRequirement",
          "ManagedFieldsEntry",
          "ObjectMeta",
          "OwnerReference");

  /// Read once: the tables are part of the program and never change.
  private static final class Tables {
    static final BuiltInTypes.Tables ALL = BuiltInTypes.tables();
  }

  private final BuiltInTypes.Tables tables = Tables.ALL;
  private final Map<String, ObjectNode> schemas = new TreeMap<>();

  private OpenApiSchemas() {}

  /// The schemas of some kinds, of the lists of them and of all that they refer to, by name.
  public static Map<String, ObjectNode> of(Collection<GroupVersionKind> kinds) {
    OpenApiSchemas made = new OpenApiSchemas();
    for (GroupVersionKind kind : kinds) {
      String type = made.tables.kinds().get(kind);
      if (type != null) {
        made.kind(kind, type);
      }
    }
    return made.schemas;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private void kind(GroupVersionKind kind, String type) {
    String name = struct(type);
    named(schemas.get(name), kind);
    ObjectNode list = object();
    list.put("description", kind.kind() + "List is a list of " + kind.kind());
    list.put("type", "object");
    list.putArray("required").add("items");
    ObjectNode properties = list.putObject("properties");
    properties.set(
        "apiVersion", scalar("string", "", described("List.apiVersion", "ListMeta", "")));
    ObjectNode items = properties.putObject("items");
    items.put("description", "items is the list of " + kind.kind());
    items.put("type", "array");
    reference(items.putObject("items"), name, true);
    properties.set("kind", scalar("string", "", described("List.kind", "ListMeta", "")));
    ObjectNode metadata = properties.putObject("metadata");
    metadata.put("description", "Standard list metadata.");
    reference(metadata, META + "ListMeta", true);
    named(list, new GroupVersionKind(kind.group(), kind.version(), kind.kind() + "List"));
    schemas.put(name + "List", list);
    listMeta();
  }

  private static void named(@Nullable ObjectNode schema, GroupVersionKind kind) {
    if (schema != null) {
      schema
          .putArray("x-kubernetes-group-version-kind")
          .addObject()
          .put("group", kind.group())
          .put("kind", kind.kind())
          .put("version", kind.version());
    }
  }

  private void listMeta() {
    if (schemas.containsKey(META + "ListMeta")) {
      return;
    }
    ObjectNode meta = object();
    meta.put("description", described("ListMeta", "ListMeta", ""));
    meta.put("type", "object");
    ObjectNode properties = meta.putObject("properties");
    for (String member : List.of("continue", "resourceVersion", "selfLink")) {
      properties.set(member, scalar("string", "", described(member, "ListMeta", "")));
    }
    properties.set(
        "remainingItemCount",
        scalar("integer", "int64", described("remainingItemCount", "ListMeta", "")));
    schemas.put(META + "ListMeta", meta);
  }

  /// Where the API reference describes something.
  private static String described(String what, String type, String group) {
    String anchor = type.toLowerCase(Locale.ROOT) + "-v1-" + (group.isEmpty() ? "meta" : group);
    return what + " is described at " + REFERENCE + anchor;
  }

  /// The name of a struct among the components, such as `io.k8s.api.apps.v1.Deployment`.
  private static String component(String type) {
    int dot = type.lastIndexOf('.');
    String simple = type.substring(dot + 1);
    if (dot < 0) {
      if (META_TYPES.contains(simple)) {
        return META + simple;
      }
      return simple.startsWith("APIService") || simple.equals("ServiceReference")
          ? "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1." + simple
          : "io.k8s.api.core.v1." + simple;
    }
    String group = type.substring(0, dot);
    if (group.startsWith("apiextensions.")) {
      return "io.k8s.apiextensions-apiserver.pkg.apis." + group + "." + simple;
    }
    return "io.k8s.api." + (group.contains(".") ? group : group + ".v1") + "." + simple;
  }

  private static String group(String type) {
    int dot = type.indexOf('.');
    return dot < 0 ? "core" : type.substring(0, dot);
  }

  /// Adds a struct and all that it refers to.
  private String struct(String type) {
    String name = component(type);
    if (schemas.containsKey(name)) {
      return name;
    }
    ObjectNode schema = object();
    schemas.put(name, schema);
    String simple = type.substring(type.lastIndexOf('.') + 1);
    String group = META_TYPES.contains(simple) ? "" : group(type);
    schema.put("description", described(simple, simple, group));
    schema.put("type", "object");
    Map<String, String> facts = tables.facts().getOrDefault(type, Map.of());
    Map<String, String> traits = tables.traits().getOrDefault(type, Map.of());
    List<String> required =
        facts.entrySet().stream()
            .filter(each -> BuiltInTypes.Traits.parse(each.getValue()).has("required"))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    if (!required.isEmpty()) {
      required.forEach(schema.putArray("required")::add);
    }
    ObjectNode properties = schema.putObject("properties");
    new TreeMap<>(tables.types().getOrDefault(type, Map.of()))
        .forEach((member, code) -> {
          BuiltInTypes.Traits marks = BuiltInTypes.Traits.parse(traits.getOrDefault(member, ""));
          if (!marks.has("absent")) {
            ObjectNode property = object();
            property.put("description", described(simple + "." + member, simple, group));
            property(
                property, code, marks, BuiltInTypes.Traits.parse(facts.getOrDefault(member, "")));
            properties.set(member, property);
          }
        });
    if ("atomic".equals(traits.get("*"))) {
      schema.put("x-kubernetes-map-type", "atomic");
    }
    return name;
  }

  private void property(
      ObjectNode property, String code, BuiltInTypes.Traits marks, BuiltInTypes.Traits facts) {
    if (code.startsWith("[]")) {
      property.put("type", "array");
      value(property.putObject("items"), code.substring(2), BuiltInTypes.Traits.NONE, true);
      String keys = marks.argument("map");
      if (keys != null) {
        List.of(keys.split(",")).forEach(property.putArray("x-kubernetes-list-map-keys")::add);
      }
      property.put(
          "x-kubernetes-list-type", keys != null ? "map" : marks.has("set") ? "set" : "atomic");
      strategy(property, marks);
    } else if (code.startsWith("{}")) {
      property.put("type", "object");
      value(property.putObject("additionalProperties"), code.substring(2), marks, true);
      if (marks.has("atomic")) {
        property.put("x-kubernetes-map-type", "atomic");
      }
    } else {
      value(property, code, marks, marks.has("zero"));
      String values = facts.argument("enum");
      if (values != null) {
        List.of(values.split("\\|", -1)).forEach(property.putArray("enum")::add);
      }
      strategy(property, marks);
    }
  }

  private static void strategy(ObjectNode property, BuiltInTypes.Traits marks) {
    String key = marks.argument("merge");
    if (key != null && !key.isEmpty()) {
      property.put("x-kubernetes-patch-merge-key", key);
    }
    if (marks.has("merge") || marks.has("retainKeys")) {
      property.put(
          "x-kubernetes-patch-strategy",
          marks.has("merge")
              ? marks.has("retainKeys") ? "merge,retainKeys" : "merge"
              : "retainKeys");
    }
  }

  /// @param always whether the value is written even when nothing was given, so that it has a
  ///   default
  private void value(ObjectNode into, String code, BuiltInTypes.Traits marks, boolean always) {
    switch (code) {
      case "s" -> text(into, marks, always);
      case "i" -> number(into, "integer", "int32", always);
      case "l" -> number(into, "integer", "int64", always);
      case "f" -> number(into, "number", "double", always);
      case "b" -> {
        into.put("type", "boolean");
        if (always) {
          into.put("default", false);
        }
      }
      case "q" -> reference(into, shared(QUANTITY), false);
      case "x" -> reference(into, shared(INT_OR_STRING), false);
      case "any" -> reference(into, shared(ANY), false);
      default -> reference(into, struct(code), always);
    }
  }

  private void text(ObjectNode into, BuiltInTypes.Traits marks, boolean always) {
    if (marks.has("time")) {
      reference(into, shared(META + "Time"), false);
    } else if (marks.has("microtime")) {
      reference(into, shared(META + "MicroTime"), false);
    } else {
      into.put("type", "string");
      if (marks.has("bytes")) {
        into.put("format", "byte");
      } else if (always) {
        into.put("default", "");
      }
    }
  }

  private static void number(ObjectNode into, String type, String format, boolean always) {
    into.put("type", type).put("format", format);
    if (always) {
      into.put("default", 0);
    }
  }

  private static ObjectNode scalar(String type, String format, String description) {
    ObjectNode scalar = object().put("description", description).put("type", type);
    if (!format.isEmpty()) {
      scalar.put("format", format);
    }
    return scalar;
  }

  /// A reference stands in `allOf` where there is more to say beside it.
  private static void reference(ObjectNode into, String name, boolean always) {
    if (always) {
      into.putObject("default");
    }
    if (into.isEmpty()) {
      into.put("$ref", REF + name);
    } else {
      into.putArray("allOf").addObject().put("$ref", REF + name);
    }
  }

  /// Types with a form of their own.
  private String shared(String name) {
    if (!schemas.containsKey(name)) {
      ObjectNode schema = object();
      switch (name) {
        case QUANTITY -> {
          schema.put("description", described("Quantity", "quantity", "core"));
          schema.putArray("oneOf").addObject().put("type", "string");
          schema.withArray("oneOf").addObject().put("type", "number");
        }
        case INT_OR_STRING -> {
          schema.put("description", "A number, or a text such as a port's name or a percentage.");
          schema.put("format", "int-or-string");
          schema.putArray("oneOf").addObject().put("type", "integer");
          schema.withArray("oneOf").addObject().put("type", "string");
        }
        case ANY -> schema.put("description", "Any value.").put("type", "object");
        default ->
            schema
                .put("description", "A point in time as of RFC 3339.")
                .put("type", "string")
                .put("format", "date-time");
      }
      schemas.put(name, schema);
    }
    return name;
  }
}
