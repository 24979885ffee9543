package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Which columns a kind's table has, after `k8s.io/kubernetes/pkg/printers/internalversion`; custom
/// kinds bring their own.
final class Tables {
  private Tables() {}

  /// One column.
  ///
  /// @param type as in OpenAPI: `string`, `integer`, `date`, ..
  /// @param format such as `name`, or empty
  /// @param priority 1 for columns that are shown only on demand
  record Column(String name, String type, String format, String description, int priority) {
    ObjectNode definition() {
      ObjectNode definition = Json.object();
      definition.put("name", name).put("type", type).put("format", format);
      definition.put("description", description).put("priority", priority);
      return definition;
    }

    /// Reads `Name`, `Ready:integer`, `Name/name`; a star at the end marks a wide column.
    static Column of(String text) {
      int priority = text.endsWith("*") ? 1 : 0;
      String rest = priority == 1 ? text.substring(0, text.length() - 1) : text;
      String format = "";
      if (rest.endsWith("/name")) {
        format = "name";
        rest = rest.substring(0, rest.length() - "/name".length());
      }
      int colon = rest.indexOf(':');
      String name = colon < 0 ? rest : rest.substring(0, colon);
      String type = colon < 0 ? "string" : rest.substring(colon + 1);
      return new Column(name, type, format, name + " of the object.", priority);
    }
  }

  /// A kind's table.
  static final class Columns {
    static final Columns NONE = new Columns(List.of(), (_, _) -> List.of(), _ -> Json.object());

    private final List<Column> columns;
    private final BiFunction<ObjectNode, Instant, List<JsonNode>> cells;
    private final Function<ObjectNode, ObjectNode> extras;

    Columns(
        List<Column> columns,
        BiFunction<ObjectNode, Instant, List<JsonNode>> cells,
        Function<ObjectNode, ObjectNode> extras) {
      this.columns = columns;
      this.cells = cells;
      this.extras = extras;
    }

    ArrayNode definitions() {
      ArrayNode definitions = Json.object().arrayNode();
      columns.forEach(column -> definitions.add(column.definition()));
      return definitions;
    }

    ArrayNode cells(ObjectNode object, Instant now) {
      ArrayNode row = Json.object().arrayNode();
      cells.apply(object, now).forEach(row::add);
      return row;
    }

    /// A row for an object of which only the kind is known (a bookmark).
    ArrayNode blank() {
      ArrayNode row = Json.object().arrayNode();
      for (Column column : columns) {
        switch (column.type()) {
          case "integer" -> row.add(0);
          case "boolean" -> row.add(false);
          default -> row.add("");
        }
      }
      return row;
    }

    /// Further members of a row.
    ObjectNode rowExtras(ObjectNode object) {
      return extras.apply(object);
    }
  }

  static Columns of(Served.Entry entry) {
    if (entry.custom()) {
      return custom(entry);
    }
    return BuiltInTables.find(entry.storage().toString())
        .orElseGet(() ->
            table(
                "Name/name | Created At:date",
                (object, _) ->
                    Cells.row(Json.name(object), Json.metadata(object, "creationTimestamp"))));
  }

  static Columns table(String columns, BiFunction<ObjectNode, Instant, List<JsonNode>> cells) {
    return table(columns, cells, _ -> Json.object());
  }

  static Columns table(
      String columns,
      BiFunction<ObjectNode, Instant, List<JsonNode>> cells,
      Function<ObjectNode, ObjectNode> extras) {
    List<Column> list = new ArrayList<>();
    for (String column : columns.split(" \\| ")) {
      list.add(Column.of(column));
    }
    return new Columns(List.copyOf(list), cells, extras);
  }

  private static Columns custom(Served.Entry entry) {
    JsonNode defined = entry.definedVersion().path("additionalPrinterColumns");
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("Name", "string", "name", "Name must be unique within a namespace.", 0));
    List<JsonPath> paths = new ArrayList<>();
    if (defined.isEmpty()) {
      columns.add(new Column("Age", "date", "", "CreationTimestamp of the object.", 0));
      paths.add(JsonPath.of(".metadata.creationTimestamp"));
    }
    for (JsonNode each : defined) {
      columns.add(
          new Column(
              each.path("name").asText(),
              each.path("type").asText(),
              each.path("format").asText(""),
              each.path("description").asText(""),
              each.path("priority").asInt()));
      paths.add(JsonPath.of(each.path("jsonPath").asText()));
    }
    return new Columns(
        List.copyOf(columns),
        (object, now) -> {
          List<JsonNode> row = new ArrayList<>();
          row.add(TextNode.valueOf(Json.name(object)));
          for (int i = 0; i < paths.size(); i++) {
            row.add(customCell(columns.get(i + 1).type(), paths.get(i).find(object), now));
          }
          return row;
        },
        _ -> Json.object());
  }

  private static JsonNode customCell(String type, List<JsonNode> found, Instant now) {
    if (found.isEmpty()) {
      return NullNode.getInstance();
    }
    JsonNode value = found.getFirst();
    return switch (type) {
      case "string" -> TextNode.valueOf(value.isValueNode() ? value.asText() : value.toString());
      case "integer" ->
          value.isNumber()
              ? com.fasterxml.jackson.databind.node.LongNode.valueOf(value.asLong())
              : NullNode.getInstance();
      case "number" -> value.isNumber() ? value : NullNode.getInstance();
      case "boolean" -> value.isBoolean() ? value : NullNode.getInstance();
      case "date" ->
          value.isTextual()
              ? TextNode.valueOf(Cells.age(value.asText(), now))
              : NullNode.getInstance();
      default -> NullNode.getInstance();
    };
  }
}
