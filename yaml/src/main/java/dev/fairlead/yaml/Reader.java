package dev.fairlead.yaml;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The reader of libyaml as go-yaml v2 has it (`readerc.go`): which characters a text may have. A
/// byte that is no part of valid UTF-8 arrives as the lone surrogate U+DC00 + byte.
final class Reader {
  private Reader() {}

  /// What is wrong with the first bad character of a text; null where all are good.
  static @Nullable String problem(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c < 0x7f) {
        continue;
      }
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return broken(text, i);
        }
        i++;
      } else if (c < 0x20
          ? c != '\t' && c != '\n' && c != '\r'
          : (c < 0xa0 && c != 0x85) || c == 0xfffe || c == 0xffff) {
        return "control characters are not allowed";
      }
    }
    return null;
  }

  /// What is wrong with the bytes of a text from an index on.
  private static String broken(String text, int at) {
    byte[] bytes = bytes(text.substring(at, Math.min(text.length(), at + 4)));
    int first = bytes[0] & 0xff;
    int width = first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf8 ? 4 : 0;
    if (width == 0) {
      return "invalid leading UTF-8 octet";
    }
    if (width > bytes.length) {
      return "incomplete UTF-8 octet sequence";
    }
    int value = first & (0x7f >> width);
    for (int i = 1; i < width; i++) {
      if ((bytes[i] & 0xc0) != 0x80) {
        return "invalid trailing UTF-8 octet";
      }
      value = value << 6 | (bytes[i] & 0x3f);
    }
    int least = width == 2 ? 0x80 : width == 3 ? 0x800 : 0x10000;
    return value < least ? "invalid length of a UTF-8 sequence" : "invalid Unicode character";
  }

  /// The bytes of a text.
  static byte[] bytes(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    text.codePoints()
        .forEach(c -> {
          if (c >= 0xdc80 && c <= 0xdcff) {
            out.write(c - 0xdc00);
          } else {
            out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
          }
        });
    return out.toByteArray();
  }
}
