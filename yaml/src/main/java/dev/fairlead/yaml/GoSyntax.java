package dev.fairlead.yaml;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/// `%#v` of what go-yaml v2 decodes, for its messages.
final class GoSyntax {
  private GoSyntax() {}

  /// A node as a Go expression.
  static String of(YamlNode node) {
    PlainScalar scalar = node instanceof YamlScalar text ? GoScalar.resolve(text) : null;
    return scalar instanceof PlainScalar.Null ? "<nil>" : element(node);
  }

  /// The same inside a container, where nil has a type.
  private static String element(YamlNode node) {
    return switch (node) {
      case YamlScalar scalar -> scalar(GoScalar.resolve(scalar));
      case YamlSequence sequence -> {
        StringJoiner items = new StringJoiner(", ", "[]interface {}{", "}");
        sequence.items().forEach(item -> items.add(element(item)));
        yield items.toString();
      }
      case YamlMapping mapping -> {
        Map<Object, String> entries = new LinkedHashMap<>();
        collect(mapping, entries);
        StringJoiner pairs = new StringJoiner(", ", "map[interface {}]interface {}{", "}");
        List<Object> keys = new ArrayList<>(entries.keySet());
        keys.sort(GoSyntax::compare);
        for (Object key : keys) {
          pairs.add(scalar((PlainScalar) key) + ":" + entries.get(key));
        }
        yield pairs.toString();
      }
    };
  }

  private static void collect(YamlMapping mapping, Map<Object, String> into) {
    for (YamlMapping.Entry entry : mapping.entries()) {
      if (!GoScalar.isMerge(entry.key())) {
        into.put(
            entry.key() instanceof YamlScalar key ? GoScalar.resolve(key) : new PlainScalar.Null(),
            element(entry.value()));
      } else if (entry.value() instanceof YamlMapping merged) {
        collect(merged, into);
      } else if (entry.value() instanceof YamlSequence sequence) {
        for (YamlNode item : sequence.items().reversed()) {
          if (item instanceof YamlMapping merged) {
            collect(merged, into);
          }
        }
      }
    }
  }

  /// Go prints maps sorted: nil first, values of one type in their order.
  private static int compare(Object left, Object right) {
    return switch (left) {
      case PlainScalar.Int(BigInteger a) when right instanceof PlainScalar.Int(BigInteger b) ->
          isUint(a) == isUint(b) ? a.compareTo(b) : isUint(a) ? -1 : 1;
      case PlainScalar.Real(double a) when right instanceof PlainScalar.Real(double b) ->
          Double.compare(a, b);
      case PlainScalar.Bool(boolean a) when right instanceof PlainScalar.Bool(boolean b) ->
          Boolean.compare(a, b);
      case PlainScalar.Text(String a) when right instanceof PlainScalar.Text(String b) ->
          a.compareTo(b);
      default -> Integer.compare(rank(left), rank(right));
    };
  }

  private static boolean isUint(BigInteger number) {
    return number.bitLength() > 63;
  }

  private static int rank(Object key) {
    return switch ((PlainScalar) key) {
      case PlainScalar.Null _ -> 0;
      case PlainScalar.Merge _, PlainScalar.Timestamp _, PlainScalar.Text _ -> 1;
      case PlainScalar.Int _ -> 2;
      case PlainScalar.Real _ -> 3;
      case PlainScalar.Bool _ -> 4;
    };
  }

  private static String scalar(PlainScalar value) {
    return switch (value) {
      case PlainScalar.Null _ -> "interface {}(nil)";
      case PlainScalar.Bool(boolean bool) -> bool ? "true" : "false";
      case PlainScalar.Int(BigInteger number) ->
          isUint(number) ? "0x" + number.toString(16) : number.toString();
      case PlainScalar.Real(double number) -> GoNumbers.formatG(number);
      case PlainScalar.Merge _ -> "\"<<\"";
      case PlainScalar.Timestamp(String text) -> quote(text);
      case PlainScalar.Text(String text) -> quote(text);
    };
  }

  private static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case 7 -> out.append("\\a");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case 11 -> out.append("\\v");
            default -> {
              if (c < 0x20 || c == 0x7f) {
                out.append("\\x%02x".formatted(c));
              } else if (isPrintable(c)) {
                out.appendCodePoint(c);
              } else {
                out.append((c < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(c));
              }
            }
          }
        });
    return out.append('"').toString();
  }

  /// `strconv.IsPrint`.
  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}
