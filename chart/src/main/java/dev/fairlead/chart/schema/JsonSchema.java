package dev.fairlead.chart.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.chart.functions.JsonSyntax;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.JsonTree;
import java.util.List;

/// A schema, ready to judge values. Safe for any thread once it is there.
///
/// References to the network count as satisfied, and files outside of the document are not there: a
/// rendering reads nothing but its chart.
public final class JsonSchema {
  private static final String URL = "file:///values.schema.json";

  private final Schema root;
  private final List<String> warnings;

  private JsonSchema(SchemaDocument document) {
    this.root = document.root();
    this.warnings = document.warnings();
  }

  /// Reads a schema.
  ///
  /// @throws SchemaProblem with the library's message
  public static JsonSchema of(String text) {
    JsonNode node = read(text);
    SchemaDocument document = new SchemaDocument(URL, node, draft(node), false);
    Failure failure = new Validation(Metaschemas.of(document.draft()).root(), node).failure();
    if (failure != null) {
      String lines = failure.lines();
      throw new SchemaProblem(
          GoStrings.quote(URL + "#")
              + " is not valid against metaschema: jsonschema validation failed with '"
              + Metaschemas.of(document.draft()).url()
              + "#'\n"
              + lines.substring(0, lines.length() - 1));
    }
    document.check();
    return new JsonSchema(document);
  }

  /// The lines that helm logs when it reads this schema.
  public List<String> warnings() {
    return warnings;
  }

  private static JsonNode read(String text) {
    String problem = JsonSyntax.problem(text);
    if (problem != null) {
      // A decoder's texts, not those of `json.Unmarshal`.
      throw new SchemaProblem(
          problem.equals("unexpected end of JSON input")
              ? GoStrings.trimSpace(text).isEmpty() ? "EOF" : "unexpected EOF"
              : problem.endsWith(" after top-level value")
                  ? "invalid character after top-level value"
                  : problem);
    }
    try {
      return JsonTree.readExactly(text);
    } catch (GoError e) {
      throw new SchemaProblem(e.text());
    }
  }

  private static int draft(JsonNode root) {
    JsonNode named = root.get("$schema");
    if (named == null || !named.isTextual()) {
      return 2020;
    }
    String address = named.textValue();
    int draft = Metaschemas.draft(address);
    if (draft < 0 && !address.contains("://")) {
      throw new SchemaProblem(
          "failing loading "
              + GoStrings.quote(address)
              + ": no URLLoader registered for "
              + GoStrings.quote(address));
    }
    return draft < 0 ? 2020 : draft;
  }

  /// What is wrong with a value, a line for each failure, each with its line feed; empty where the
  /// schema accepts it.
  public String problems(JsonNode value) {
    Failure failure = new Validation(root, value).failure();
    return failure == null ? "" : failure.lines();
  }
}
