package dev.fairlead.chart.functions;

import dev.fairlead.chart.go.GoStrings;
import org.jspecify.annotations.Nullable;

/// `netip.ParseAddr`: IP addresses, with the words for what is none.
final class GoAddress {
  private GoAddress() {}

  /// What is wrong with an address; null where nothing is.
  static @Nullable String problem(String text) {
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '.' -> {
          return four(text, text, 0, text.length());
        }
        case ':' -> {
          return six(text);
        }
        case '%' -> {
          return refused(text, "missing IPv6 address", null);
        }
        default -> {
          // the kind shows later
        }
      }
    }
    return refused(text, "unable to parse IP", null);
  }

  private static String refused(String text, String why, @Nullable String at) {
    return "ParseAddr("
        + GoStrings.quote(text)
        + "): "
        + why
        + (at == null || at.isEmpty() ? "" : " (at " + GoStrings.quote(at) + ")");
  }

  private static @Nullable String four(String whole, String text, int from, int to) {
    int value = 0;
    int position = 0;
    int digits = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        if (digits == 1 && value == 0) {
          return refused(whole, "IPv4 field has octet with leading zero", null);
        }
        value = value * 10 + c - '0';
        digits++;
        if (value > 255) {
          return refused(whole, "IPv4 field has value >255", null);
        }
      } else if (c == '.') {
        if (i == from || i == to - 1 || text.charAt(i - 1) == '.') {
          return refused(whole, "IPv4 field must have at least one digit", text.substring(i));
        }
        if (position == 3) {
          return refused(whole, "IPv4 address too long", null);
        }
        position++;
        value = 0;
        digits = 0;
      } else {
        return refused(whole, "unexpected character", text.substring(i));
      }
    }
    return position < 3 ? refused(whole, "IPv4 address too short", null) : null;
  }

  private static @Nullable String six(String whole) {
    String rest = whole;
    int percent = rest.indexOf('%');
    if (percent >= 0) {
      if (percent == rest.length() - 1) {
        return refused(whole, "zone must be a non-empty string", null);
      }
      rest = rest.substring(0, percent);
    }
    int ellipsis = -1;
    if (rest.startsWith("::")) {
      ellipsis = 0;
      rest = rest.substring(2);
      if (rest.isEmpty()) {
        return null;
      }
    }
    int i = 0;
    while (i < 16) {
      int off = 0;
      int field = 0;
      for (; off < rest.length(); off++) {
        int digit = rest.charAt(off) < 0x80 ? Character.digit(rest.charAt(off), 16) : -1;
        if (digit < 0) {
          break;
        }
        field = field << 4 | digit;
        if (off > 3) {
          return refused(whole, "each group must have 4 or less digits", rest);
        }
        if (field > 0xffff) {
          return refused(whole, "IPv6 field has value >=2^16", rest);
        }
      }
      if (off == 0) {
        return refused(whole, "each colon-separated field must have at least one digit", rest);
      }
      if (off < rest.length() && rest.charAt(off) == '.') {
        if (ellipsis < 0 && i != 12) {
          return refused(
              whole, "embedded IPv4 address must replace the final 2 fields of the address", rest);
        }
        if (i + 4 > 16) {
          return refused(
              whole, "too many hex fields to fit an embedded IPv4 at the end of the address", rest);
        }
        String problem = four(whole, rest, 0, rest.length());
        if (problem != null) {
          return problem;
        }
        rest = "";
        i += 4;
        break;
      }
      i += 2;
      rest = rest.substring(off);
      if (rest.isEmpty()) {
        break;
      }
      if (rest.charAt(0) != ':') {
        return refused(whole, "unexpected character, want colon", rest);
      }
      if (rest.length() == 1) {
        return refused(whole, "colon must be followed by more characters", rest);
      }
      rest = rest.substring(1);
      if (rest.charAt(0) == ':') {
        if (ellipsis >= 0) {
          return refused(whole, "multiple :: in address", rest);
        }
        ellipsis = i;
        rest = rest.substring(1);
        if (rest.isEmpty()) {
          break;
        }
      }
    }
    if (!rest.isEmpty()) {
      return refused(whole, "trailing garbage after address", rest);
    }
    if (i < 16 && ellipsis < 0) {
      return refused(whole, "address string too short", null);
    }
    return i >= 16 && ellipsis >= 0
        ? refused(whole, "the :: must expand to at least one field of zeros", null)
        : null;
  }
}
