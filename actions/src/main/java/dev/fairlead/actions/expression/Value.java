package dev.fairlead.actions.expression;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What an expression yields. Lists and maps are compared by identity, as GitHub does it.
public sealed interface Value {

  record Null() implements Value {}

  record Bool(boolean value) implements Value {}

  record Num(double value) implements Value {}

  record Text(String value) implements Value {}

  /// A list. A filtered one came out of `.*`: what is looked up on it is looked up on each item.
  final class Items implements Value {
    private final List<Value> values;
    private final boolean filtered;

    Items(List<Value> values, boolean filtered) {
      this.values = List.copyOf(values);
      this.filtered = filtered;
    }

    public List<Value> values() {
      return values;
    }

    boolean filtered() {
      return filtered;
    }
  }

  /// A map whose keys are looked up without regard to case, and keep their order.
  final class Fields implements Value {
    private final Map<String, Value> values;
    private final Map<String, String> keys = new LinkedHashMap<>();

    Fields(Map<String, ? extends Value> values) {
      this.values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
      values.keySet().forEach(key -> keys.putIfAbsent(folded(key), key));
    }

    public Map<String, Value> values() {
      return values;
    }

    public Optional<Value> find(String key) {
      Value exact = values.get(key);
      if (exact != null) {
        return Optional.of(exact);
      }
      String name = keys.get(folded(key));
      return name == null ? Optional.empty() : Optional.ofNullable(values.get(name));
    }
  }

  static Value none() {
    return new Null();
  }

  static Value of(String text) {
    return new Text(text);
  }

  static Value of(boolean bool) {
    return new Bool(bool);
  }

  static Value of(double number) {
    return new Num(number);
  }

  static Value of(List<? extends Value> items) {
    return new Items(List.copyOf(items), false);
  }

  static Fields of(Map<String, ? extends Value> fields) {
    return new Fields(fields);
  }

  /// Texts as a map.
  static Fields ofTexts(Map<String, String> texts) {
    Map<String, Value> values = new LinkedHashMap<>();
    texts.forEach((key, text) -> values.put(key, new Text(text)));
    return new Fields(values);
  }

  static Value of(JsonNode json) {
    return switch (json.getNodeType()) {
      case OBJECT, POJO -> {
        Map<String, Value> fields = new LinkedHashMap<>();
        json.properties().forEach(field -> fields.put(field.getKey(), of(field.getValue())));
        yield new Fields(fields);
      }
      case ARRAY -> {
        List<Value> items = new ArrayList<>();
        json.forEach(item -> items.add(of(item)));
        yield new Items(items, false);
      }
      case BOOLEAN -> new Bool(json.booleanValue());
      case NUMBER -> new Num(json.doubleValue());
      case STRING, BINARY -> new Text(json.asText());
      case NULL, MISSING -> new Null();
    };
  }

  /// Null, false, zero, NaN and the empty text are false; all else is true.
  default boolean truthy() {
    return switch (this) {
      case Null() -> false;
      case Bool(boolean value) -> value;
      case Num(double value) -> value != 0 && !Double.isNaN(value);
      case Text(String value) -> !value.isEmpty();
      case Items _, Fields _ -> true;
    };
  }

  /// As text, the way it is put into a string.
  default String text() {
    return switch (this) {
      case Null() -> "";
      case Bool(boolean value) -> Boolean.toString(value);
      case Num(double value) -> Numbers.format(value);
      case Text(String value) -> value;
      case Items _ -> "Array";
      case Fields _ -> "Object";
    };
  }

  /// As a number, the way comparisons do it.
  default double number() {
    return switch (this) {
      case Null() -> 0;
      case Bool(boolean value) -> value ? 1 : 0;
      case Num(double value) -> value;
      case Text(String value) -> Numbers.parse(value);
      case Items _, Fields _ -> Double.NaN;
    };
  }

  /// Whether it is neither a list nor a map.
  default boolean primitive() {
    return switch (this) {
      case Null _, Bool _, Num _, Text _ -> true;
      case Items _, Fields _ -> false;
    };
  }

  /// Pretty JSON: two blanks, LF.
  default String json() {
    StringBuilder to = new StringBuilder();
    JsonText.write(this, 0, to);
    return to.toString();
  }

  /// What the value is, for messages.
  default String kind() {
    return switch (this) {
      case Null _ -> "null";
      case Bool _ -> "a boolean";
      case Num _ -> "a number";
      case Text _ -> "a string";
      case Items _ -> "a list";
      case Fields _ -> "a mapping";
    };
  }

  /// A name for comparisons without regard to case.
  static String folded(String name) {
    return name.toUpperCase(Locale.ROOT);
  }
}
