package dev.fairlead.ansible.outputs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Values as the host line of an INI inventory writes them: shell quotes around a Python literal.
final class IniValue {
  private IniValue() {}

  /// A value that reads back as the same; empty for one that Ansible would run as a template, or
  /// that no line can hold.
  static Optional<String> write(JsonNode value) {
    if (value.isTextual()) {
      return text(value.textValue());
    }
    if (!safe(value)) {
      return Optional.empty();
    }
    String literal = literal(value);
    return Optional.of(
        literal.matches("[A-Za-z0-9_.+-]+") ? literal : "'" + literal.replace("'", "'\\''") + "'");
  }

  /// A text. One that would read as a number or another literal is quoted once more.
  static Optional<String> text(String text) {
    if (!safe(text)) {
      return Optional.empty();
    }
    boolean word = text.matches("[A-Za-z_/][A-Za-z0-9_./:@+-]*|[0-9]+(\\.[0-9]+){2,}(/[0-9]+)?");
    if (word && !text.matches("True|False|None")) {
      return Optional.of(text);
    }
    return Optional.of("'" + python(text).replace("'", "'\\''") + "'");
  }

  private static boolean safe(String text) {
    return !text.contains("{{")
        && !text.contains("{%")
        && !text.contains("{#")
        && text.chars()
            .noneMatch(c -> c < ' ' || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029);
  }

  private static boolean safe(JsonNode value) {
    if (value.isTextual()) {
      return safe(value.textValue());
    }
    if (value.isObject()) {
      return value.properties().stream()
          .allMatch(field -> safe(field.getKey()) && safe(field.getValue()));
    }
    for (JsonNode item : value) {
      if (!safe(item)) {
        return false;
      }
    }
    return true;
  }

  private static String literal(JsonNode value) {
    if (value.isObject()) {
      List<String> fields = new ArrayList<>();
      value
          .properties()
          .forEach(field -> fields.add(python(field.getKey()) + ": " + literal(field.getValue())));
      return "{" + String.join(", ", fields) + "}";
    }
    if (value.isArray()) {
      List<String> items = new ArrayList<>();
      value.forEach(item -> items.add(literal(item)));
      return "[" + String.join(", ", items) + "]";
    }
    return switch (value.getNodeType()) {
      case BOOLEAN -> value.booleanValue() ? "True" : "False";
      case NULL -> "None";
      case STRING -> python(value.textValue());
      default -> value.asText();
    };
  }

  private static String python(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
