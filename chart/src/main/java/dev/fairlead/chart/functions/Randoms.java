package dev.fairlead.chart.functions;

import static dev.fairlead.chart.functions.Arguments.integer;
import static dev.fairlead.chart.functions.Arguments.text;

import dev.fairlead.chart.go.Budget;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoInt;
import dev.fairlead.chart.go.GoType;
import java.util.Base64;
import java.util.random.RandomGenerator;

/// Sprig's random values.
final class Randoms {
  private static final String DIGITS = "0123456789";
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private Randoms() {}

  static void register(Registry registry, RandomGenerator random) {
    registry.impure("randAlphaNum", a -> pick(random, LETTERS + DIGITS, integer(a[0])), GoType.INT);
    registry.impure("randAlpha", a -> pick(random, LETTERS, integer(a[0])), GoType.INT);
    registry.impure("randNumeric", a -> pick(random, DIGITS, integer(a[0])), GoType.INT);
    registry.impure("randAscii", a -> ascii(random, integer(a[0])), GoType.INT);
    registry.impure(
        "randBytes",
        a -> {
          if (integer(a[0]) < 0) {
            throw new GoError("runtime error: makeslice: len out of range");
          }
          byte[] bytes = new byte[checked(integer(a[0]))];
          random.nextBytes(bytes);
          return Base64.getEncoder().encodeToString(bytes);
        },
        GoType.INT);
    registry.impure(
        "randInt",
        a -> {
          int span = integer(a[1]) - integer(a[0]);
          if (span <= 0) {
            throw new GoError("invalid argument to Intn");
          }
          return new GoInt(integer(a[0]) + random.nextInt(span));
        },
        GoType.INT,
        GoType.INT);
    registry.impure("uuidv4", _ -> uuid(random));
    registry.impure("shuffle", a -> shuffle(random, text(a[0])), GoType.STRING);
  }

  private static int checked(int count) {
    Budget.current().text(count);
    return Math.max(0, count);
  }

  private static String pick(RandomGenerator random, String alphabet, int count) {
    StringBuilder out = new StringBuilder();
    int length = checked(count);
    for (int i = 0; i < length; i++) {
      out.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return out.toString();
  }

  private static String ascii(RandomGenerator random, int count) {
    StringBuilder out = new StringBuilder();
    int length = checked(count);
    for (int i = 0; i < length; i++) {
      out.append((char) (32 + random.nextInt(95)));
    }
    return out.toString();
  }

  private static String uuid(RandomGenerator random) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    bytes[6] = (byte) ((bytes[6] & 0x0f) | 0x40);
    bytes[8] = (byte) ((bytes[8] & 0x3f) | 0x80);
    String hex = java.util.HexFormat.of().formatHex(bytes);
    return String.join(
        "-",
        hex.substring(0, 8),
        hex.substring(8, 12),
        hex.substring(12, 16),
        hex.substring(16, 20),
        hex.substring(20));
  }

  private static String shuffle(RandomGenerator random, String text) {
    int[] runes = text.codePoints().toArray();
    for (int i = runes.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = runes[i];
      runes[i] = runes[j];
      runes[j] = swap;
    }
    return new String(runes, 0, runes.length);
  }
}
