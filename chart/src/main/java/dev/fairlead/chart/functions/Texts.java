package dev.fairlead.chart.functions;

import static dev.fairlead.chart.functions.Arguments.integer;
import static dev.fairlead.chart.functions.Arguments.text;

import dev.fairlead.chart.go.Budget;
import dev.fairlead.chart.go.GoBytes;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoFormat;
import dev.fairlead.chart.go.GoInt;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.GoType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Sprig's string functions (`strings.go`).
final class Texts {
  private Texts() {}

  static void register(Registry registry) {
    registry.fixed("hello", _ -> "Hello!");
    registry.fixed("trim", a -> GoStrings.trimSpace(text(a[0])), GoType.STRING);
    registry.fixed("trimAll", a -> trim(text(a[1]), text(a[0])), GoType.STRING, GoType.STRING);
    registry.fixed("trimall", a -> trim(text(a[1]), text(a[0])), GoType.STRING, GoType.STRING);
    registry.fixed(
        "trimPrefix",
        a ->
            text(a[1]).startsWith(text(a[0]))
                ? text(a[1]).substring(text(a[0]).length())
                : text(a[1]),
        GoType.STRING,
        GoType.STRING);
    registry.fixed(
        "trimSuffix",
        a ->
            text(a[1]).endsWith(text(a[0]))
                ? text(a[1]).substring(0, text(a[1]).length() - text(a[0]).length())
                : text(a[1]),
        GoType.STRING,
        GoType.STRING);
    registry.fixed("contains", a -> text(a[1]).contains(text(a[0])), GoType.STRING, GoType.STRING);
    registry.fixed(
        "hasPrefix", a -> text(a[1]).startsWith(text(a[0])), GoType.STRING, GoType.STRING);
    registry.fixed("hasSuffix", a -> text(a[1]).endsWith(text(a[0])), GoType.STRING, GoType.STRING);
    registry.fixed("repeat", a -> repeat(integer(a[0]), text(a[1])), GoType.INT, GoType.STRING);
    registry.fixed("nospace", a -> nospace(text(a[0])), GoType.STRING);
    registry.fixed(
        "substr",
        a -> substr(integer(a[0]), integer(a[1]), text(a[2])),
        GoType.INT,
        GoType.INT,
        GoType.STRING);
    registry.fixed("trunc", a -> trunc(integer(a[0]), text(a[1])), GoType.INT, GoType.STRING);
    registry.fixed("abbrev", a -> abbrev(text(a[1]), 0, integer(a[0])), GoType.INT, GoType.STRING);
    registry.fixed(
        "abbrevboth",
        a ->
            integer(a[1]) < 4 || (integer(a[0]) > 0 && integer(a[1]) < 7)
                ? text(a[2])
                : abbrev(text(a[2]), integer(a[0]), integer(a[1])),
        GoType.INT,
        GoType.INT,
        GoType.STRING);
    registry.fixed("initials", a -> initials(text(a[0])), GoType.STRING);
    registry.fixed(
        "wrap", a -> wrap(text(a[1]), integer(a[0]), "", false), GoType.INT, GoType.STRING);
    registry.fixed(
        "wrapWith",
        a -> wrap(text(a[2]), integer(a[0]), text(a[1]), true),
        GoType.INT,
        GoType.STRING,
        GoType.STRING);
    registry.variadic("quote", a -> quoted(a, true), GoType.ANY);
    registry.variadic("squote", a -> quoted(a, false), GoType.ANY);
    registry.variadic("cat", Texts::cat, GoType.ANY);
    registry.fixed("indent", a -> indent(integer(a[0]), text(a[1])), GoType.INT, GoType.STRING);
    registry.fixed(
        "nindent", a -> "\n" + indent(integer(a[0]), text(a[1])), GoType.INT, GoType.STRING);
    registry.fixed(
        "replace",
        a -> replace(text(a[2]), text(a[0]), text(a[1])),
        GoType.STRING,
        GoType.STRING,
        GoType.STRING);
    registry.fixed(
        "plural",
        a -> integer(a[2]) == 1 ? text(a[0]) : text(a[1]),
        GoType.STRING,
        GoType.STRING,
        GoType.INT);
    registry.fixed("toString", a -> GoFormat.strval(a[0]), GoType.ANY);
    registry.fixed("toStrings", a -> toStrings(a[0]), GoType.ANY);
    registry.fixed("atoi", a -> new GoInt(atoi(text(a[0]))), GoType.STRING);
    registry.fixed(
        "join", a -> join(text(a[0]), Arguments.strings(a[1])), GoType.STRING, GoType.ANY);
    registry.fixed("sortAlpha", a -> sortAlpha(a[0]), GoType.ANY);
    registry.fixed(
        "splitList",
        a -> GoList.ofStrings(split(text(a[1]), text(a[0]), -1)),
        GoType.STRING,
        GoType.STRING);
    registry.fixed(
        "split", a -> numbered(split(text(a[1]), text(a[0]), -1)), GoType.STRING, GoType.STRING);
    registry.fixed(
        "splitn",
        a -> numbered(split(text(a[2]), text(a[0]), integer(a[1]))),
        GoType.STRING,
        GoType.INT,
        GoType.STRING);
  }

  private static String trim(String text, String cutset) {
    int start = 0;
    int end = text.length();
    while (start < end && cutset.indexOf(text.codePointAt(start)) >= 0) {
      start += Character.charCount(text.codePointAt(start));
    }
    while (end > start && cutset.indexOf(text.codePointBefore(end)) >= 0) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(start, end);
  }

  private static String repeat(int count, String text) {
    if (count < 0) {
      throw new GoError("strings: negative Repeat count");
    }
    if (count > 0) {
      Budget.current().text((long) count * text.length());
    }
    return text.repeat(count);
  }

  /// Goes through bytes, as Sprig does, and so breaks text that is not ASCII.
  private static String nospace(String text) {
    if (GoStrings.isAscii(text)) {
      StringBuilder out = new StringBuilder(text.length());
      for (int i = 0; i < text.length(); i++) {
        if (!GoStrings.isSpace(text.charAt(i))) {
          out.append(text.charAt(i));
        }
      }
      return out.toString();
    }
    StringBuilder out = new StringBuilder(text.length());
    int kept = 0;
    byte[] bytes = GoStrings.encode(text);
    for (byte b : bytes) {
      int c = b & 0xff;
      if (!GoStrings.isSpace(c)) {
        out.append((char) c);
        kept++;
      }
    }
    return kept == bytes.length ? text : out.toString();
  }

  private static String substr(int start, int end, String text) {
    int length = GoStrings.length(text);
    int from = Math.max(0, start);
    int to = start < 0 ? end : end < 0 || end > length ? length : end;
    if (to > length) {
      throw new GoError(
          "runtime error: slice bounds out of range [:%d] with length %d".formatted(to, length));
    }
    if (to < 0) {
      throw new GoError("runtime error: slice bounds out of range [:%d]".formatted(to));
    }
    if (from > to) {
      throw new GoError("runtime error: slice bounds out of range [%d:%d]".formatted(from, to));
    }
    return GoStrings.slice(text, from, to);
  }

  private static String trunc(int count, String text) {
    int length = GoStrings.length(text);
    if (count < 0 && length + count > 0) {
      return GoStrings.slice(text, length + count, length);
    }
    return count >= 0 && length > count ? GoStrings.slice(text, 0, count) : text;
  }

  private static String abbrev(String text, int left, int width) {
    int length = GoStrings.length(text);
    if (width < 4 || length <= width) {
      return text;
    }
    int offset = Math.min(left, length);
    if (length - offset < width - 3) {
      offset = length - (width - 3);
    }
    if (offset <= 4) {
      return GoStrings.slice(text, 0, width - 3) + "...";
    }
    if (width < 7) {
      return "";
    }
    if (offset + width - 3 < length) {
      return "..." + abbrev(GoStrings.slice(text, offset, length), 0, width - 3);
    }
    return "..." + GoStrings.slice(text, length - (width - 3), length);
  }

  private static String initials(String text) {
    StringBuilder out = new StringBuilder();
    boolean gap = true;
    for (byte b : GoStrings.encode(text)) {
      int c = b & 0xff;
      if (GoStrings.isSpace(c)) {
        gap = true;
      } else if (gap) {
        out.append((char) c);
        gap = false;
      }
    }
    return out.toString();
  }

  private static String wrap(String text, int width, String separator, boolean breakWords) {
    String line = separator.isEmpty() ? "\n" : separator;
    int wrapAt = Math.max(1, width);
    // Bytes, as the original counts.
    byte[] bytes = GoStrings.encode(text);
    String latin = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    StringBuilder out = new StringBuilder();
    String newLine =
        new String(GoStrings.encode(line), java.nio.charset.StandardCharsets.ISO_8859_1);
    int offset = 0;
    int most = 1 << 20;
    int length = latin.length();
    while (length - offset > wrapAt) {
      if (latin.charAt(offset) == ' ') {
        offset++;
        continue;
      }
      if (out.length() > most) {
        Budget.current().text(out.length());
        most = 2 * out.length();
      }
      int space = latin.substring(offset, offset + wrapAt + 1).lastIndexOf(' ') + offset;
      if (space >= offset) {
        out.append(latin, offset, space).append(newLine);
        offset = space + 1;
      } else if (breakWords) {
        out.append(latin, offset, offset + wrapAt).append(newLine);
        offset += wrapAt;
      } else {
        int next = latin.indexOf(' ', offset + wrapAt);
        if (next >= 0) {
          out.append(latin, offset, next).append(newLine);
          offset = next + 1;
        } else {
          out.append(latin, offset, length);
          offset = length;
        }
      }
    }
    out.append(latin, offset, length);
    return GoStrings.decode(out.toString().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
  }

  private static String quoted(@Nullable Object[] arguments, boolean twice) {
    StringJoiner out = new StringJoiner(" ");
    for (Object argument : arguments) {
      if (argument != null) {
        out.add(
            twice
                ? GoStrings.quote(GoFormat.strval(argument))
                : "'" + GoFormat.print(argument) + "'");
      }
    }
    return out.toString();
  }

  private static String cat(@Nullable Object[] arguments) {
    StringJoiner out = new StringJoiner(" ");
    for (Object argument : arguments) {
      if (argument != null) {
        out.add(GoFormat.print(argument));
      }
    }
    return out.toString();
  }

  static String indent(int spaces, String text) {
    if (spaces < 0) {
      throw new GoError("strings: negative Repeat count");
    }
    String pad = repeat(spaces, " ");
    return pad + replaceAll(text, "\n", "\n" + pad);
  }

  /// What a replacement may make longer without a look at the limits.
  private static final int LARGE = 1 << 8;

  private static String replaceAll(String text, String old, String replacement) {
    if (replacement.length() > LARGE) {
      long found = 0;
      for (int at = text.indexOf(old); at >= 0; at = text.indexOf(old, at + old.length())) {
        found++;
      }
      Budget.current().text(text.length() + found * (replacement.length() - old.length()));
    }
    return text.replace(old, replacement);
  }

  private static String join(String separator, List<String> items) {
    long length = (long) separator.length() * items.size();
    for (String item : items) {
      length += item.length();
    }
    if (length > LARGE) {
      Budget.current().text(length);
    }
    return String.join(separator, items);
  }

  private static String replace(String text, String old, String replacement) {
    if (!old.isEmpty()) {
      return replaceAll(text, old, replacement);
    }
    if (replacement.length() > LARGE) {
      Budget.current().text((text.length() + 1L) * replacement.length());
    }
    // Go puts the replacement around every character.
    StringBuilder out = new StringBuilder(replacement);
    text.codePoints().forEach(c -> out.appendCodePoint(c).append(replacement));
    return out.toString();
  }

  private static Object toStrings(@Nullable Object value) {
    return value instanceof GoList list && list.element().equals("string")
        ? list
        : GoList.ofStrings(Arguments.strings(value));
  }

  private static long atoi(String text) {
    if (!text.matches("[-+]?[0-9]+")) {
      return 0;
    }
    boolean signed = text.startsWith("-") || text.startsWith("+");
    BigInteger digits = GoInt.digits(signed ? text.substring(1) : text, 10);
    BigInteger value = text.startsWith("-") ? digits.negate() : digits;
    // Go gives the nearest value and an error that is dropped.
    return value.bitLength() <= 63
        ? value.longValue()
        : value.signum() > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
  }

  private static GoList sortAlpha(@Nullable Object value) {
    if (!(value instanceof GoList || value instanceof GoBytes)) {
      return GoList.ofStrings(List.of(GoFormat.strval(value)));
    }
    List<String> texts = new ArrayList<>(Arguments.strings(value));
    texts.sort(GoStrings.ORDER);
    return GoList.ofStrings(texts);
  }

  /// `strings.SplitN`.
  static List<String> split(String text, String separator, int count) {
    List<String> out = new ArrayList<>();
    if (count == 0) {
      return out;
    }
    if (separator.isEmpty()) {
      int[] points = text.codePoints().toArray();
      for (int i = 0; i < points.length; i++) {
        if (count > 0 && out.size() == count - 1) {
          out.add(new String(points, i, points.length - i));
          return out;
        }
        out.add(Character.toString(points[i]));
      }
      return out;
    }
    int from = 0;
    while (count < 0 || out.size() < count - 1) {
      int at = text.indexOf(separator, from);
      if (at < 0) {
        break;
      }
      out.add(text.substring(from, at));
      from = at + separator.length();
    }
    out.add(text.substring(from));
    return out;
  }

  private static GoMap numbered(List<String> parts) {
    Budget.current().parts(parts.size());
    GoMap out = GoMap.create(GoMap.Type.STRING);
    for (int i = 0; i < parts.size(); i++) {
      out.put("_" + i, parts.get(i));
    }
    return out;
  }
}
