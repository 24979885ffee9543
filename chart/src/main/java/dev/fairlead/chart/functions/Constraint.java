package dev.fairlead.chart.functions;

import dev.fairlead.chart.go.GoError;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A version range of Masterminds/semver v3.4.
public final class Constraint {
  private static final String OPERATORS = "=|!=|>|<|>=|=>|<=|=<|~|~>|\\^";
  // Alternatives are tried in order, so the longer ones stand first; leftmost-first RE2 backtracks.
  private static final String OPERATOR = "(?:!=|>=|=>|<=|=<|~>|=|>|<|~|\\^|)";
  private static final String VERSION =
      "v?([0-9|xX*]+)(\\.[0-9|xX*]+)?(\\.[0-9|xX*]+)?"
          + "(-([0-9A-Za-z\\-]+(\\.[0-9A-Za-z\\-]+)*))?"
          + "(\\+([0-9A-Za-z\\-]+(\\.[0-9A-Za-z\\-]+)*))?";
  private static final Pattern ONE =
      Pattern.compile("\\s*(" + OPERATOR + ")\\s*(" + VERSION + ")\\s*");
  private static final Pattern RANGE =
      Pattern.compile("\\s*(" + VERSION + ")\\s+-\\s+(" + VERSION + ")\\s*");
  private static final Pattern FIND = Pattern.compile("(" + OPERATOR + ")\\s*(" + VERSION + ")");
  private static final Pattern VALID =
      Pattern.compile(
          "(\\s*"
              + OPERATOR
              + "\\s*("
              + VERSION
              + ")\\s*)((?:\\s+|,\\s*)"
              + OPERATOR
              + "\\s*("
              + VERSION
              + ")\\s*)*");

  /// One comparator; `dirty` where parts are missing or wildcards.
  private record Comparator(
      String operator, Version version, boolean dirty, boolean minorDirty, boolean patchDirty) {}

  private final List<List<Comparator>> alternatives;

  private Constraint(List<List<Comparator>> alternatives) {
    this.alternatives = alternatives;
  }

  /// Reads a range.
  ///
  /// @throws GoError with the library's message
  public static Constraint parse(String text) {
    List<List<Comparator>> alternatives = new ArrayList<>();
    for (String part : rewriteRanges(text).split("\\|\\|", -1)) {
      List<Comparator> all = new ArrayList<>();
      if (part.isBlank() && part.isEmpty()) {
        throw new GoError("improper constraint: " + part);
      }
      if (!VALID.matcher(part).matches()) {
        throw new GoError("improper constraint: " + part);
      }
      Matcher matcher = FIND.matcher(part);
      while (matcher.find()) {
        all.add(comparator(matcher.group()));
      }
      alternatives.add(all);
    }
    return new Constraint(alternatives);
  }

  /// Whether a version is in a range; false where the range cannot be read.
  public static boolean isCompatible(String range, String version) {
    try {
      return parse(range).check(Version.parse(version));
    } catch (GoError _) {
      // Helm takes what it cannot read for "does not match".
      return false;
    }
  }

  private static String rewriteRanges(String text) {
    Matcher matcher = RANGE.matcher(text);
    String out = text;
    while (matcher.find()) {
      out =
          out.replaceFirst(
              Pattern.quote(matcher.group()),
              Matcher.quoteReplacement(
                  ">= " + matcher.group(1) + ", <= " + matcher.group(11) + " "));
    }
    return out;
  }

  private static boolean isWild(String part) {
    return part.equals("x") || part.equals("*") || part.equals("X");
  }

  private static Comparator comparator(String text) {
    Matcher matcher = ONE.matcher(text);
    if (!matcher.matches()) {
      throw new GoError("improper constraint: " + text);
    }
    String major = Objects.requireNonNullElse(matcher.group(3), "");
    String minor = Objects.requireNonNullElse(matcher.group(4), "");
    String patch = Objects.requireNonNullElse(matcher.group(5), "");
    String prerelease = Objects.requireNonNullElse(matcher.group(6), "");
    String version = matcher.group(2);
    boolean dirty = false;
    boolean minorDirty = false;
    boolean patchDirty = false;
    if (isWild(major) || major.isEmpty()) {
      version = "0.0.0" + prerelease;
      dirty = true;
    } else if (minor.isEmpty() || isWild(minor.substring(1))) {
      version = major + ".0.0" + prerelease;
      dirty = true;
      minorDirty = true;
    } else if (patch.isEmpty() || isWild(patch.substring(1))) {
      version = major + minor + ".0" + prerelease;
      dirty = true;
      patchDirty = true;
    }
    try {
      return new Comparator(
          matcher.group(1), Version.parse(version), dirty, minorDirty, patchDirty);
    } catch (GoError e) {
      throw new GoError("constraint parser error", e);
    }
  }

  /// Whether a version is in the range.
  public boolean check(Version version) {
    for (List<Comparator> all : alternatives) {
      // A prerelease counts only where some comparator of the group names one.
      boolean wantsPrerelease =
          all.stream().anyMatch(comparator -> !comparator.version().prerelease().isEmpty());
      if (!version.prerelease().isEmpty() && !wantsPrerelease) {
        continue;
      }
      if (all.stream().allMatch(comparator -> check(version, comparator))) {
        return true;
      }
    }
    return false;
  }

  private static boolean check(Version version, Comparator comparator) {
    return switch (comparator.operator()) {
      case "", "=" ->
          comparator.dirty()
              ? tilde(version, comparator)
              : version.compareTo(comparator.version()) == 0;
      case "!=" -> notEqual(version, comparator);
      case ">" -> greater(version, comparator);
      case "<" -> version.compareTo(comparator.version()) < 0;
      case ">=", "=>" -> version.compareTo(comparator.version()) >= 0;
      case "<=", "=<" -> lessOrEqual(version, comparator);
      case "~", "~>" -> tilde(version, comparator);
      default -> caret(version, comparator);
    };
  }

  private static boolean notEqual(Version version, Comparator comparator) {
    Version other = comparator.version();
    if (comparator.dirty()) {
      if (other.major() != version.major()) {
        return true;
      }
      if (other.minor() != version.minor() && !comparator.minorDirty()) {
        return true;
      }
      if (comparator.minorDirty()) {
        return false;
      }
      if (other.patch() != version.patch() && !comparator.patchDirty()) {
        return true;
      }
      if (comparator.patchDirty()) {
        boolean prerelease = !version.prerelease().isEmpty() || !other.prerelease().isEmpty();
        return prerelease && !version.prerelease().equals(other.prerelease());
      }
    }
    return version.compareTo(other) != 0;
  }

  private static boolean greater(Version version, Comparator comparator) {
    Version other = comparator.version();
    if (!comparator.dirty()) {
      return version.compareTo(other) > 0;
    }
    if (version.major() != other.major()) {
      return version.major() > other.major();
    }
    if (comparator.minorDirty()) {
      return false;
    }
    if (comparator.patchDirty()) {
      return version.minor() > other.minor();
    }
    return version.compareTo(other) > 0;
  }

  private static boolean lessOrEqual(Version version, Comparator comparator) {
    Version other = comparator.version();
    if (!comparator.dirty()) {
      return version.compareTo(other) <= 0;
    }
    if (version.major() > other.major()) {
      return false;
    }
    return version.major() != other.major()
        || version.minor() <= other.minor()
        || comparator.minorDirty();
  }

  private static boolean tilde(Version version, Comparator comparator) {
    Version other = comparator.version();
    if (version.compareTo(other) < 0) {
      return false;
    }
    if (other.major() == 0
        && other.minor() == 0
        && other.patch() == 0
        && !comparator.minorDirty()
        && !comparator.patchDirty()) {
      return true;
    }
    return version.major() == other.major()
        && (version.minor() == other.minor() || comparator.minorDirty());
  }

  private static boolean caret(Version version, Comparator comparator) {
    Version other = comparator.version();
    if (version.compareTo(other) < 0) {
      return false;
    }
    if (other.major() > 0 || comparator.minorDirty()) {
      return version.major() == other.major();
    }
    if (version.major() > 0) {
      return false;
    }
    if (other.minor() > 0 || comparator.patchDirty()) {
      return version.minor() == other.minor();
    }
    if (version.minor() != other.minor()) {
      return false;
    }
    return version.patch() == other.patch() || comparator.dirty();
  }

  @Override
  public String toString() {
    return alternatives + " of " + OPERATORS;
  }
}
