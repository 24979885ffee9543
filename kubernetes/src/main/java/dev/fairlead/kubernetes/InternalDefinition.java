package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/// The versions of a CustomResourceDefinition as the server's internal form prints them in faults:
/// all members in the order of its Go structs, capitalised, with their zero values.
final class InternalDefinition {

  /// Members of a schema in order: the internal name, the public one, and what stands for a missing
  /// value.
  private static final List<Member> SCHEMA =
      List.of(
          Member.text("ID", "id"),
          Member.text("Schema", "$schema"),
          Member.nullable("Ref", "$ref"),
          Member.text("Description", "description"),
          Member.text("Type", "type"),
          Member.flag("Nullable", "nullable"),
          Member.text("Format", "format"),
          Member.text("Title", "title"),
          Member.nullable("Default", "default"),
          Member.nullable("Maximum", "maximum"),
          Member.flag("ExclusiveMaximum", "exclusiveMaximum"),
          Member.nullable("Minimum", "minimum"),
          Member.flag("ExclusiveMinimum", "exclusiveMinimum"),
          Member.nullable("MaxLength", "maxLength"),
          Member.nullable("MinLength", "minLength"),
          Member.text("Pattern", "pattern"),
          Member.nullable("MaxItems", "maxItems"),
          Member.nullable("MinItems", "minItems"),
          Member.flag("UniqueItems", "uniqueItems"),
          Member.nullable("MultipleOf", "multipleOf"),
          Member.nullable("Enum", "enum"),
          Member.nullable("MaxProperties", "maxProperties"),
          Member.nullable("MinProperties", "minProperties"),
          Member.nullable("Required", "required"),
          Member.nullable("Items", "items"),
          Member.nullable("AllOf", "allOf"),
          Member.nullable("OneOf", "oneOf"),
          Member.nullable("AnyOf", "anyOf"),
          Member.nullable("Not", "not"),
          Member.nullable("Properties", "properties"),
          Member.nullable("AdditionalProperties", "additionalProperties"),
          Member.nullable("PatternProperties", "patternProperties"),
          Member.nullable("Dependencies", "dependencies"),
          Member.nullable("AdditionalItems", "additionalItems"),
          Member.nullable("Definitions", "definitions"),
          Member.nullable("ExternalDocs", "externalDocs"),
          Member.nullable("Example", "example"),
          Member.nullable("XPreserveUnknownFields", "x-kubernetes-preserve-unknown-fields"),
          Member.flag("XEmbeddedResource", "x-kubernetes-embedded-resource"),
          Member.flag("XIntOrString", "x-kubernetes-int-or-string"),
          Member.nullable("XListMapKeys", "x-kubernetes-list-map-keys"),
          Member.nullable("XListType", "x-kubernetes-list-type"),
          Member.nullable("XMapType", "x-kubernetes-map-type"),
          Member.nullable("XValidations", "x-kubernetes-validations"));

  private static final List<Member> VERSION =
      List.of(
          Member.text("Name", "name"),
          Member.flag("Served", "served"),
          Member.flag("Storage", "storage"),
          Member.flag("Deprecated", "deprecated"),
          Member.nullable("DeprecationWarning", "deprecationWarning"),
          Member.nullable("Schema", "schema"),
          Member.nullable("Subresources", "subresources"),
          Member.nullable("AdditionalPrinterColumns", "additionalPrinterColumns"),
          Member.nullable("SelectableFields", "selectableFields"));

  private static final List<Member> COLUMN =
      List.of(
          Member.text("Name", "name"),
          Member.text("Type", "type"),
          Member.text("Format", "format"),
          Member.text("Description", "description"),
          new Member("Priority", "priority", IntNode.valueOf(0)),
          Member.text("JSONPath", "jsonPath"));

  private static final List<Member> RULE =
      List.of(
          Member.text("Rule", "rule"),
          Member.text("Message", "message"),
          Member.text("MessageExpression", "messageExpression"),
          Member.nullable("Reason", "reason"),
          Member.text("FieldPath", "fieldPath"),
          Member.nullable("OptionalOldSelf", "optionalOldSelf"));

  private record Member(String name, String json, JsonNode missing) {
    static Member text(String name, String json) {
      return new Member(name, json, TextNode.valueOf(""));
    }

    static Member flag(String name, String json) {
      return new Member(name, json, BooleanNode.FALSE);
    }

    static Member nullable(String name, String json) {
      return new Member(name, json, NullNode.instance);
    }
  }

  private InternalDefinition() {}

  /// @param versions `spec.versions`
  /// @param shared members that all versions have alike, which stand above them
  static String versions(JsonNode versions, List<String> shared) {
    return list(versions, version -> struct(version, VERSION, shared));
  }

  private interface Printer {
    String print(JsonNode node);
  }

  private static String list(JsonNode list, Printer item) {
    StringJoiner out = new StringJoiner(",", "[", "]");
    list.forEach(each -> out.add(item.print(each)));
    return out.toString();
  }

  private static String struct(JsonNode node, List<Member> members, List<String> without) {
    StringJoiner out = new StringJoiner(",", "{", "}");
    for (Member member : members) {
      JsonNode value = node.path(member.json());
      boolean missing = value.isMissingNode() || without.contains(member.json());
      out.add(
          "\""
              + member.name()
              + "\":"
              + (missing ? GoJson.write(member.missing()) : value(member.name(), value)));
    }
    return out.toString();
  }

  private static String schema(JsonNode schema) {
    return struct(schema, SCHEMA, List.of());
  }

  private static String value(String name, JsonNode value) {
    return switch (name) {
      case "Schema" ->
          value.isObject()
              ? "{\"OpenAPIV3Schema\":" + schema(value.path("openAPIV3Schema")) + "}"
              : GoJson.write(value);
      case "Properties", "PatternProperties", "Definitions" -> {
        StringJoiner out = new StringJoiner(",", "{", "}");
        Map<String, JsonNode> sorted = new TreeMap<>();
        value.properties().forEach(each -> sorted.put(each.getKey(), each.getValue()));
        sorted.forEach(
            (key, each) -> out.add(GoJson.write(TextNode.valueOf(key)) + ":" + schema(each)));
        yield out.toString();
      }
      case "Items" -> "{\"Schema\":" + schema(value) + ",\"JSONSchemas\":null}";
      case "AdditionalProperties" ->
          value.isBoolean()
              ? "{\"Allows\":" + value + ",\"Schema\":null}"
              : "{\"Allows\":true,\"Schema\":" + schema(value) + "}";
      case "AllOf", "OneOf", "AnyOf" -> list(value, InternalDefinition::schema);
      case "Not" -> schema(value);
      case "XValidations" -> list(value, rule -> struct(rule, RULE, List.of()));
      case "AdditionalPrinterColumns" -> list(value, each -> struct(each, COLUMN, List.of()));
      case "SelectableFields" ->
          list(
              value, each -> struct(each, List.of(Member.text("JSONPath", "jsonPath")), List.of()));
      case "Subresources" -> subresources(value);
      default -> GoJson.write(value);
    };
  }

  private static String subresources(JsonNode value) {
    JsonNode scale = value.path("scale");
    String scaled =
        scale.isObject()
            ? struct(
                scale,
                List.of(
                    Member.text("SpecReplicasPath", "specReplicasPath"),
                    Member.text("StatusReplicasPath", "statusReplicasPath"),
                    Member.nullable("LabelSelectorPath", "labelSelectorPath")),
                List.of())
            : "null";
    return "{\"Status\":"
        + (value.path("status").isObject() ? "{}" : "null")
        + ",\"Scale\":"
        + scaled
        + "}";
  }
}
