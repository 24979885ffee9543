package dev.fairlead.chart.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A schema in a document; there is one object for each place.
final class Schema {
  private final SchemaDocument document;
  private final String pointer;
  private final JsonNode node;

  Schema(SchemaDocument document, String pointer, JsonNode node) {
    this.document = document;
    this.pointer = pointer;
    this.node = node;
  }

  int draft() {
    return document.draft();
  }

  boolean isMeta() {
    return document.isMeta();
  }

  SchemaDocument document() {
    return document;
  }

  String pointer() {
    return pointer;
  }

  JsonNode node() {
    return node;
  }

  String location() {
    return document.url() + "#" + pointer;
  }

  @Nullable JsonNode get(String keyword) {
    return node.get(keyword);
  }

  @Nullable String text(String keyword) {
    JsonNode value = node.get(keyword);
    return value != null && value.isTextual() ? value.textValue() : null;
  }

  boolean on(String keyword) {
    JsonNode value = node.get(keyword);
    return value != null && value.isBoolean() && value.booleanValue();
  }

  /// The schema that a keyword holds; null where it is absent.
  @Nullable Schema child(String keyword) {
    return node.has(keyword) ? document.schema(pointer + "/" + keyword) : null;
  }

  /// The schema under a key of a keyword.
  @Nullable Schema child(String keyword, String key) {
    JsonNode map = node.get(keyword);
    return map != null && map.isObject() && map.has(key)
        ? document.schema(pointer + "/" + keyword + "/" + escaped(key))
        : null;
  }

  /// The schemas of a keyword that holds a list of them.
  List<Schema> children(String keyword) {
    JsonNode list = node.get(keyword);
    List<Schema> out = new ArrayList<>();
    if (list != null && list.isArray()) {
      for (int i = 0; i < list.size(); i++) {
        out.add(document.schema(pointer + "/" + keyword + "/" + i));
      }
    }
    return out;
  }

  /// The keys of a keyword that holds an object.
  List<String> keys(String keyword) {
    JsonNode map = node.get(keyword);
    List<String> out = new ArrayList<>();
    if (map != null && map.isObject()) {
      map.fieldNames().forEachRemaining(out::add);
    }
    return out;
  }

  static String escaped(String token) {
    return token.replace("~", "~0").replace("/", "~1");
  }
}
