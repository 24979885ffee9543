package dev.fairlead.yaml;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a plain scalar means to go-yaml v2 (`resolve.go`), which is neither YAML 1.1 nor 1.2.
sealed interface PlainScalar {

  record Null() implements PlainScalar {}

  record Bool(boolean value) implements PlainScalar {}

  /// An int64, or a uint64 above its range.
  record Int(BigInteger value) implements PlainScalar {}

  record Real(double value) implements PlainScalar {}

  /// Looks like a date; untyped targets see the text.
  record Timestamp(String text) implements PlainScalar {}

  /// `<<`.
  record Merge() implements PlainScalar {}

  record Text(String value) implements PlainScalar {}

  /// The meaning of a plain scalar without a tag.
  static PlainScalar of(String text) {
    if (text.isEmpty()) {
      return new Null();
    }
    char first = text.charAt(0);
    boolean number = first == '+' || first == '-' || (first >= '0' && first <= '9');
    if (!number && first != '.' && "yYnNtTfFoO~<".indexOf(first) < 0) {
      return new Text(text);
    }
    PlainScalar word = Words.MEANING.get(text);
    if (word != null) {
      return word;
    }
    if (first == '.') {
      PlainScalar found =
          Words.DOT_FLOAT.matcher(text).matches() ? float64(text.replace("_", "")) : null;
      return found == null ? new Text(text) : found;
    }
    if (!number) {
      return new Text(text);
    }
    if (isTimestamp(text)) {
      return new Timestamp(text);
    }
    String plain = text.replace("_", "");
    BigInteger integer = integer(plain);
    if (integer != null) {
      return new Int(integer);
    }
    PlainScalar found = Words.FLOAT.matcher(plain).matches() ? float64(plain) : null;
    return found == null ? new Text(text) : found;
  }

  /// `strconv.ParseInt(text, 0, 64)`, else `ParseUint`; null where neither reads it.
  private static @Nullable BigInteger integer(String text) {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    String digits = signed ? text.substring(1) : text;
    int base = 10;
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      char mark = Character.toLowerCase(digits.charAt(1));
      base = mark == 'x' ? 16 : mark == 'o' || mark != 'b' ? 8 : 2;
      digits = digits.substring(mark == 'x' || mark == 'o' || mark == 'b' ? 2 : 1);
    }
    if (digits.isEmpty()) {
      return null;
    }
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c > 'f' || Character.digit(c, base) < 0) {
        return null;
      }
    }
    BigInteger value = new BigInteger(digits, base);
    if (text.startsWith("-")) {
      value = value.negate();
    }
    int bits = signed ? 63 : 64;
    return value.bitLength() <= bits ? value : null;
  }

  private static @Nullable PlainScalar float64(String text) {
    double value = Double.parseDouble(text);
    return Double.isInfinite(value) ? null : new Real(value);
  }

  private static boolean isTimestamp(String text) {
    if (text.length() < "2006-1-2".length() || text.charAt(4) != '-') {
      return false;
    }
    Matcher matcher = Words.TIMESTAMP.matcher(text);
    if (!matcher.matches()) {
      return false;
    }
    int month = Integer.parseInt(matcher.group("month"));
    int day = Integer.parseInt(matcher.group("day"));
    if (month < 1 || month > 12 || day < 1) {
      return false;
    }
    if (day
        > java.time.YearMonth.of(Integer.parseInt(matcher.group("year")), month).lengthOfMonth()) {
      return false;
    }
    String mark = matcher.group("mark");
    if (mark == null) {
      return true;
    }
    boolean zone = matcher.group("zone") != null;
    return zone != mark.equals(" ")
        && (Integer.parseInt(matcher.group("hour")) < 24
            && Integer.parseInt(matcher.group("minute")) < 60
            && Integer.parseInt(matcher.group("second")) < 60);
  }

  /// The tables.
  final class Words {
    static final Pattern FLOAT =
        Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    static final Pattern DOT_FLOAT =
        Pattern.compile("\\.[0-9](_?[0-9])*([eE][-+]?[0-9](_?[0-9])*)?");

    /// Date only; with `T` and a zone; with a space and no zone.
    static final Pattern TIMESTAMP =
        Pattern.compile(
            "(?<year>[0-9]{4})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})"
                + "(?:(?<mark>[Tt ])(?<hour>[0-9]{1,2}):(?<minute>[0-9]{1,2}):(?<second>[0-9]{1,2})"
                + "(?:[.,][0-9]+)?(?<zone>Z|[-+][0-9]{2}:[0-9]{2})?)?");

    static final Map<String, PlainScalar> MEANING = new HashMap<>();

    static {
      for (String word : "y Y yes Yes YES true True TRUE on On ON".split(" ")) {
        MEANING.put(word, new Bool(true));
      }
      for (String word : "n N no No NO false False FALSE off Off OFF".split(" ")) {
        MEANING.put(word, new Bool(false));
      }
      for (String word : "~ null Null NULL".split(" ")) {
        MEANING.put(word, new Null());
      }
      for (String word : ".nan .NaN .NAN".split(" ")) {
        MEANING.put(word, new Real(Double.NaN));
      }
      for (String word : ".inf .Inf .INF +.inf +.Inf +.INF".split(" ")) {
        MEANING.put(word, new Real(Double.POSITIVE_INFINITY));
      }
      for (String word : "-.inf -.Inf -.INF".split(" ")) {
        MEANING.put(word, new Real(Double.NEGATIVE_INFINITY));
      }
      MEANING.put("<<", new Merge());
    }

    private Words() {}
  }
}
