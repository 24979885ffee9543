package dev.fairlead.chart.go;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/// Go strings held in Java strings. A byte that is no part of valid UTF-8 is the lone surrogate
/// U+DC00 + byte, so that cutting a character in two and printing it gives Go's bytes.
public final class GoStrings {
  private GoStrings() {}

  /// The order of the bytes, which is the order of the code points.
  public static final Comparator<String> ORDER = GoStrings::compare;

  private static int compare(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        if (isBroken(a) || isBroken(b)) {
          return Arrays.compareUnsigned(encode(left), encode(right));
        }
        boolean highA = Character.isSurrogate(a);
        boolean highB = Character.isSurrogate(b);
        return highA == highB ? Character.compare(a, b) : highA ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  /// Whether a character stands for a byte that is not UTF-8.
  public static boolean isBroken(int codePoint) {
    return codePoint >= 0xdc80 && codePoint <= 0xdcff;
  }

  public static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7f) {
        return false;
      }
    }
    return true;
  }

  /// `len(text)`.
  public static int length(String text) {
    int length = text.length();
    int bytes = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes++;
      } else if (c < 0x800) {
        bytes += 2;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        bytes += 4;
        i++;
      } else {
        bytes += isBroken(c) ? 1 : 3;
      }
    }
    return bytes;
  }

  /// `text[from:to]` in bytes, which must be in range.
  public static String slice(String text, int from, int to) {
    if (isAscii(text)) {
      return text.substring(from, to);
    }
    byte[] bytes = encode(text);
    byte[] part = new byte[to - from];
    System.arraycopy(bytes, from, part, 0, part.length);
    return decode(part);
  }

  public static byte[] encode(String text) {
    boolean broken = false;
    for (int i = 0; i < text.length() && !broken; i++) {
      char c = text.charAt(i);
      broken = Character.isSurrogate(c);
    }
    if (!broken) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 16);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (isBroken(c)) {
        out.write(c - 0xdc00);
      } else {
        out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }

  public static String decode(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf('\ufffd') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(bytes.length);
    for (int i = 0; i < bytes.length; ) {
      int length = sequence(bytes, i);
      if (length == 0) {
        out.append((char) (0xdc00 + (bytes[i] & 0xff)));
        i++;
      } else {
        out.append(new String(bytes, i, length, StandardCharsets.UTF_8));
        i += length;
      }
    }
    return out.toString();
  }

  /// The length of the valid sequence at an index, 0 where there is none (`utf8.DecodeRune`).
  private static int sequence(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    if (first < 0x80) {
      return 1;
    }
    int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) {
      return 0;
    }
    int second = bytes[at + 1] & 0xff;
    int low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (second < low || second > high) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /// The text with every broken byte as U+FFFD, as JSON has it.
  public static String sanitized(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(isBroken(c) ? 0xfffd : c));
        return out.toString();
      }
    }
    return text;
  }

  /// `strings.TrimSpace`.
  public static String trimSpace(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /// `unicode.IsSpace`.
  public static boolean isSpace(int c) {
    if (c <= ' ') {
      return c == ' ' || (c >= 9 && c <= 13);
    }
    return c >= 0x85
        && (c == 0x85
            || c == 0xa0
            || c == 0x1680
            || (c >= 0x2000 && c <= 0x200a)
            || c == 0x2028
            || c == 0x2029
            || c == 0x202f
            || c == 0x205f
            || c == 0x3000);
  }

  /// `strconv.IsPrint`.
  public static boolean isPrint(int c) {
    if (c < 0x7f) {
      return c >= ' ';
    }
    if (c < 0xa1 || c == 0xad || isBroken(c)) {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /// `strconv.Quote`.
  public static String quote(String text) {
    return quote(text, '"', false);
  }

  /// `strconv.Quote` and its relatives.
  public static String quote(String text, char quote, boolean ascii) {
    StringBuilder out = new StringBuilder(text.length() + 2).append(quote);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c == quote || c == '\\') {
        out.append('\\').append((char) c);
      } else if (c < 0x80 ? c >= ' ' && c != 0x7f : !ascii && isPrint(c)) {
        out.appendCodePoint(c);
      } else {
        escape(out, c);
      }
    }
    return out.append(quote).toString();
  }

  private static void escape(StringBuilder out, int c) {
    switch (c) {
      case 7 -> out.append("\\a");
      case 8 -> out.append("\\b");
      case 12 -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case 11 -> out.append("\\v");
      default -> {
        if (isBroken(c)) {
          out.append("\\x%02x".formatted(c - 0xdc00));
        } else if (c < ' ' || c == 0x7f) {
          out.append("\\x%02x".formatted(c));
        } else if (c < 0x10000) {
          out.append("\\u%04x".formatted(c));
        } else {
          out.append("\\U%08x".formatted(c));
        }
      }
    }
  }
}
