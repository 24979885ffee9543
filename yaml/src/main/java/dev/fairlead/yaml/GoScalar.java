package dev.fairlead.yaml;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// What a scalar with its tag means to go-yaml v2 (`resolve.go`).
final class GoScalar {
  private static final String TAG = "tag:yaml.org,2002:";

  private GoScalar() {}

  private static boolean isImplicit(YamlScalar scalar) {
    return scalar.isPlain() && scalar.tag().isEmpty();
  }

  /// Whether a key merges its value into the mapping.
  static boolean isMerge(YamlNode key) {
    return key instanceof YamlScalar scalar
        && scalar.value().equals("<<")
        && (isImplicit(scalar) || scalar.tag().equals(TAG + "merge"));
  }

  /// The meaning of a scalar.
  ///
  /// @throws YamlException where the text does not have the tag's form
  static PlainScalar resolve(YamlScalar scalar) {
    String text = scalar.value();
    if (isImplicit(scalar)) {
      return PlainScalar.of(text);
    }
    return switch (scalar.tag()) {
      case TAG + "bool", TAG + "int", TAG + "float", TAG + "null", TAG + "timestamp" ->
          tagged(scalar);
      case TAG + "binary" -> new PlainScalar.Text(binary(scalar));
      default -> new PlainScalar.Text(text);
    };
  }

  private static PlainScalar tagged(YamlScalar scalar) {
    String wanted = scalar.tag().substring(TAG.length());
    PlainScalar value = PlainScalar.of(scalar.value());
    String found =
        switch (value) {
          case PlainScalar.Null _ -> "null";
          case PlainScalar.Bool _ -> "bool";
          case PlainScalar.Int _ -> "int";
          case PlainScalar.Real _ -> "float";
          case PlainScalar.Timestamp _ -> wanted.equals("timestamp") ? "timestamp" : "str";
          case PlainScalar.Merge _ -> "merge";
          case PlainScalar.Text _ -> "str";
        };
    if (found.equals(wanted)) {
      return value;
    }
    if (wanted.equals("float")
        && value instanceof PlainScalar.Int(var number)
        && number.bitLength() <= 63) {
      return new PlainScalar.Real(number.doubleValue());
    }
    throw new YamlException(
        scalar.position(),
        "cannot decode !!%s `%s` as a !!%s".formatted(found, scalar.value(), wanted));
  }

  private static String binary(YamlScalar scalar) {
    try {
      String lines = scalar.value().replace("\r", "").replace("\n", "");
      if (lines.length() % 4 != 0) {
        throw new IllegalArgumentException("Go wants the padding");
      }
      return new String(Base64.getDecoder().decode(lines), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new YamlException(scalar.position(), "!!binary value contains invalid base64 data", e);
    }
  }
}
