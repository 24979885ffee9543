package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Checks the schema of a custom kind: it must be structural, and say nothing that an API server
/// does not support.
final class StructuralValidation {

  private static final List<String> TYPES =
      List.of("array", "boolean", "integer", "number", "object", "string");
  private static final List<String> JUNCTORS = List.of("anyOf", "allOf", "oneOf");
  private static final List<String> UNSUPPORTED =
      List.of("id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref");
  private static final List<String> REASONS =
      List.of(
          "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired");

  private final Faults faults;

  private StructuralValidation(Faults faults) {
    this.faults = faults;
  }

  /// Where a schema stands.
  private enum Level {
    ROOT("must not be empty at the root"),
    ITEM("must not be empty for specified array items"),
    FIELD("must not be empty for specified object fields");

    private final String noType;

    Level(String noType) {
      this.noType = noType;
    }
  }

  /// @param schema the root schema of a version
  static void check(JsonNode schema, String path, Faults faults) {
    Faults structural = new Faults();
    new StructuralValidation(structural).structure(schema, path, Level.ROOT);
    StructuralValidation validation = new StructuralValidation(faults);
    faults.found().addAll(structural.found());
    if (structural.found().isEmpty()) {
      validation.defaults(schema, path);
    }
    validation.content(schema, path);
  }

  // ---------------------------------------------------------------- structure

  private void structure(JsonNode schema, String path, Level level) {
    if (!schema.isObject()) {
      return;
    }
    String type = schema.path("type").asText();
    boolean embedded = schema.path("x-kubernetes-embedded-resource").asBoolean();
    boolean intOrString = schema.path("x-kubernetes-int-or-string").asBoolean();
    boolean preserve = schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    if (type.equals("array") && !schema.path("items").isObject()) {
      faults.required(path + ".items", "must be specified");
    }
    structure(schema.path("items"), path + ".items", Level.ITEM);
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      structure(property.getValue(), path + ".properties[" + property.getKey() + "]", Level.FIELD);
    }
    JsonNode additional = schema.path("additionalProperties");
    if (!additional.isMissingNode()) {
      if (level == Level.ROOT) {
        faults.forbidden(path + ".additionalProperties", "must not be used at the root");
      }
      if (embedded) {
        faults.forbidden(
            path + ".additionalProperties",
            "must not be used if x-kubernetes-embedded-resource is set");
      }
      structure(additional, path + ".additionalProperties", Level.FIELD);
    }
    if (intOrString && preserve) {
      faults.invalid(
          path + ".x-kubernetes-preserve-unknown-fields",
          schema.get("x-kubernetes-preserve-unknown-fields"),
          "must be false if x-kubernetes-int-or-string is true");
    }
    if (intOrString && embedded) {
      faults.invalid(
          path + ".x-kubernetes-embedded-resource",
          schema.get("x-kubernetes-embedded-resource"),
          "must be false if x-kubernetes-int-or-string is true");
    }
    values(schema, path, level, true);
    type(schema, path, level, type);
    if (level == Level.ROOT || embedded) {
      heads(schema, path, level);
    }
    if (embedded && !preserve && schema.path("properties").isEmpty()) {
      faults.required(
          path + ".properties",
          "must not be empty if x-kubernetes-embedded-resource is true without"
              + " x-kubernetes-preserve-unknown-fields");
    }
  }

  private void type(JsonNode schema, String path, Level level, String type) {
    boolean free =
        schema.path("x-kubernetes-int-or-string").asBoolean()
            || schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    if (schema.path("x-kubernetes-embedded-resource").asBoolean() && !type.equals("object")) {
      String rule = "must be object if x-kubernetes-embedded-resource is true";
      if (type.isEmpty()) {
        faults.required(path + ".type", rule);
      } else {
        faults.invalid(path + ".type", type, rule);
      }
    } else if (type.isEmpty() && !free) {
      faults.required(path + ".type", level.noType);
    }
    if (level == Level.ROOT && !type.isEmpty() && !type.equals("object")) {
      faults.invalid(path + ".type", type, "must be object at the root");
    }
  }

  /// `apiVersion`, `kind` and `metadata` where a whole object stands.
  private void heads(JsonNode schema, String path, Level level) {
    JsonNode properties = schema.path("properties");
    for (String member : List.of("kind", "apiVersion")) {
      if (properties.has(member)
          && !properties.path(member).path("type").asText().equals("string")) {
        faults.invalid(
            path + ".properties[" + member + "].type",
            TextNode.valueOf(properties.path(member).path("type").asText()),
            "must be string");
      }
    }
    JsonNode metadata = properties.path("metadata");
    if (!metadata.isObject()) {
      return;
    }
    String at = path + ".properties[metadata]";
    if (!metadata.path("type").asText().equals("object")) {
      faults.invalid(
          at + ".type", TextNode.valueOf(metadata.path("type").asText()), "must be object");
    }
    if (level == Level.ROOT) {
      boolean named = true;
      for (Map.Entry<String, JsonNode> member : metadata.path("properties").properties()) {
        named &= List.of("name", "generateName").contains(member.getKey());
      }
      for (Map.Entry<String, JsonNode> member : metadata.properties()) {
        named &= List.of("type", "properties").contains(member.getKey());
      }
      if (!named) {
        faults.forbidden(
            at,
            "must not specify anything other than name and generateName, but metadata is"
                + " implicitly specified");
      }
    }
  }

  private static boolean isIntOrString(JsonNode anyOf) {
    return anyOf.size() == 2
        && anyOf.get(0).size() == 1
        && anyOf.get(1).size() == 1
        && anyOf.get(0).path("type").asText().equals("integer")
        && anyOf.get(1).path("type").asText().equals("string");
  }

  private void values(JsonNode schema, String path, Level level, boolean outer) {
    for (String junctor : JUNCTORS) {
      if (outer && junctor.equals("anyOf") && isIntOrString(schema.path(junctor))) {
        continue;
      }
      int i = 0;
      for (JsonNode nested : schema.path(junctor)) {
        boolean first = outer && junctor.equals("allOf") && i == 0;
        nested(nested, path + "." + junctor + "[" + i++ + "]", level, first);
      }
    }
    nested(schema.path("not"), path + ".not", level, false);
    String pattern = schema.path("pattern").asText();
    if (!pattern.isEmpty()) {
      try {
        Pattern.compile(pattern);
      } catch (PatternSyntaxException e) {
        faults.invalid(
            path + ".pattern",
            pattern,
            "must be a valid regular expression, but isn't: error parsing regexp: "
                + e.getDescription());
      }
    }
  }

  /// A schema under a logical junctor may only restrict values.
  private void nested(JsonNode schema, String path, Level level, boolean mayBeIntOrString) {
    if (!schema.isObject()) {
      return;
    }
    if (!(mayBeIntOrString && isIntOrString(schema.path("anyOf")))) {
      values(schema, path, level, false);
    }
    nested(schema.path("items"), path + ".items", Level.ITEM, false);
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      nested(
          property.getValue(), path + ".properties[" + property.getKey() + "]", Level.FIELD, false);
    }
    empty(schema, path, "type", "empty");
    if (schema.has("additionalProperties")) {
      faults.forbidden(path + ".additionalProperties", "must be undefined to be structural");
    }
    empty(schema, path, "default", "undefined");
    empty(schema, path, "title", "empty");
    empty(schema, path, "description", "empty");
    empty(schema, path, "nullable", "false");
    empty(schema, path, "x-kubernetes-preserve-unknown-fields", "false");
    empty(schema, path, "x-kubernetes-embedded-resource", "false");
    empty(schema, path, "x-kubernetes-int-or-string", "false");
    empty(schema, path, "x-kubernetes-list-map-keys", "empty");
    empty(schema, path, "x-kubernetes-list-type", "undefined");
    empty(schema, path, "x-kubernetes-map-type", "undefined");
    empty(schema, path, "x-kubernetes-validations", "empty");
    if (schema.path("properties").has("metadata")) {
      faults.forbidden(path + ".properties[metadata]", "must not be specified in a nested context");
    }
  }

  private void empty(JsonNode schema, String path, String member, String what) {
    if (schema.hasNonNull(member)
        && !schema.path(member).asText("x").equals("false")
        && !(schema.path(member).isTextual() && schema.path(member).asText().isEmpty())) {
      faults.forbidden(path + "." + member, "must be " + what + " to be structural");
    }
  }

  // ---------------------------------------------------------------- content

  private void defaults(JsonNode schema, String path) {
    if (!schema.isObject()) {
      return;
    }
    JsonNode standard = schema.path("default");
    if (!standard.isMissingNode() && !standard.isNull()) {
      for (FieldError fault : CustomValidation.faultsOf(schema, standard, "")) {
        faults.found().add(new FieldError(fault.reason(), path + ".default", fault.detail()));
      }
    }
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      defaults(property.getValue(), path + ".properties[" + property.getKey() + "]");
    }
    defaults(schema.path("additionalProperties"), path + ".additionalProperties");
    defaults(schema.path("items"), path + ".items");
  }

  private void content(JsonNode schema, String path) {
    if (!schema.isObject()) {
      return;
    }
    String type = schema.path("type").asText();
    if (type.equals("null")) {
      faults.notSupported(path + ".type", schema.get("type"), TYPES);
      faults.forbidden(
          path + ".type", "type cannot be set to null, use nullable as an alternative");
    } else if (!type.isEmpty() && !TYPES.contains(type)) {
      faults.notSupported(path + ".type", schema.get("type"), TYPES);
    }
    for (String member : UNSUPPORTED) {
      if (schema.hasNonNull(member)) {
        faults.forbidden(path + "." + member, member + " is not supported");
      }
    }
    if (schema.path("items").isArray()) {
      faults.forbidden(path + ".items", "items must be a schema object and not an array");
    }
    if (schema.path("uniqueItems").asBoolean()) {
      faults.forbidden(
          path + ".uniqueItems",
          "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
    }
    JsonNode additional = schema.path("additionalProperties");
    if (!schema.path("properties").isEmpty()
        && (additional.isObject() || (additional.isBoolean() && !additional.asBoolean()))) {
      faults.forbidden(
          path + ".additionalProperties",
          "additionalProperties and properties are mutual exclusive");
    }
    JsonNode preserve = schema.path("x-kubernetes-preserve-unknown-fields");
    if (preserve.isBoolean() && !preserve.asBoolean()) {
      faults.invalid(
          path + ".x-kubernetes-preserve-unknown-fields", preserve, "must be true or undefined");
    }
    mapType(schema, path, type);
    listType(schema, path, type);
    rules(schema.path("x-kubernetes-validations"), path + ".x-kubernetes-validations");
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      content(property.getValue(), path + ".properties[" + property.getKey() + "]");
    }
    content(additional, path + ".additionalProperties");
    content(schema.path("items"), path + ".items");
    content(schema.path("not"), path + ".not");
    for (String junctor : JUNCTORS) {
      int i = 0;
      for (JsonNode each : schema.path(junctor)) {
        content(each, path + "." + junctor + "[" + i++ + "]");
      }
    }
  }

  private void mapType(JsonNode schema, String path, String type) {
    JsonNode mapType = schema.path("x-kubernetes-map-type");
    if (!mapType.isTextual()) {
      return;
    }
    wrongType(path, type, "object", "x-kubernetes-map-type");
    if (!List.of("atomic", "granular").contains(mapType.asText())) {
      faults.notSupported(path + ".x-kubernetes-map-type", mapType, List.of("atomic", "granular"));
    }
  }

  private boolean wrongType(String path, String type, String wanted, String mark) {
    if (type.equals(wanted)) {
      return false;
    }
    String rule = "must be " + wanted + " if " + mark + " is specified";
    if (type.isEmpty()) {
      faults.required(path + ".type", rule);
    } else {
      faults.invalid(path + ".type", type, rule);
    }
    return true;
  }

  private void listType(JsonNode schema, String path, String type) {
    JsonNode listType = schema.path("x-kubernetes-list-type");
    JsonNode keys = schema.path("x-kubernetes-list-map-keys");
    String at = path + ".x-kubernetes-list-type";
    if (!keys.isEmpty()) {
      String rule = "must be map if x-kubernetes-list-map-keys is non-empty";
      if (!listType.isTextual()) {
        faults.required(at, rule);
      } else if (!listType.asText().equals("map")) {
        faults.invalid(at, listType, rule);
      }
    }
    if (!listType.isTextual()) {
      return;
    }
    boolean wrong = wrongType(path, type, "array", "x-kubernetes-list-type");
    if (!List.of("atomic", "set", "map").contains(listType.asText())) {
      faults.notSupported(at, listType, List.of("atomic", "set", "map"));
    }
    JsonNode items = schema.path("items");
    switch (listType.asText()) {
      case "map" -> mapKeys(items, keys, path);
      case "set" -> {
        if (!wrong) {
          setItems(items, path);
        }
      }
      default -> {}
    }
    if (List.of("set", "map").contains(listType.asText()) && items.path("nullable").asBoolean()) {
      faults.forbidden(
          path + ".items.nullable",
          "cannot be nullable when x-kubernetes-list-type is " + listType.asText());
    }
  }

  private void setItems(JsonNode items, String path) {
    String rule = "must be atomic as item of a list with x-kubernetes-list-type=set";
    JsonNode list = items.path("x-kubernetes-list-type");
    if (items.path("type").asText().equals("array")
        && list.isTextual()
        && !list.asText().equals("atomic")) {
      faults.invalid(path + ".items.x-kubernetes-list-type", list, rule);
    } else if (items.path("type").asText().equals("object")
        && !items.path("x-kubernetes-map-type").asText().equals("atomic")) {
      // the real server shows the list type here
      faults.invalid(
          path + ".items.x-kubernetes-map-type", items.get("x-kubernetes-list-type"), rule);
    }
  }

  private void mapKeys(JsonNode items, JsonNode keys, String path) {
    String at = path + ".x-kubernetes-list-map-keys";
    if (keys.isEmpty()) {
      faults.required(at, "must not be empty if x-kubernetes-list-type is map");
    }
    if (!items.isObject()) {
      faults.required(path + ".items", "must have a schema if x-kubernetes-list-type is map");
      return;
    }
    if (!items.path("type").asText().equals("object")) {
      faults.invalid(
          path + ".items.type",
          TextNode.valueOf(items.path("type").asText()),
          "must be object if parent array's x-kubernetes-list-type is map");
      return;
    }
    Set<String> required = new HashSet<>();
    items.path("required").forEach(each -> required.add(each.asText()));
    Set<String> seen = new HashSet<>();
    for (JsonNode key : keys) {
      JsonNode property = items.path("properties").path(key.asText());
      String field = path + ".items.properties[" + key.asText() + "]";
      if (!property.isObject()) {
        faults.invalid(at, keys, "entries must all be names of item properties");
      } else if (List.of("array", "object").contains(property.path("type").asText())) {
        faults.invalid(
            field + ".type",
            items.get("type"),
            "must be a scalar type if parent array's x-kubernetes-list-type is map");
      }
      if (!seen.add(key.asText())) {
        faults.invalid(at, keys, "must not contain duplicate entries");
      }
      if (property.isObject()) {
        if (!required.contains(key.asText()) && !property.hasNonNull("default")) {
          faults.required(
              field + ".default",
              "this property is in x-kubernetes-list-map-keys, so it must have a default or be a"
                  + " required property");
        }
        if (property.path("nullable").asBoolean()) {
          faults.forbidden(
              field + ".nullable",
              "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
        }
      }
    }
  }

  private void rules(JsonNode rules, String path) {
    int i = 0;
    for (JsonNode rule : rules) {
      String at = path + "[" + i++ + "]";
      String text = rule.path("rule").asText();
      String message = rule.path("message").asText();
      boolean lines = text.strip().contains("\n");
      if (text.isBlank()) {
        faults.required(at + ".rule", "rule is not specified");
      } else if (!message.isEmpty() && message.isBlank()) {
        faults.invalid(at + ".message", message, "must be non-empty if specified");
      } else if (message.strip().contains("\n")) {
        faults.invalid(at + ".message", message, "must not contain line breaks");
      } else if (lines && message.isBlank()) {
        faults.required(at + ".message", "message must be specified if rule contains line breaks");
      }
      String expression = rule.path("messageExpression").asText();
      if (!expression.isEmpty() && expression.isBlank()) {
        faults.required(
            at + ".messageExpression", "messageExpression must be non-empty if specified");
      }
      if (rule.hasNonNull("reason") && !REASONS.contains(rule.path("reason").asText())) {
        faults.notSupported(at + ".reason", rule.get("reason"), REASONS);
      }
    }
  }
}
