package dev.fairlead.chart.go;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Reads the trees of JSON texts. An `ObjectMapper` gives the same trees, but getting one ready
/// (dates, locales, handlers of beans) takes as long as rendering a small chart.
public final class JsonTree {
  private static final JsonFactory JSON = new JsonFactory();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonTree() {}

  /// The tree of a text, with fractions as doubles; the missing node for a text of nothing but
  /// white space.
  ///
  /// @throws JsonProcessingException when it is not JSON, or when something follows
  public static JsonNode read(String text) throws JsonProcessingException {
    return read(text, false);
  }

  /// As [#read(String)], with every digit of fractions kept.
  ///
  /// @throws JsonProcessingException as [#read(String)]
  public static JsonNode readExactly(String text) throws JsonProcessingException {
    return read(text, true);
  }

  private static JsonNode read(String text, boolean exactly) throws JsonProcessingException {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() == null) {
        return MissingNode.getInstance();
      }
      JsonNode node = node(parser, exactly);
      JsonToken more = parser.nextToken();
      if (more != null) {
        throw new JsonParseException(parser, "trailing token " + more + " after the value");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("a text can always be read", e);
    }
  }

  /// The value that the parser stands on. Its depth is that of the text, which the parser limits.
  private static JsonNode node(JsonParser parser, boolean exactly) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        ObjectNode object = NODES.objectNode();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
          parser.nextToken();
          object.set(name, node(parser, exactly));
        }
        yield object;
      }
      case START_ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(node(parser, exactly));
        }
        yield array;
      }
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
          };
      case VALUE_NUMBER_FLOAT ->
          exactly
              ? DecimalNode.valueOf(parser.getDecimalValue())
              : NODES.numberNode(parser.getDoubleValue());
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new JsonParseException(parser, "unexpected " + parser.currentToken());
    };
  }
}
