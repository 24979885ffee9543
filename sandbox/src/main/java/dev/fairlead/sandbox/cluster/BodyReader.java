package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.cluster.protobuf.Protobuf;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlJson;
import dev.fairlead.yaml.YamlNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Reads request bodies: JSON, YAML or the kinds of protobuf that clients send.
final class BodyReader {
  private static final List<String> ACCEPTED =
      List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");

  /// Messages show the beginning of a body that cannot be read.
  private static final int MAX_SHOWN_BYTES = 30;

  private BodyReader() {}

  /// A body as a tree.
  ///
  /// @param duplicates messages about members given twice
  /// @param text the body as it was sent, for messages
  record Body(JsonNode tree, List<String> duplicates, String text) {
    Body(JsonNode tree, List<String> duplicates) {
      this(tree, duplicates, tree.toString());
    }

    /// The refusal of a body that does not say what it is.
    ApiException withoutKind(String expected) {
      return Statuses.badRequest(
          "the object provided is unrecognized (must be of type %s): Object 'Kind' is missing in '%s' (%s)"
              .formatted(expected, text, BodyReader.shown(text.getBytes(StandardCharsets.UTF_8))));
    }
  }

  /// Reads the body of a POST, PUT or DELETE.
  ///
  /// @param expected the kind that the path asks for, as messages name it
  static Body read(Http.Request request, String expected) {
    String type = mediaType(request);
    byte[] body = request.body();
    return switch (type) {
      case "", "application/json" -> object(body, expected);
      case "application/yaml" -> yaml(body, expected);
      case "application/vnd.kubernetes.protobuf" -> {
        try {
          yield new Body(Protobuf.decode(body), List.of());
        } catch (IllegalArgumentException e) {
          throw Statuses.badRequest(
              "the object provided is unrecognized (must be of type %s): %s (%s)"
                  .formatted(expected, e.getMessage(), shown(body)));
        }
      }
      default -> throw Statuses.unsupportedMediaType(ACCEPTED);
    };
  }

  /// Reads the body of a DELETE: options of whatever apiVersion, or nothing but options.
  static JsonNode readOptions(Http.Request request) {
    String type = mediaType(request);
    if (!type.isEmpty() && !type.equals("application/json")) {
      return read(request, "DeleteOptions").tree();
    }
    JsonNode tree;
    try {
      tree = new JsonReading().read(request.body());
    } catch (IOException e) {
      throw Statuses.badRequest(
          "couldn't get version/kind; json parse error: " + GoJson.message(request.body(), e));
    }
    String kind = tree.path("kind").asText("");
    if (!kind.isEmpty() && !kind.equals("DeleteOptions")) {
      throw Statuses.badRequest(
          "no kind \"%s\" is registered for version \"%s\" in scheme \"k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27\""
              .formatted(kind, tree.path("apiVersion").asText("")));
    }
    return tree;
  }

  /// The Content-Type without parameters, in lower case.
  static String mediaType(Http.Request request) {
    String type = request.headerOrEmpty("Content-Type");
    int semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
  }

  private static Body object(byte[] bytes, String expected) {
    JsonReading reading = new JsonReading();
    JsonNode tree;
    try {
      tree = reading.read(bytes);
    } catch (IOException e) {
      throw unrecognized(expected, GoJson.message(bytes, e), bytes);
    }
    if (tree.isNull()) {
      return new Body(Json.object(), List.of());
    }
    if (!tree.isObject()) {
      throw unrecognized(
          expected,
          "json: cannot unmarshal "
              + goKind(tree)
              + " into Go value of type struct { APIVersion string"
              + " \"json:\\\"apiVersion,omitempty\\\"\"; Kind string"
              + " \"json:\\\"kind,omitempty\\\"\" }",
          bytes);
    }
    return new Body(tree, reading.duplicates, new String(bytes, StandardCharsets.UTF_8));
  }

  /// What Go's JSON reader calls a value.
  static String goKind(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "array";
      case STRING -> "string";
      case NUMBER -> "number";
      case BOOLEAN -> "bool";
      case OBJECT -> "object";
      default -> "value";
    };
  }

  /// How the real server shows a body that it could not read: as text when it looks like JSON or
  /// YAML, else in hexadecimal.
  private static ApiException unrecognized(String expected, String why, byte[] bytes) {
    return Statuses.badRequest(
        "the object provided is unrecognized (must be of type %s): couldn't get version/kind; json parse error: %s (%s)"
            .formatted(expected, why, shown(bytes)));
  }

  private static String shown(byte[] bytes) {
    if (bytes.length == 0) {
      return "<empty>";
    }
    int length = Math.min(bytes.length, MAX_SHOWN_BYTES);
    String more = bytes.length > length ? " ..." : "";
    return bytes[0] == '{'
        ? new String(bytes, 0, length, StandardCharsets.UTF_8) + more
        : HexFormat.of().formatHex(bytes, 0, length) + more;
  }

  private static Body yaml(byte[] bytes, String expected) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      List<YamlNode> documents = Yaml.parse("body", text);
      if (documents.isEmpty()) {
        return new Body(Json.object(), List.of());
      }
      JsonNode tree = YamlJson.toJson(documents.getFirst(), Schema.YAML_1_1);
      if (!tree.isObject()) {
        throw Statuses.badRequest(
            "the object provided is unrecognized (must be of type %s): couldn't get version/kind; json parse error: json: cannot unmarshal %s into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }"
                .formatted(expected, tree.getNodeType().name().toLowerCase(Locale.ROOT)));
      }
      return new Body(tree, List.of());
    } catch (YamlException e) {
      throw Statuses.badRequest("error converting YAML to JSON: yaml: " + e.getMessage());
    }
  }

  /// The body of an apply: YAML, of which JSON is a part; of several documents only the first.
  static JsonNode readApply(Http.Request request) {
    byte[] bytes = request.body();
    if (bytes.length > 0 && bytes[0] == '{') {
      try {
        return new JsonReading().read(bytes);
      } catch (IOException _) {
        // perhaps YAML's flow style
      }
    }
    try {
      List<YamlNode> documents = Yaml.parse("body", new String(bytes, StandardCharsets.UTF_8));
      return documents.isEmpty()
          ? NullNode.getInstance()
          : YamlJson.toJson(documents.getFirst(), Schema.YAML_1_1);
    } catch (YamlException e) {
      throw Statuses.badRequest("error decoding YAML: " + e.getMessage());
    }
  }

  /// The body of a JSON, merge or strategic patch.
  static JsonNode readPatch(Http.Request request) {
    try {
      return new JsonReading().read(request.body());
    } catch (IOException e) {
      throw Statuses.badRequest("error decoding patch: " + GoJson.message(request.body(), e));
    }
  }

  /// Reads JSON and notes members given twice, of which the last one counts.
  private static final class JsonReading {
    private final List<String> duplicates = new ArrayList<>();

    JsonNode read(byte[] bytes) throws IOException {
      try (JsonParser parser = Json.MAPPER.createParser(bytes)) {
        JsonToken first = parser.nextToken();
        if (first == null) {
          throw new UnexpectedEndException();
        }
        JsonNode tree = value(parser, "");
        if (parser.nextToken() != null) {
          throw new com.fasterxml.jackson.core.JsonParseException(
              parser, "invalid character after top-level value");
        }
        return tree;
      }
    }

    private JsonNode value(JsonParser parser, String path) throws IOException {
      return switch (parser.currentToken()) {
        case START_OBJECT -> {
          ObjectNode object = JsonNodeFactory.instance.objectNode();
          while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            String member = path.isEmpty() ? name : path + "." + name;
            if (object.has(name)) {
              duplicates.add("duplicate field \"" + member + "\"");
            }
            object.set(name, value(parser, member));
          }
          yield object;
        }
        case START_ARRAY -> {
          ArrayNode array = JsonNodeFactory.instance.arrayNode();
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser, path + "[" + array.size() + "]"));
          }
          yield array;
        }
        default -> scalar(parser);
      };
    }

    private static JsonNode scalar(JsonParser parser) throws IOException {
      return switch (parser.currentToken()) {
        case VALUE_STRING -> JsonNodeFactory.instance.textNode(parser.getText());
        case VALUE_TRUE -> JsonNodeFactory.instance.booleanNode(true);
        case VALUE_FALSE -> JsonNodeFactory.instance.booleanNode(false);
        case VALUE_NULL -> NullNode.getInstance();
        case VALUE_NUMBER_INT ->
            switch (parser.getNumberType()) {
              case INT -> JsonNodeFactory.instance.numberNode(parser.getIntValue());
              case LONG -> JsonNodeFactory.instance.numberNode(parser.getLongValue());
              default -> JsonNodeFactory.instance.numberNode(parser.getDoubleValue());
            };
        case VALUE_NUMBER_FLOAT -> JsonNodeFactory.instance.numberNode(parser.getDoubleValue());
        default -> throw new UnexpectedEndException();
      };
    }
  }

  /// The text ends too early.
  static final class UnexpectedEndException extends JsonProcessingException {
    private static final long serialVersionUID = 1L;

    UnexpectedEndException() {
      super("unexpected end of JSON input");
    }
  }
}
