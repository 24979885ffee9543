package dev.fairlead.chart.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// Where schemas hold schemas.
final class Keywords {
  private static final List<String> LISTS = List.of("allOf", "anyOf", "oneOf");
  private static final List<String> MAPS = List.of("properties", "patternProperties");

  private Keywords() {}

  /// The schemas that a schema applies.
  static List<Schema> children(Schema schema) {
    List<Schema> out = new ArrayList<>();
    LISTS.forEach(keyword -> out.addAll(schema.children(keyword)));
    MAPS.forEach(keyword -> map(schema, keyword, out));
    one(schema, "not", out);
    one(schema, "additionalProperties", out);
    for (String key : schema.keys("dependencies")) {
      Schema child = schema.child("dependencies", key);
      if (child != null && !child.node().isArray()) {
        out.add(child);
      }
    }
    JsonNode items = schema.get("items");
    if (items != null && items.isArray() && schema.draft() < 2020) {
      out.addAll(schema.children("items"));
      one(schema, "additionalItems", out);
    } else {
      one(schema, "items", out);
    }
    if (schema.draft() >= 6) {
      one(schema, "contains", out);
      one(schema, "propertyNames", out);
    }
    if (schema.draft() >= 7 && schema.node().has("if")) {
      one(schema, "if", out);
      one(schema, "then", out);
      one(schema, "else", out);
    }
    if (schema.draft() >= 2019) {
      map(schema, "dependentSchemas", out);
      one(schema, "unevaluatedItems", out);
      one(schema, "unevaluatedProperties", out);
    }
    if (schema.draft() >= 2020) {
      out.addAll(schema.children("prefixItems"));
    }
    return out;
  }

  private static void one(Schema schema, String keyword, List<Schema> into) {
    Schema child = schema.child(keyword);
    if (child != null) {
      into.add(child);
    }
  }

  private static void map(Schema schema, String keyword, List<Schema> into) {
    for (String key : schema.keys(keyword)) {
      Schema child = schema.child(keyword, key);
      if (child != null) {
        into.add(child);
      }
    }
  }
}
