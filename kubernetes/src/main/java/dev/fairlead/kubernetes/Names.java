package dev.fairlead.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Rules for names, labels and keys. Each returns the API server's complaint, or null when the text
/// is fine.
final class Names {

  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern DNS_LABEL = Pattern.compile(LABEL);
  private static final Pattern DNS_SUBDOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
  private static final String NAME_PART = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final Pattern QUALIFIED = Pattern.compile(NAME_PART);
  private static final Pattern LABEL_VALUE = Pattern.compile("(" + NAME_PART + ")?");
  private static final Pattern CONFIG_KEY = Pattern.compile("[-._a-zA-Z0-9]+");
  private static final Pattern PORT_NAME = Pattern.compile("[-a-z0-9]+");
  private static final String UNDERSCORE_LABEL = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
  private static final Pattern DNS_UNDERSCORE =
      Pattern.compile(UNDERSCORE_LABEL + "(\\." + UNDERSCORE_LABEL + ")*");
  private static final String LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern DNS_1035 = Pattern.compile(LABEL_1035);
  private static final Pattern WILDCARD = Pattern.compile("\\*\\." + LABEL + "(\\." + LABEL + ")*");

  private Names() {}

  static @Nullable String dnsLabel(String name) {
    if (name.length() > 63) {
      return tooLong(63, "characters");
    }
    if (DNS_LABEL.matcher(name).matches()) {
      return null;
    }
    return DNS_SUBDOMAIN.matcher(name).matches()
        ? "must not contain dots"
        : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-',"
            + " and must start and end with an alphanumeric character (e.g. 'my-name',  or"
            + " '123-abc', regex used for validation is '"
            + LABEL
            + "')";
  }

  static @Nullable String dnsSubdomain(String name) {
    if (name.length() > 253) {
      return tooLong(253, "characters");
    }
    return DNS_SUBDOMAIN.matcher(name).matches()
        ? null
        : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-'"
            + " or '.', and must start and end with an alphanumeric character (e.g."
            + " 'example.com', regex used for validation is '"
            + LABEL
            + "(\\."
            + LABEL
            + ")*')";
  }

  static String tooLong(int length, String unit) {
    return "must be no more than " + length + " " + unit;
  }

  private static String nameForm() {
    return " must consist of alphanumeric characters, '-', '_' or '.', and must start and end with"
        + " an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex"
        + " used for validation is '"
        + NAME_PART
        + "')";
  }

  /// A label key: an optional DNS prefix, a slash and a name.
  static @Nullable String qualifiedName(String key) {
    String[] parts = key.split("/", -1);
    String name = parts[parts.length - 1];
    if (parts.length > 2) {
      return "a valid label key"
          + nameForm()
          + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
    }
    if (parts.length == 2) {
      if (parts[0].isEmpty()) {
        return "prefix part must be non-empty";
      }
      String wrong = dnsSubdomain(parts[0]);
      if (wrong != null) {
        return "prefix part " + wrong;
      }
    }
    if (name.isEmpty()) {
      return "name part must be non-empty";
    }
    if (name.length() > 63) {
      return "name part " + tooLong(63, "bytes");
    }
    return QUALIFIED.matcher(name).matches() ? null : "name part" + nameForm();
  }

  static @Nullable String labelValue(String value) {
    if (value.length() > 63) {
      return tooLong(63, "bytes");
    }
    return LABEL_VALUE.matcher(value).matches()
        ? null
        : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
            + " '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
            + " 'my_value',  or '12345', regex used for validation is '("
            + NAME_PART
            + ")?')";
  }

  /// A name that may stand in a URL.
  static @Nullable String pathSegment(String name) {
    if (name.equals(".") || name.equals("..")) {
      return "may not be '" + name + "'";
    }
    for (String part : new String[] {"/", "%"}) {
      if (name.contains(part)) {
        return "may not contain '" + part + "'";
      }
    }
    return null;
  }

  /// A key of a ConfigMap or Secret.
  static @Nullable String configKey(String key) {
    if (key.length() > 253) {
      return tooLong(253, "characters");
    }
    if (!CONFIG_KEY.matcher(key).matches()) {
      return "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g."
          + " 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is"
          + " '[-._a-zA-Z0-9]+')";
    }
    if (key.equals(".")) {
      return "must not be '.'";
    }
    return key.equals("..")
        ? "must not be '..'"
        : key.startsWith("..") ? "must not start with '..'" : null;
  }

  /// All that is wrong with a port's name in a container; nothing if it is fine.
  static List<String> portNameFaults(String name) {
    List<String> wrong = new ArrayList<>();
    if (name.length() > 15) {
      wrong.add(tooLong(15, "characters"));
    }
    if (!PORT_NAME.matcher(name).matches()) {
      wrong.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (name.chars().noneMatch(c -> c >= 'a' && c <= 'z')) {
      wrong.add("must contain at least one letter (a-z)");
    }
    if (name.contains("--")) {
      wrong.add("must not contain consecutive hyphens");
    }
    if (name.startsWith("-") || name.endsWith("-")) {
      wrong.add("must not begin or end with a hyphen");
    }
    return wrong;
  }

  /// A DNS subdomain whose labels may hold underscores, too.
  static @Nullable String dnsSubdomainWithUnderscore(String name) {
    if (name.length() > 253) {
      return tooLong(253, "characters");
    }
    return DNS_UNDERSCORE.matcher(name).matches()
        ? null
        : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_',"
            + " '-' or '.', and must start and end with an alphanumeric character (e.g."
            + " 'example.com', regex used for validation is '"
            + UNDERSCORE_LABEL
            + "(\\."
            + UNDERSCORE_LABEL
            + ")*')";
  }

  /// A DNS label by the older rule: it starts with a letter.
  static @Nullable String dns1035Label(String name) {
    if (name.length() > 63) {
      return tooLong(63, "characters");
    }
    return DNS_1035.matcher(name).matches()
        ? null
        : "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with"
            + " an alphabetic character, and end with an alphanumeric character (e.g. 'my-name', "
            + " or 'abc-123', regex used for validation is '"
            + LABEL_1035
            + "')";
  }

  /// A DNS subdomain whose first label is `*`.
  static @Nullable String wildcardDns(String name) {
    return WILDCARD.matcher(name).matches()
        ? null
        : "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain,"
            + " which must consist of lower case alphanumeric characters, '-' or '.' and end with"
            + " an alphanumeric character (e.g. '*.example.com', regex used for validation is '"
            + "\\*\\."
            + LABEL
            + "(\\."
            + LABEL
            + ")*')";
  }
}
