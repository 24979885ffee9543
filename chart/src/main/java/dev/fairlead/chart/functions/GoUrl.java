package dev.fairlead.chart.functions;

import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoStrings;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Go's `net/url`: a URL in its parts, unescaped.
///
/// @param userinfo as `Userinfo.String` has it; null where there is none
record GoUrl(
    String scheme,
    String opaque,
    @Nullable String userinfo,
    String host,
    String path,
    String query,
    String fragment) {

  enum Mode {
    PATH,
    USER,
    HOST,
    ZONE,
    FRAGMENT,
    QUERY
  }

  /// Why a text is no URL.
  static final class Problem extends RuntimeException {
    Problem(String message) {
      super(message, null, false, false);
    }
  }

  /// `url.Parse`.
  ///
  /// @throws GoError with Go's words where the text is no URL
  static GoUrl parse(String text) {
    int hash = text.indexOf('#');
    String url = hash < 0 ? text : text.substring(0, hash);
    GoUrl parsed;
    try {
      parsed = withoutFragment(url);
    } catch (Problem e) {
      throw error(url, e);
    }
    try {
      String fragment = hash < 0 ? "" : unescape(text.substring(hash + 1), Mode.FRAGMENT);
      return parsed.withFragment(fragment);
    } catch (Problem e) {
      throw error(text, e);
    }
  }

  private static GoError error(String url, Problem problem) {
    return new GoError("parse " + GoStrings.quote(url) + ": " + problem.getMessage());
  }

  private GoUrl withFragment(String other) {
    return new GoUrl(scheme, opaque, userinfo, host, path, query, other);
  }

  private static GoUrl relative(String path, String query) {
    return new GoUrl("", "", null, "", path, query, "");
  }

  private static GoUrl withoutFragment(String url) {
    for (int i = 0; i < url.length(); i++) {
      if (url.charAt(i) < ' ' || url.charAt(i) == 0x7f) {
        throw new Problem("net/url: invalid control character in URL");
      }
    }
    if (url.equals("*")) {
      return relative("*", "");
    }
    int colon = schemeLength(url);
    if (colon == 0) {
      throw new Problem("missing protocol scheme");
    }
    String scheme = colon < 0 ? "" : Cases.lower(url.substring(0, colon));
    String rest = url.substring(colon + 1);
    int mark = rest.indexOf('?');
    String query = mark < 0 ? "" : rest.substring(mark + 1);
    rest = mark < 0 ? rest : rest.substring(0, mark);
    if (!rest.startsWith("/")) {
      if (!scheme.isEmpty()) {
        return new GoUrl(scheme, rest, null, "", "", query, "");
      }
      int slash = rest.indexOf('/');
      if ((slash < 0 ? rest : rest.substring(0, slash)).indexOf(':') >= 0) {
        throw new Problem("first path segment in URL cannot contain colon");
      }
    }
    if (!rest.startsWith("//") || (scheme.isEmpty() && rest.startsWith("///"))) {
      return new GoUrl(scheme, "", null, "", unescape(rest, Mode.PATH), query, "");
    }
    int end = rest.indexOf('/', 2);
    String authority = end < 0 ? rest.substring(2) : rest.substring(2, end);
    int at = authority.lastIndexOf('@');
    String host = host(authority.substring(at + 1));
    String user = at < 0 ? null : user(authority.substring(0, at));
    String path = unescape(end < 0 ? "" : rest.substring(end), Mode.PATH);
    return new GoUrl(scheme, "", user, host, path, query, "");
  }

  /// `getScheme`: where the colon behind the scheme is; -1 where there is none.
  private static int schemeLength(String url) {
    for (int i = 0; i < url.length(); i++) {
      char c = url.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (c == ':') {
        return i;
      }
      if (!letter && (i == 0 || ((c < '0' || c > '9') && "+-.".indexOf(c) < 0))) {
        return -1;
      }
    }
    return -1;
  }

  private static String user(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean word = c < 0x80 && Character.isLetterOrDigit(c);
      if (!word && "-._:~!$&'()*+,;=%@".indexOf(c) < 0) {
        throw new Problem("net/url: invalid userinfo");
      }
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      return escape(unescape(text, Mode.USER), Mode.USER);
    }
    return escape(unescape(text.substring(0, colon), Mode.USER), Mode.USER)
        + ":"
        + escape(unescape(text.substring(colon + 1), Mode.USER), Mode.USER);
  }

  /// `parseHost`: brackets hold an IPv6 address, with a zone behind `%25`.
  private static String host(String host) {
    int open = host.indexOf('[');
    if (open > 0) {
      // The URL before the bracket is what Go 1.25.9 refuses.
      throw new Problem("invalid IP-literal");
    }
    if (open == 0) {
      int close = host.lastIndexOf(']');
      if (close < 0) {
        throw new Problem("missing ']' in host");
      }
      port(host.substring(close + 1));
      String address = host.substring(1, close);
      int zone = address.indexOf("%25");
      String literal;
      if (zone >= 0) {
        literal =
            unescape(address.substring(0, zone), Mode.HOST)
                + unescape(address.substring(zone), Mode.ZONE);
      } else {
        literal = unescape(address, Mode.HOST);
      }
      String problem = GoAddress.problem(literal);
      if (problem != null) {
        throw new Problem("invalid host: " + problem);
      }
      if (literal.indexOf(':') < 0) {
        throw new Problem("invalid IP-literal");
      }
      return "[" + literal + "]" + unescape(host.substring(close + 1), Mode.HOST);
    }
    int colon = host.lastIndexOf(':');
    if (colon >= 0) {
      port(host.substring(colon));
    }
    return unescape(host, Mode.HOST);
  }

  private static void port(String port) {
    if (!port.matches("|:[0-9]*")) {
      throw new Problem("invalid port " + GoStrings.quote(port) + " after host");
    }
  }

  /// `URL.Hostname`.
  String hostname() {
    String name = host;
    int colon = name.lastIndexOf(':');
    if (colon >= 0 && name.substring(colon + 1).matches("[0-9]*")) {
      name = name.substring(0, colon);
    }
    return name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
  }

  /// `URL.String`.
  String text() {
    StringBuilder out = new StringBuilder();
    if (!scheme.isEmpty()) {
      out.append(scheme).append(':');
    }
    if (!opaque.isEmpty()) {
      out.append(opaque);
    } else {
      if (!scheme.isEmpty() || !host.isEmpty() || userinfo != null) {
        if (!host.isEmpty() || !path.isEmpty() || userinfo != null) {
          out.append("//");
        }
        if (userinfo != null) {
          out.append(userinfo).append('@');
        }
        out.append(escape(host, Mode.HOST));
      }
      String escaped = path.equals("*") ? "*" : escape(path, Mode.PATH);
      if (!escaped.isEmpty() && !escaped.startsWith("/") && !host.isEmpty()) {
        out.append('/');
      }
      if (out.isEmpty()) {
        int slash = escaped.indexOf('/');
        if ((slash < 0 ? escaped : escaped.substring(0, slash)).indexOf(':') >= 0) {
          out.append("./");
        }
      }
      out.append(escaped);
    }
    if (!query.isEmpty()) {
      out.append('?').append(query);
    }
    if (!fragment.isEmpty()) {
      out.append('#').append(escape(fragment, Mode.FRAGMENT));
    }
    return out.toString();
  }

  private static boolean shouldEscape(int c, Mode mode) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
      return false;
    }
    if ((mode == Mode.HOST || mode == Mode.ZONE) && "!$&'()*+,;=:[]<>\"".indexOf(c) >= 0) {
      return false;
    }
    return switch (c) {
      case '-', '_', '.', '~' -> false;
      case '$', '&', '+', ',', '/', ':', ';', '=', '?', '@' ->
          switch (mode) {
            case PATH -> c == '?';
            case USER -> c == '@' || c == '/' || c == '?' || c == ':';
            case QUERY, HOST, ZONE -> true;
            case FRAGMENT -> false;
          };
      case '!', '(', ')', '*' -> mode != Mode.FRAGMENT;
      default -> true;
    };
  }

  static String escape(String text, Mode mode) {
    StringBuilder out = new StringBuilder(text.length());
    for (byte b : GoStrings.encode(text)) {
      int c = b & 0xff;
      if (c == ' ' && mode == Mode.QUERY) {
        out.append('+');
      } else if (shouldEscape(c, mode)) {
        out.append("%%%02X".formatted(c));
      } else {
        out.append((char) c);
      }
    }
    return out.toString();
  }

  private static String unescape(String text, Mode mode) {
    byte[] bytes = GoStrings.encode(text);
    boolean host = mode == Mode.HOST || mode == Mode.ZONE;
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        if (host && bytes[i] >= 0 && shouldEscape(bytes[i], mode)) {
          throw new Problem(
              "invalid character " + GoStrings.quote("" + (char) bytes[i]) + " in host name");
        }
        out.write(bytes[i]);
        continue;
      }
      String found =
          new String(bytes, i, Math.min(3, bytes.length - i), StandardCharsets.ISO_8859_1);
      if (!found.matches("%[0-9a-fA-F]{2}")) {
        throw escapeProblem(bytes, i);
      }
      int value = Integer.parseInt(found, 1, 3, 16);
      // In a host only bytes beyond ASCII are escaped, and the mark of a zone.
      boolean marks = found.equals("%25");
      if ((mode == Mode.HOST && value < 0x80 && !marks)
          || (mode == Mode.ZONE && !marks && value != ' ' && shouldEscape(value, Mode.HOST))) {
        throw escapeProblem(bytes, i);
      }
      out.write(value);
      i += 2;
    }
    return GoStrings.decode(out.toByteArray());
  }

  private static Problem escapeProblem(byte[] bytes, int at) {
    byte[] found = java.util.Arrays.copyOfRange(bytes, at, Math.min(at + 3, bytes.length));
    return new Problem("invalid URL escape " + GoStrings.quote(GoStrings.decode(found)));
  }
}
