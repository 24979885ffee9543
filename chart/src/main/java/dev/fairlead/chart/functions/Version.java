package dev.fairlead.chart.functions;

import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoFunction;
import dev.fairlead.chart.go.GoObject;
import dev.fairlead.chart.go.GoType;
import dev.fairlead.chart.go.GoUint;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A version as Masterminds/semver v3 reads it: a leading `v` and missing parts are fine.
public record Version(
    long major, long minor, long patch, String prerelease, String metadata, String original)
    implements GoObject, Comparable<Version> {
  private static final Pattern FORM =
      Pattern.compile(
          "v?([0-9]+)(\\.[0-9]+)?(\\.[0-9]+)?"
              + "(-([0-9A-Za-z\\-]+(\\.[0-9A-Za-z\\-]+)*))?"
              + "(\\+([0-9A-Za-z\\-]+(\\.[0-9A-Za-z\\-]+)*))?");

  static final Version ZERO = new Version(0, 0, 0, "", "", "");

  /// Reads a version.
  ///
  /// @throws GoError with the library's message
  public static Version parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (text.length() > 256 || !matcher.matches()) {
      throw new GoError("invalid semantic version");
    }
    String prerelease = Objects.requireNonNullElse(matcher.group(5), "");
    for (String part : prerelease.split("\\.", -1)) {
      if (part.length() > 1 && part.startsWith("0") && part.matches("[0-9]+")) {
        throw new GoError("version segment starts with 0");
      }
    }
    return new Version(
        number(matcher.group(1)),
        number(matcher.group(2)),
        number(matcher.group(3)),
        prerelease,
        Objects.requireNonNullElse(matcher.group(8), ""),
        text);
  }

  /// Whether a text is a version.
  public static boolean isValid(String text) {
    try {
      parse(text);
      return true;
    } catch (GoError _) {
      // That is the answer.
      return false;
    }
  }

  private static long number(@Nullable String text) {
    if (text == null) {
      return 0;
    }
    String digits = text.startsWith(".") ? text.substring(1) : text;
    try {
      return Long.parseUnsignedLong(digits);
    } catch (NumberFormatException _) {
      // The pattern lets only digits through, so there are too many of them.
      throw new GoError(
          "error parsing version segment: strconv.ParseUint: parsing \""
              + digits
              + "\": value out of range");
    }
  }

  @Override
  public int compareTo(Version other) {
    int order = Long.compareUnsigned(major, other.major);
    order = order != 0 ? order : Long.compareUnsigned(minor, other.minor);
    order = order != 0 ? order : Long.compareUnsigned(patch, other.patch);
    return order != 0 ? order : comparePrerelease(prerelease, other.prerelease);
  }

  private static int comparePrerelease(String left, String right) {
    if (left.equals(right)) {
      return 0;
    }
    if (left.isEmpty() || right.isEmpty()) {
      return left.isEmpty() ? 1 : -1;
    }
    List<String> a = List.of(left.split("\\.", -1));
    List<String> b = List.of(right.split("\\.", -1));
    for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
      if (i >= a.size() || i >= b.size()) {
        return i >= a.size() ? -1 : 1;
      }
      int order = comparePart(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int comparePart(String a, String b) {
    boolean numberA = a.matches("[0-9]+");
    boolean numberB = b.matches("[0-9]+");
    if (numberA && numberB) {
      return new java.math.BigInteger(a).compareTo(new java.math.BigInteger(b));
    }
    if (numberA != numberB) {
      return numberA ? -1 : 1;
    }
    return a.compareTo(b);
  }

  @Override
  public String type() {
    return "*semver.Version";
  }

  @Override
  public String kind() {
    return "ptr";
  }

  @Override
  public List<Field> structure() {
    return List.of(
        new Field("major", new GoUint("uint64", major)),
        new Field("minor", new GoUint("uint64", minor)),
        new Field("patch", new GoUint("uint64", patch)),
        new Field("pre", prerelease),
        new Field("metadata", metadata),
        new Field("original", original));
  }

  @Override
  public boolean isStringer() {
    return true;
  }

  /// Without a leading `v`, all three parts.
  @Override
  public String text() {
    return Long.toUnsignedString(major)
        + "."
        + Long.toUnsignedString(minor)
        + "."
        + Long.toUnsignedString(patch)
        + (prerelease.isEmpty() ? "" : "-" + prerelease)
        + (metadata.isEmpty() ? "" : "+" + metadata);
  }

  @Override
  public @Nullable GoFunction method(String name) {
    return switch (name) {
      case "Major" -> GoFunction.of(name, _ -> new GoUint("uint64", major));
      case "Minor" -> GoFunction.of(name, _ -> new GoUint("uint64", minor));
      case "Patch" -> GoFunction.of(name, _ -> new GoUint("uint64", patch));
      case "Prerelease" -> GoFunction.of(name, _ -> prerelease);
      case "Metadata" -> GoFunction.of(name, _ -> metadata);
      case "Original" -> GoFunction.of(name, _ -> original);
      case "String" -> GoFunction.of(name, _ -> text());
      case "IncMajor" -> GoFunction.of(name, _ -> next(major + 1, 0, 0));
      case "IncMinor" -> GoFunction.of(name, _ -> next(major, minor + 1, 0));
      case "IncPatch" ->
          GoFunction.of(name, _ -> next(major, minor, prerelease.isEmpty() ? patch + 1 : patch));
      case "Compare" ->
          GoFunction.of(
              name, a -> new dev.fairlead.chart.go.GoInt(compareTo(version(a[0]))), GoType.VERSION);
      case "LessThan" -> GoFunction.of(name, a -> compareTo(version(a[0])) < 0, GoType.VERSION);
      case "LessThanEqual" ->
          GoFunction.of(name, a -> compareTo(version(a[0])) <= 0, GoType.VERSION);
      case "GreaterThan" -> GoFunction.of(name, a -> compareTo(version(a[0])) > 0, GoType.VERSION);
      case "GreaterThanEqual" ->
          GoFunction.of(name, a -> compareTo(version(a[0])) >= 0, GoType.VERSION);
      case "Equal" -> GoFunction.of(name, a -> compareTo(version(a[0])) == 0, GoType.VERSION);
      default -> null;
    };
  }

  private Version next(long newMajor, long newMinor, long newPatch) {
    String mark = original.startsWith("v") ? "v" : "";
    String plain = newMajor + "." + newMinor + "." + newPatch;
    return new Version(newMajor, newMinor, newPatch, "", "", mark + plain);
  }

  private static Version version(@Nullable Object value) {
    return (Version) Objects.requireNonNull(value);
  }
}
