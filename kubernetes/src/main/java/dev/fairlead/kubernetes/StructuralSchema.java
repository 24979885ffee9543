package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.fairlead.kubernetes.Schema.Extras;
import dev.fairlead.kubernetes.Schema.Field;
import dev.fairlead.kubernetes.Schema.Kind;
import dev.fairlead.kubernetes.Schema.ListType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the OpenAPI schema of a CustomResourceDefinition.
final class StructuralSchema {

  private StructuralSchema() {}

  /// The schema of a whole object.
  static Schema root(JsonNode openApi) {
    Schema declared = read(openApi);
    boolean everything = declared.kind() == Kind.ANY;
    Schema root =
        Schema.struct("", false)
            .with(
                new Extras(
                    everything || declared.extras().preserveUnknown(),
                    false,
                    false,
                    null,
                    openApi));
    declared.fields().forEach(root::declare);
    declareTypeMeta(root);
    return root;
  }

  private static void declareTypeMeta(Schema struct) {
    struct.declare("apiVersion", Field.plain(Schema.scalar(Kind.STRING)));
    struct.declare("kind", Field.plain(Schema.scalar(Kind.STRING)));
    struct.declare("metadata", Field.plain(ResourceTypes.metadata()));
  }

  private static Schema read(JsonNode openApi) {
    boolean preserve = openApi.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    boolean embedded = openApi.path("x-kubernetes-embedded-resource").asBoolean();
    JsonNode defaultValue = openApi.get("default");
    Extras extras =
        new Extras(
            preserve,
            embedded,
            openApi.path("nullable").asBoolean(),
            defaultValue instanceof NullNode ? null : defaultValue,
            openApi);
    return bare(openApi, preserve, embedded).with(extras);
  }

  private static Schema bare(JsonNode openApi, boolean preserve, boolean embedded) {
    if (openApi.path("x-kubernetes-int-or-string").asBoolean()) {
      return Schema.scalar(Kind.INT_OR_STRING);
    }
    return switch (openApi.path("type").asText()) {
      case "string" -> Schema.scalar(Kind.STRING);
      case "integer" -> Schema.scalar(Kind.INT64);
      case "number" -> Schema.scalar(Kind.NUMBER);
      case "boolean" -> Schema.scalar(Kind.BOOLEAN);
      case "array" -> list(openApi);
      case "object" -> object(openApi, preserve, embedded);
      default ->
          openApi.has("properties") || embedded
              ? object(openApi, preserve, embedded)
              : Schema.scalar(Kind.ANY);
    };
  }

  private static Schema list(JsonNode openApi) {
    JsonNode items = openApi.path("items");
    Schema item = items.isObject() ? read(items) : Schema.DEDUCED;
    List<String> keys = new ArrayList<>();
    openApi.path("x-kubernetes-list-map-keys").forEach(key -> keys.add(key.asText()));
    return switch (openApi.path("x-kubernetes-list-type").asText("atomic")) {
      case "set" -> Schema.list(item, ListType.SET, List.of());
      case "map" -> Schema.list(item, ListType.MAP, keys);
      default -> Schema.list(item, ListType.ATOMIC, List.of());
    };
  }

  private static Schema object(JsonNode openApi, boolean preserve, boolean embedded) {
    boolean atomic = openApi.path("x-kubernetes-map-type").asText().equals("atomic");
    JsonNode additional = openApi.path("additionalProperties");
    JsonNode properties = openApi.path("properties");
    if (properties.isEmpty() && !embedded) {
      if (additional.isObject()) {
        return Schema.map(read(additional), atomic);
      } else if (additional.asBoolean() || preserve) {
        return atomic ? Schema.map(Schema.DEDUCED, true) : Schema.scalar(Kind.ANY);
      }
    }
    Schema struct = Schema.struct("", atomic);
    properties
        .properties()
        .forEach(property -> {
          Schema schema = read(property.getValue());
          struct.declare(
              property.getKey(),
              new Field(
                  schema,
                  true,
                  Field.Absent.OMIT,
                  Field.Patch.REPLACE,
                  schema.extras().defaultValue()));
        });
    if (embedded) {
      declareTypeMeta(struct);
    }
    return struct;
  }

  /// The member of an OpenAPI schema that describes `name`; null when nothing does.
  static @Nullable JsonNode property(JsonNode openApi, String name) {
    JsonNode declared = openApi.path("properties").get(name);
    if (declared != null) {
      return declared;
    }
    JsonNode additional = openApi.get("additionalProperties");
    return additional != null && additional.isObject() ? additional : null;
  }
}
