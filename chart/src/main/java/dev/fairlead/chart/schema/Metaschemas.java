package dev.fairlead.chart.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.chart.go.JsonTree;
import org.jspecify.annotations.Nullable;

/// What a schema itself has to be, draft by draft. The newer drafts' parts are definitions of one
/// document here, and their dynamic references plain ones: what they accept is the same.
final class Metaschemas {
  // Each is made when a schema asks for it: most charts have none, the others one of these.

  private static final class Draft4 {
    private static final SchemaDocument DOCUMENT =
        document("http://json-schema.org/draft-04/schema", 4, classic(4));
  }

  private static final class Draft6 {
    private static final SchemaDocument DOCUMENT =
        document("http://json-schema.org/draft-06/schema", 6, classic(6));
  }

  private static final class Draft7 {
    private static final SchemaDocument DOCUMENT =
        document("http://json-schema.org/draft-07/schema", 7, classic(7));
  }

  private static final class Draft2019 {
    private static final SchemaDocument DOCUMENT =
        document("https://json-schema.org/draft/2019-09/schema", 2019, modern(2019));
  }

  private static final class Draft2020 {
    private static final SchemaDocument DOCUMENT =
        document("https://json-schema.org/draft/2020-12/schema", 2020, modern(2020));
  }

  private Metaschemas() {}

  static SchemaDocument of(int draft) {
    return switch (draft) {
      case 4 -> Draft4.DOCUMENT;
      case 6 -> Draft6.DOCUMENT;
      case 7 -> Draft7.DOCUMENT;
      case 2019 -> Draft2019.DOCUMENT;
      default -> Draft2020.DOCUMENT;
    };
  }

  /// The metaschema at an address; null where there is another thing.
  static @Nullable SchemaDocument at(String address) {
    int draft = draft(address);
    return draft < 0 ? null : of(draft);
  }

  /// The draft that an address stands for; -1 where it is none.
  static int draft(String address) {
    String path = address.endsWith("#") ? address.substring(0, address.length() - 1) : address;
    path = path.startsWith("http://") ? path.substring(7) : path;
    path = path.startsWith("https://") ? path.substring(8) : path;
    return switch (path) {
      case "json-schema.org/schema", "json-schema.org/draft/2020-12/schema" -> 2020;
      case "json-schema.org/draft/2019-09/schema" -> 2019;
      case "json-schema.org/draft-07/schema" -> 7;
      case "json-schema.org/draft-06/schema" -> 6;
      case "json-schema.org/draft-04/schema" -> 4;
      default -> -1;
    };
  }

  private static SchemaDocument document(String url, int draft, JsonNode root) {
    return new SchemaDocument(url, root, draft, true);
  }

  private static JsonNode json(String text) {
    return JsonTree.read(text.replace('\'', '"'));
  }

  private static void put(ObjectNode properties, String schema, String keywords) {
    for (String keyword : keywords.split(" ")) {
      properties.set(keyword, json(schema));
    }
  }

  private static final String TYPES =
      "{'enum': ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']}";
  private static final String TYPE =
      "{'anyOf': [{'$ref': '#/$defs/type'},"
          + " {'type': 'array', 'items': {'$ref': '#/$defs/type'}, 'minItems': 1,"
          + " 'uniqueItems': true}]}";
  private static final String SCHEMA_MAP =
      "{'type': 'object', 'additionalProperties': {'$ref': '#'}}";
  private static final String SCHEMAS = "{'type': 'array', 'minItems': 1, 'items': {'$ref': '#'}}";

  /// Drafts 4 to 7: one table of keywords.
  private static JsonNode classic(int draft) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ObjectNode definitions = root.putObject("$defs");
    definitions.set("schemas", json(SCHEMAS));
    definitions.set("size", json("{'type': 'integer', 'minimum': 0}"));
    definitions.set("least", json("{'allOf': [{'$ref': '#/$defs/size'}, {'default': 0}]}"));
    definitions.set("type", json(TYPES));
    String least = draft == 4 ? ", 'minItems': 1" : "";
    definitions.set(
        "texts",
        json("{'type': 'array', 'items': {'type': 'string'}, 'uniqueItems': true" + least + "}"));
    root.set("type", json(draft == 4 ? "'object'" : "['object', 'boolean']"));
    ObjectNode properties = root.putObject("properties");
    put(properties, "{'type': 'string'}", "title description format");
    put(properties, "{'type': 'string', 'format': 'uri'}", "$schema");
    put(properties, "{'type': 'number'}", "maximum minimum");
    put(properties, "{'$ref': '#/$defs/size'}", "maxLength maxItems maxProperties");
    put(properties, "{'$ref': '#/$defs/least'}", "minLength minItems minProperties");
    put(properties, "{'type': 'string', 'format': 'regex'}", "pattern");
    put(properties, "{'anyOf': [{'$ref': '#'}, {'$ref': '#/$defs/schemas'}]}", "items");
    put(properties, "{'type': 'boolean'}", "uniqueItems");
    put(properties, "{'$ref': '#/$defs/texts'}", "required");
    put(properties, SCHEMA_MAP, "definitions properties patternProperties");
    put(
        properties,
        "{'type': 'object', 'additionalProperties':"
            + " {'anyOf': [{'$ref': '#'}, {'$ref': '#/$defs/texts'}]}}",
        "dependencies");
    put(properties, "{'type': 'array', 'minItems': 1, 'uniqueItems': true}", "enum");
    put(properties, TYPE, "type");
    put(properties, "{'$ref': '#/$defs/schemas'}", "allOf anyOf oneOf");
    put(properties, "{'$ref': '#'}", "not");
    if (draft == 4) {
      put(properties, "{'type': 'string'}", "id $ref");
      put(properties, "{'type': 'boolean'}", "exclusiveMaximum exclusiveMinimum");
      put(properties, "{'type': 'number', 'minimum': 0, 'exclusiveMinimum': true}", "multipleOf");
      put(
          properties,
          "{'anyOf': [{'type': 'boolean'}, {'$ref': '#'}]}",
          "additionalItems additionalProperties");
      root.set(
          "dependencies",
          json("{'exclusiveMaximum': ['maximum'], 'exclusiveMinimum': ['minimum']}"));
      return root;
    }
    put(properties, "{'type': 'string', 'format': 'uri-reference'}", "$id $ref");
    put(properties, "{'type': 'number'}", "exclusiveMaximum exclusiveMinimum");
    put(properties, "{'type': 'number', 'exclusiveMinimum': 0}", "multipleOf");
    put(properties, "{'$ref': '#'}", "additionalItems additionalProperties contains propertyNames");
    if (draft == 7) {
      put(properties, "{'type': 'string'}", "$comment contentMediaType contentEncoding");
      put(properties, "{'type': 'boolean'}", "readOnly writeOnly");
      put(properties, "{'type': 'array'}", "examples");
      put(properties, "{'$ref': '#'}", "if then else");
      put(
          properties,
          "{'type': 'object', 'additionalProperties': {'$ref': '#'},"
              + " 'propertyNames': {'format': 'regex'}}",
          "patternProperties");
    }
    return root;
  }

  /// Drafts 2019-09 and 2020-12: vocabularies, all of which apply.
  private static JsonNode modern(int draft) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ObjectNode definitions = root.putObject("$defs");
    definitions.set("schemas", json(SCHEMAS));
    definitions.set("size", json("{'type': 'integer', 'minimum': 0}"));
    definitions.set("type", json(TYPES));
    definitions.set(
        "texts", json("{'type': 'array', 'items': {'type': 'string'}, 'uniqueItems': true}"));
    ObjectNode core = vocabulary(root, "core");
    put(core, "{'type': 'string', 'format': 'uri-reference', 'pattern': '^[^#]*#?$'}", "$id");
    put(core, "{'type': 'string', 'format': 'uri'}", "$schema");
    String start = draft == 2019 ? "^[A-Za-z][-A-Za-z0-9.:_]*$" : "^[A-Za-z_][-A-Za-z0-9._]*$";
    put(core, "{'type': 'string', 'pattern': '" + start + "'}", "$anchor");
    put(core, "{'type': 'string', 'format': 'uri-reference'}", "$ref");
    if (draft == 2019) {
      put(core, "{'type': 'string', 'format': 'uri-reference'}", "$recursiveRef");
      put(core, "{'type': 'boolean'}", "$recursiveAnchor");
    } else {
      put(core, "{'type': 'string', 'format': 'uri-reference'}", "$dynamicRef");
      put(core, "{'type': 'string', 'pattern': '" + start + "'}", "$dynamicAnchor");
    }
    put(
        core,
        "{'type': 'object', 'propertyNames': {'type': 'string', 'format': 'uri'},"
            + " 'additionalProperties': {'type': 'boolean'}}",
        "$vocabulary");
    put(core, "{'type': 'string'}", "$comment");
    put(core, SCHEMA_MAP, "$defs");
    ObjectNode applicator = vocabulary(root, "applicator");
    put(
        applicator,
        "{'$ref': '#'}",
        "contains additionalProperties propertyNames if then else not");
    put(applicator, SCHEMA_MAP, "properties dependentSchemas");
    put(
        applicator,
        "{'type': 'object', 'additionalProperties': {'$ref': '#'},"
            + " 'propertyNames': {'format': 'regex'}}",
        "patternProperties");
    put(applicator, "{'$ref': '#/$defs/schemas'}", "allOf anyOf oneOf");
    if (draft == 2019) {
      put(applicator, "{'anyOf': [{'$ref': '#'}, {'$ref': '#/$defs/schemas'}]}", "items");
      put(applicator, "{'$ref': '#'}", "additionalItems unevaluatedItems unevaluatedProperties");
    } else {
      put(applicator, "{'$ref': '#'}", "items");
      put(applicator, "{'$ref': '#/$defs/schemas'}", "prefixItems");
      put(
          vocabulary(root, "unevaluated"),
          "{'$ref': '#'}",
          "unevaluatedItems unevaluatedProperties");
    }
    ObjectNode validation = vocabulary(root, "validation");
    put(validation, TYPE, "type");
    put(validation, "{'type': 'array'}", "enum");
    put(validation, "{'type': 'number', 'exclusiveMinimum': 0}", "multipleOf");
    put(validation, "{'type': 'number'}", "maximum exclusiveMaximum minimum exclusiveMinimum");
    put(
        validation,
        "{'$ref': '#/$defs/size'}",
        "maxLength minLength maxItems minItems maxContains minContains maxProperties"
            + " minProperties");
    put(validation, "{'type': 'string', 'format': 'regex'}", "pattern");
    put(validation, "{'type': 'boolean'}", "uniqueItems");
    put(validation, "{'$ref': '#/$defs/texts'}", "required");
    put(
        validation,
        "{'type': 'object', 'additionalProperties': {'$ref': '#/$defs/texts'}}",
        "dependentRequired");
    ObjectNode annotations = vocabulary(root, "annotations");
    put(annotations, "{'type': 'string'}", "title description");
    put(annotations, "{'type': 'boolean'}", "deprecated readOnly writeOnly");
    put(annotations, "{'type': 'array'}", "examples");
    put(vocabulary(root, "formats"), "{'type': 'string'}", "format");
    ObjectNode content = vocabulary(root, "content");
    put(content, "{'type': 'string'}", "contentEncoding contentMediaType");
    put(content, "{'$ref': '#'}", "contentSchema");
    root.set("type", json("['object', 'boolean']"));
    ObjectNode properties = root.putObject("properties");
    put(properties, SCHEMA_MAP, "definitions");
    put(
        properties,
        "{'type': 'object', 'additionalProperties':"
            + " {'anyOf': [{'$ref': '#'}, {'$ref': '#/$defs/texts'}]}}",
        "dependencies");
    return root;
  }

  private static ObjectNode vocabulary(ObjectNode root, String name) {
    root.withArrayProperty("allOf").addObject().put("$ref", "#/$defs/" + name);
    ObjectNode vocabulary = root.withObjectProperty("$defs").putObject(name);
    vocabulary.set("type", json("['object', 'boolean']"));
    return vocabulary.putObject("properties");
  }
}
