package dev.fairlead.chart.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.fairlead.chart.functions.Urls;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoStrings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The keyword `format`, as the library's `format.go` has it.
final class Formats {
  private static final String LOCAL = ".!#$%&'*+-/=?^_`{|}~";

  private Formats() {}

  /// What is wrong with a text; null where it has the format, or where nobody knows that format.
  static @Nullable String problem(String format, String text) {
    return switch (format) {
      case "regex" -> regex(text);
      case "email" -> email(text);
      case "hostname" -> hostname(text);
      case "ipv4" -> ipv4(text);
      case "ipv6" -> ipv6(text);
      case "uri", "iri" -> uri(text);
      case "uri-reference", "iri-reference" -> reference(text);
      case "uuid" -> uuid(text);
      case "json-pointer" -> pointer(text);
      case "relative-json-pointer" -> relativePointer(text);
      case "date" -> TimeFormats.date(text);
      case "time" -> TimeFormats.time(text);
      case "date-time" -> TimeFormats.dateTime(text);
      case "duration" -> TimeFormats.duration(text);
      case "period" -> TimeFormats.period(text);
      case "semver" -> semver(text);
      default -> null;
    };
  }

  static String bad(int c) {
    return "invalid character " + GoStrings.quote(Character.toString(c), '\'', false);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static @Nullable String regex(String text) {
    try {
      Pattern.compile(text);
      return null;
    } catch (PatternSyntaxException e) {
      String fragment = e.getPattern();
      return "error parsing regexp: "
          + e.getDescription()
          + (fragment == null || fragment.isEmpty() ? "" : ": `" + fragment + "`");
    }
  }

  private static @Nullable String email(String text) {
    if (bytes(text) > 254) {
      return "more than 255 characters long";
    }
    int at = text.lastIndexOf('@');
    if (at < 0) {
      return "missing @";
    }
    String local = text.substring(0, at);
    String domain = text.substring(at + 1);
    if (bytes(local) > 64) {
      return "local part more than 64 characters long";
    }
    if (local.length() > 1 && local.startsWith("\"")) {
      String inner = local.substring(1, local.length() - 1);
      if (inner.indexOf('\\') >= 0 || inner.indexOf('"') >= 0) {
        return "backslash and quote are not allowed within quoted local part";
      }
    } else {
      if (local.startsWith(".")) {
        return "starts with dot";
      }
      if (local.endsWith(".")) {
        return "ends with dot";
      }
      if (local.contains("..")) {
        return "consecutive dots";
      }
      for (int c : local.codePoints().toArray()) {
        if (!(isLetterOrDigit(c) || LOCAL.indexOf(c) >= 0)) {
          return bad(c);
        }
      }
    }
    if (domain.startsWith("[") && domain.endsWith("]")) {
      String address = domain.substring(1, domain.length() - 1);
      boolean six = address.startsWith("IPv6:");
      String problem = six ? ipv6(address.substring(5)) : ipv4(address);
      return problem == null
          ? null
          : (six ? "invalid ipv6 address: " : "invalid ipv4 address: ") + problem;
    }
    String problem = hostname(domain);
    return problem == null ? null : "invalid domain: " + problem;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetterOrDigit(int c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static @Nullable String hostname(String text) {
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    if (bytes(name) > 253) {
      return "more than 253 characters long";
    }
    for (String label : name.split("\\.", -1)) {
      if (label.isEmpty() || bytes(label) > 63) {
        return "label must be 1 to 63 characters long";
      }
      if (label.startsWith("-")) {
        return "label starts with hyphen";
      }
      if (label.endsWith("-")) {
        return "label ends with hyphen";
      }
      for (int c : label.codePoints().toArray()) {
        if (!(isLetterOrDigit(c) || c == '-')) {
          return bad(c);
        }
      }
    }
    return null;
  }

  private static @Nullable String ipv4(String text) {
    String[] groups = text.split("\\.", -1);
    if (groups.length != 4) {
      return "expected four decimals";
    }
    for (String group : groups) {
      if (group.length() > 1 && group.startsWith("0")) {
        return "leading zeros";
      }
      if (!group.matches("[-+]?[0-9]{1,9}")) {
        return "strconv.Atoi: parsing " + GoStrings.quote(group) + ": invalid syntax";
      }
      int number = Integer.parseInt(group);
      if (number < 0 || number > 255) {
        return "decimal must be between 0 and 255";
      }
    }
    return null;
  }

  private static @Nullable String ipv6(String text) {
    if (text.indexOf(':') < 0) {
      return "missing colon";
    }
    if (text.indexOf('%') >= 0) {
      return "zone id is not a part of ipv6 address";
    }
    boolean shortened = text.contains("::");
    String groups = text.replace("::", ":0:");
    int last = groups.lastIndexOf(':');
    boolean mapped = groups.indexOf('.') >= 0 && ipv4(groups.substring(last + 1)) == null;
    groups = mapped ? groups.substring(0, last + 1) + "0:0" : groups;
    groups = groups.startsWith(":") ? groups.substring(1) : groups;
    groups = groups.endsWith(":") && shortened ? groups.substring(0, groups.length() - 1) : groups;
    boolean valid =
        groups.matches("[0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4})*")
            && text.indexOf("::") == text.lastIndexOf("::")
            && (shortened ? groups.split(":").length <= 8 : groups.split(":").length == 8);
    return valid ? null : "ParseAddr(" + GoStrings.quote(text) + "): unable to parse IP";
  }

  private static @Nullable String uri(String text) {
    try {
      return Urls.scheme(text).isEmpty() ? "relative url" : null;
    } catch (GoError e) {
      return e.text().replaceFirst("^unable to parse url: ", "");
    }
  }

  private static @Nullable String reference(String text) {
    if (text.indexOf('\\') >= 0) {
      return "contains \\";
    }
    try {
      Urls.scheme(text);
      return null;
    } catch (GoError e) {
      return e.text().replaceFirst("^unable to parse url: ", "");
    }
  }

  private static @Nullable String uuid(String text) {
    List<Integer> lengths = List.of(8, 4, 4, 4, 12);
    String[] groups = text.split("-", -1);
    if (groups.length != lengths.size()) {
      return "must have " + lengths.size() + " elements";
    }
    for (int i = 0; i < groups.length; i++) {
      if (bytes(groups[i]) != lengths.get(i)) {
        return "element " + (i + 1) + " must be " + lengths.get(i) + " characters long";
      }
      for (int c : groups[i].codePoints().toArray()) {
        if (Character.digit(c, 16) < 0 || c > 'f') {
          return "non-hex character " + GoStrings.quote(Character.toString(c), '\'', false);
        }
      }
    }
    return null;
  }

  private static @Nullable String pointer(String text) {
    if (text.isEmpty()) {
      return null;
    }
    if (!text.startsWith("/")) {
      return "not starting with /";
    }
    for (int i = text.indexOf('~'); i >= 0; i = text.indexOf('~', i + 1)) {
      if (i + 1 >= text.length() || "01".indexOf(text.charAt(i + 1)) < 0) {
        return "~ must be followed by 0 or 1";
      }
    }
    return null;
  }

  private static @Nullable String relativePointer(String text) {
    int digits = 0;
    while (digits < text.length() && isDigit(text.charAt(digits))) {
      digits++;
    }
    if (digits == 0) {
      return "must start with non-negative integer";
    }
    if (digits > 1 && text.startsWith("0")) {
      return "starts with zero";
    }
    String rest = text.substring(digits);
    return rest.equals("#") ? null : pointer(rest);
  }

  private static @Nullable String semver(String text) {
    String rest = text;
    int plus = rest.indexOf('+');
    if (plus >= 0) {
      String problem = identifiers(rest.substring(plus + 1), "build", false);
      if (problem != null) {
        return problem;
      }
      rest = rest.substring(0, plus);
    }
    int dash = rest.indexOf('-');
    if (dash >= 0) {
      String problem = identifiers(rest.substring(dash + 1), "pre-release", true);
      if (problem != null) {
        return problem;
      }
      rest = rest.substring(0, dash);
    }
    String[] numbers = rest.split("\\.", -1);
    if (numbers.length != 3) {
      return "versionCore must have 3 numbers separated by dot";
    }
    List<String> names = List.of("major", "minor", "patch");
    for (int i = 0; i < 3; i++) {
      if (numbers[i].isEmpty()) {
        return names.get(i) + " is empty";
      }
      if (numbers[i].length() > 1 && numbers[i].startsWith("0")) {
        return names.get(i) + " starts with zero";
      }
      if (!numbers[i].chars().allMatch(Formats::isDigit)) {
        return names.get(i) + " contains non-digit";
      }
    }
    return null;
  }

  private static @Nullable String identifiers(String text, String name, boolean noZero) {
    if (text.isEmpty() && !noZero) {
      return name + " is empty";
    }
    for (String identifier : text.split("\\.", -1)) {
      if (identifier.isEmpty()) {
        return name + " identifier is empty";
      }
      for (int c : identifier.codePoints().toArray()) {
        if (!(isLetterOrDigit(c) || c == '-')) {
          return bad(c) + " in " + name + " identifier";
        }
      }
      boolean digits = identifier.chars().allMatch(Formats::isDigit);
      if (noZero && digits && identifier.length() > 1 && identifier.startsWith("0")) {
        return name + " numeric identifier starts with zero";
      }
    }
    return null;
  }
}
