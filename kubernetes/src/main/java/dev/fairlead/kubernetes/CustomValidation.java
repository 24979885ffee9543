package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fairlead.kubernetes.FieldError.Reason;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// Checks of a custom kind against the OpenAPI schema of its definition. Rules in CEL
/// (`x-kubernetes-validations`) are not evaluated.
final class CustomValidation {

  private static final Pattern UUID =
      Pattern.compile("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
  private static final Pattern DURATION =
      Pattern.compile("[-+]?([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h|d|w))+|0");

  private final Faults faults;

  private CustomValidation(Faults faults) {
    this.faults = faults;
  }

  static void check(Schema root, JsonNode object, Faults faults) {
    JsonNode openApi = root.extras().openApi();
    if (openApi != null) {
      CustomValidation validation = new CustomValidation(faults);
      validation.members(openApi, object, "");
      validation.combined(openApi, object, "");
    }
  }

  private void value(JsonNode schema, JsonNode value, String path) {
    if (value.isNull()) {
      if (!schema.path("nullable").asBoolean()) {
        type(path, typeOf(schema), "null");
      }
      return;
    }
    if (!hasType(schema, value)) {
      type(path, typeOf(schema), kindOf(value));
      return;
    }
    JsonNode allowed = schema.path("enum");
    if (!allowed.isEmpty() && !contains(allowed, value)) {
      List<String> names = new ArrayList<>();
      allowed.forEach(option -> names.add(option.asText()));
      faults.notSupported(path, value, names);
    }
    if (value.isNumber()) {
      number(schema, value, path);
    } else if (value.isTextual()) {
      text(schema, value.textValue(), path);
    } else if (value.isArray()) {
      items(schema, value, path);
    } else if (value.isObject()) {
      members(schema, value, path);
    }
    combined(schema, value, path);
  }

  private void type(String path, String wanted, String found) {
    faults
        .found()
        .add(
            new FieldError(
                Reason.TYPE_INVALID,
                path,
                "Invalid value: \"%s\": %s in body must be of type %s: \"%s\""
                    .formatted(found, path, wanted, found)));
  }

  private static String typeOf(JsonNode schema) {
    return schema.path("x-kubernetes-int-or-string").asBoolean()
        ? "integer,string"
        : schema.path("type").asText();
  }

  private static String kindOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      case ARRAY -> "array";
      case OBJECT -> "object";
      case NULL -> "null";
      default -> isWhole(value) ? "integer" : "number";
    };
  }

  private static boolean isWhole(JsonNode value) {
    return value.isIntegralNumber() || value.decimalValue().stripTrailingZeros().scale() <= 0;
  }

  private static boolean hasType(JsonNode schema, JsonNode value) {
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return value.isTextual() || (value.isNumber() && isWhole(value));
    }
    return switch (schema.path("type").asText()) {
      case "string" -> value.isTextual();
      case "integer" -> value.isNumber() && isWhole(value);
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "array" -> value.isArray();
      case "object" -> value.isObject();
      default -> true;
    };
  }

  private static boolean contains(JsonNode list, JsonNode value) {
    for (JsonNode item : list) {
      if (Values.same(item, value)) {
        return true;
      }
    }
    return false;
  }

  private void number(JsonNode schema, JsonNode value, String path) {
    BigDecimal number = value.decimalValue();
    JsonNode multiple = schema.path("multipleOf");
    if (multiple.isNumber()
        && multiple.decimalValue().signum() != 0
        && number.remainder(multiple.decimalValue()).signum() != 0) {
      body(path, value, "should be a multiple of " + multiple.asText());
    }
    JsonNode most = schema.path("maximum");
    if (most.isNumber()) {
      boolean open = schema.path("exclusiveMaximum").asBoolean();
      int order = number.compareTo(most.decimalValue());
      if (open ? order >= 0 : order > 0) {
        body(path, value, "should be less than " + (open ? "" : "or equal to ") + most.asText());
      }
    }
    JsonNode least = schema.path("minimum");
    if (least.isNumber()) {
      boolean open = schema.path("exclusiveMinimum").asBoolean();
      int order = number.compareTo(least.decimalValue());
      if (open ? order <= 0 : order < 0) {
        body(
            path, value, "should be greater than " + (open ? "" : "or equal to ") + least.asText());
      }
    }
  }

  private void body(String path, JsonNode value, String rule) {
    faults.invalid(path, value, path + " in body " + rule);
  }

  private void text(JsonNode schema, String text, String path) {
    int length = text.codePointCount(0, text.length());
    JsonNode most = schema.path("maxLength");
    JsonNode least = schema.path("minLength");
    String pattern = schema.path("pattern").asText();
    if (most.isNumber() && length > most.asLong()) {
      faults.tooLong(path, most.asInt());
    } else if (least.isNumber() && length < least.asLong()) {
      body(path, TextNode.valueOf(text), "should be at least " + least.asText() + " chars long");
    } else if (!pattern.isEmpty() && !find(pattern, text)) {
      body(path, TextNode.valueOf(text), "should match '" + pattern + "'");
    }
    String format = schema.path("format").asText();
    if (!format.isEmpty() && !hasFormat(format, text)) {
      faults
          .found()
          .add(
              new FieldError(
                  Reason.TYPE_INVALID,
                  path,
                  "Invalid value: %s: %s in body must be of type %s: %s"
                      .formatted(GoText.quote(text), path, format, GoText.quote(text))));
    }
  }

  private static boolean find(String pattern, String text) {
    try {
      return Pattern.compile(pattern).matcher(text).find();
    } catch (PatternSyntaxException _) { // Go's syntax is not quite Java's; then nothing is refused
      return true;
    }
  }

  private static boolean hasFormat(String format, String text) {
    return switch (format) {
      case "date-time" -> parses(() -> OffsetDateTime.parse(text));
      case "date" -> parses(() -> LocalDate.parse(text));
      case "ipv4" -> !text.contains(":") && PodValidation.isIp(text);
      case "ipv6" -> text.contains(":") && PodValidation.isIp(text);
      case "uuid", "uuid3", "uuid4", "uuid5" -> UUID.matcher(text).matches();
      case "email" -> EMAIL.matcher(text).matches();
      case "hostname" -> Names.dnsSubdomain(text.toLowerCase(java.util.Locale.ROOT)) == null;
      case "uri" -> text.contains(":") && !text.contains(" ");
      case "duration" -> DURATION.matcher(text.replace(" ", "")).matches();
      case "cidr" ->
          text.indexOf('/') > 0 && PodValidation.isIp(text.substring(0, text.indexOf('/')));
      case "byte" -> isBase64(text);
      default -> true;
    };
  }

  private static boolean parses(Runnable parser) {
    try {
      parser.run();
      return true;
    } catch (DateTimeException _) { // that is the answer
      return false;
    }
  }

  private static boolean isBase64(String text) {
    try {
      java.util.Base64.getDecoder().decode(text.getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (IllegalArgumentException _) { // that is the answer
      return false;
    }
  }

  private void items(JsonNode schema, JsonNode list, String path) {
    JsonNode most = schema.path("maxItems");
    JsonNode least = schema.path("minItems");
    if (most.isNumber() && list.size() > most.asLong()) {
      faults.tooMany(path, list.size(), most.asLong());
    }
    if (least.isNumber() && list.size() < least.asLong()) {
      faults
          .found()
          .add(
              new FieldError(
                  Reason.INVALID,
                  path,
                  "Invalid value: %d: %s in body should have at least %d items"
                      .formatted(list.size(), path, least.asLong())));
    }
    duplicates(schema, list, path);
    JsonNode items = schema.path("items");
    if (items.isObject()) {
      int i = 0;
      for (JsonNode item : list) {
        value(items, item, path + "[" + i++ + "]");
      }
    }
  }

  private void duplicates(JsonNode schema, JsonNode list, String path) {
    String type = schema.path("x-kubernetes-list-type").asText();
    boolean unique = type.equals("set") || type.equals("map");
    if (!unique) {
      return;
    }
    Set<String> seen = new HashSet<>();
    int i = 0;
    for (JsonNode item : list) {
      JsonNode key = item;
      if (type.equals("map")) {
        var keys = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
        for (JsonNode name : schema.path("x-kubernetes-list-map-keys")) {
          if (item.has(name.asText())) {
            keys.set(name.asText(), item.get(name.asText()));
          }
        }
        key = keys;
      }
      if (!seen.add(GoJson.write(key))) {
        faults.duplicate(path + "[" + i + "]", key);
      }
      i++;
    }
  }

  private void members(JsonNode schema, JsonNode object, String path) {
    JsonNode most = schema.path("maxProperties");
    JsonNode least = schema.path("minProperties");
    if (most.isNumber() && object.size() > most.asLong()) {
      faults.tooMany(path, object.size(), most.asLong());
    }
    if (least.isNumber() && object.size() < least.asLong()) {
      faults
          .found()
          .add(
              new FieldError(
                  Reason.INVALID,
                  path,
                  "Invalid value: %d: %s in body should have at least %d properties"
                      .formatted(object.size(), path, least.asLong())));
    }
    for (JsonNode name : schema.path("required")) {
      if (!object.has(name.asText())) {
        faults.required(join(path, name.asText()));
      }
    }
    if (schema.path("x-kubernetes-embedded-resource").asBoolean()) {
      for (String name : List.of("apiVersion", "kind")) {
        if (object.path(name).asText().isEmpty()) {
          faults.required(join(path, name));
        }
      }
    }
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      boolean typeMeta =
          path.isEmpty() && Set.of("metadata", "apiVersion", "kind").contains(member.getKey());
      JsonNode declared = StructuralSchema.property(schema, member.getKey());
      if (declared != null && !typeMeta) {
        value(declared, member.getValue(), join(path, member.getKey()));
      }
    }
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private void combined(JsonNode schema, JsonNode value, String path) {
    for (JsonNode part : schema.path("allOf")) {
      for (FieldError fault : faultsOf(part, value, path)) {
        faults.found().add(fault);
      }
    }
    alternatives(schema.path("anyOf"), value, path, false);
    alternatives(schema.path("oneOf"), value, path, true);
    JsonNode not = schema.path("not");
    if (not.isObject() && !not.isEmpty() && faultsOf(not, value, path).isEmpty()) {
      whole("\"%s\" must not validate the schema (not)".formatted(path));
    }
  }

  private void alternatives(JsonNode options, JsonNode value, String path, boolean one) {
    if (options.isEmpty()) {
      return;
    }
    int valid = 0;
    @Nullable List<FieldError> best = null;
    for (JsonNode option : options) {
      List<FieldError> wrong = faultsOf(option, value, path);
      if (wrong.isEmpty()) {
        valid++;
      } else if (best == null || wrong.size() < best.size()) {
        best = wrong;
      }
    }
    if (one && valid != 1) {
      whole(
          "\"%s\" must validate one and only one schema (oneOf). Found %s"
              .formatted(path, valid == 0 ? "none valid" : valid + " valid alternatives"));
    } else if (!one && valid == 0) {
      whole("\"%s\" must validate at least one schema (anyOf)".formatted(path));
    }
    if (valid == 0 && best != null) {
      faults.found().addAll(best);
    }
  }

  static List<FieldError> faultsOf(JsonNode schema, JsonNode value, String path) {
    Faults inner = new Faults();
    new CustomValidation(inner).value(schema, value, path);
    return inner.found();
  }

  /// The server loses the field's name here.
  private void whole(String detail) {
    faults.found().add(new FieldError(Reason.INVALID, "<nil>", "Invalid value: \"\": " + detail));
  }
}
