package dev.fairlead.yaml;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// Writes YAML as go-yaml v3 does with indent 2 (`encode.go`): lists indented under their key, no
/// folding, text that is not UTF-8 as `!!binary`.
public final class PrettyYamlWriter {
  private static final int BASE64_LINE = 70;

  private final GoYamlEmitter out = GoYamlEmitter.pretty();
  private GoYamlEmitter.Place place = GoYamlEmitter.Place.ROOT;

  private PrettyYamlWriter() {}

  /// One document, ending with a line feed.
  ///
  /// @param value calls one of the methods of the writer, once
  public static String write(Consumer<PrettyYamlWriter> value) {
    PrettyYamlWriter writer = new PrettyYamlWriter();
    value.accept(writer);
    return writer.out.finish();
  }

  /// A mapping in go-yaml's order of keys.
  ///
  /// @param value writes the value of a key
  public void mapping(Collection<String> keys, Consumer<String> value) {
    List<String> sorted = new ArrayList<>(keys);
    sorted.sort(GoKeyOrder.V3);
    fields(sorted, value);
  }

  /// A mapping in the given order, as structs are written.
  public void fields(List<String> keys, Consumer<String> value) {
    out.startMapping(place, keys.isEmpty());
    for (String key : keys) {
      boolean broken = isBroken(key);
      boolean simple = broken ? out.key("!!binary", base64(key)) : out.key(key);
      place = simple ? GoYamlEmitter.Place.SIMPLE_VALUE : GoYamlEmitter.Place.COMPLEX_VALUE;
      value.accept(key);
    }
    out.endMapping(keys.isEmpty());
  }

  /// A list.
  ///
  /// @param item writes the item of an index
  public void sequence(int size, IntConsumer item) {
    out.startSequence(place, size == 0);
    for (int i = 0; i < size; i++) {
      out.item();
      place = GoYamlEmitter.Place.ITEM;
      item.accept(i);
    }
    out.endSequence(size == 0);
  }

  /// A string. A byte that is no part of valid UTF-8 is the lone surrogate U+DC00 + byte.
  public void text(String value) {
    if (isBroken(value)) {
      out.text("!!binary", base64(value), place);
    } else {
      out.text(value, place);
    }
  }

  /// A float.
  public void number(double value) {
    plain(
        Double.isNaN(value)
            ? ".nan"
            : Double.isInfinite(value) ? value > 0 ? ".inf" : "-.inf" : GoNumbers.formatG(value));
  }

  /// A scalar that is written as it stands.
  public void plain(String value) {
    out.plain(value, place);
  }

  private static boolean isBroken(String text) {
    return text.codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff);
  }

  /// Lines of 70, each with its end, where it takes more than one.
  private static String base64(String text) {
    String digits = Base64.getEncoder().encodeToString(Reader.bytes(text));
    if (digits.length() < BASE64_LINE) {
      return digits;
    }
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < digits.length(); i += BASE64_LINE) {
      lines.append(digits, i, Math.min(digits.length(), i + BASE64_LINE)).append('\n');
    }
    return lines.toString();
  }
}
