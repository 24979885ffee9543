package dev.fairlead.chart.functions;

import static dev.fairlead.chart.functions.Arguments.map;
import static dev.fairlead.chart.functions.Arguments.text;

import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.GoType;
import dev.fairlead.chart.go.GoValues;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/// Go's `net/url` as far as Sprig shows it.
public final class Urls {
  private Urls() {}

  static void register(Registry registry) {
    registry.fixed("urlParse", a -> parse(text(a[0])).dict(), GoType.STRING);
    registry.fixed("urlJoin", a -> join(map(a[0])), GoType.DICT);
  }

  private enum Mode {
    PATH,
    USER,
    HOST,
    FRAGMENT,
    QUERY
  }

  static String queryEscape(String text) {
    return escape(text, Mode.QUERY);
  }

  private static boolean shouldEscape(int c, Mode mode) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
      return false;
    }
    if (mode == Mode.HOST && "!$&'()*+,;=:[]<>\"".indexOf(c) >= 0) {
      return false;
    }
    return switch (c) {
      case '-', '_', '.', '~' -> false;
      case '$', '&', '+', ',', '/', ':', ';', '=', '?', '@' ->
          switch (mode) {
            case PATH -> c == '?';
            case USER -> c == '@' || c == '/' || c == '?' || c == ':';
            case QUERY -> true;
            case FRAGMENT -> false;
            case HOST -> true;
          };
      case '!', '(', ')', '*' -> mode != Mode.FRAGMENT;
      default -> true;
    };
  }

  private static String escape(String text, Mode mode) {
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

  private static String unescape(String text, String url) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] bytes = GoStrings.encode(text);
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        out.write(bytes[i]);
        continue;
      }
      int high = i + 1 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        String bad = text.substring(i, Math.min(text.length(), i + 3));
        throw problem(url, "invalid URL escape " + GoStrings.quote(bad));
      }
      out.write(high << 4 | low);
      i += 2;
    }
    return GoStrings.decode(out.toByteArray());
  }

  private static GoError problem(String url, String message) {
    return new GoError("unable to parse url: parse " + GoStrings.quote(url) + ": " + message);
  }

  /// A URL in its parts; the path with the spelling it came in.
  private record Url(
      String scheme,
      String opaque,
      @Nullable String userinfo,
      String host,
      String path,
      String rawPath,
      String query,
      String fragment) {
    GoMap dict() {
      GoMap out = GoMap.create();
      out.put("scheme", scheme);
      out.put("host", host);
      out.put("hostname", hostname());
      out.put("path", path);
      out.put("query", query);
      out.put("opaque", opaque);
      out.put("fragment", fragment);
      out.put("userinfo", userinfo == null ? "" : userinfo);
      return out;
    }

    private String hostname() {
      String name = host;
      int colon = name.lastIndexOf(':');
      if (colon >= 0 && name.substring(colon + 1).matches("[0-9]*")) {
        name = name.substring(0, colon);
      }
      return name.startsWith("[") && name.endsWith("]")
          ? name.substring(1, name.length() - 1)
          : name;
    }
  }

  /// The scheme of a URL; empty where it is relative.
  ///
  /// @throws GoError with Go's message where it is no URL
  public static String scheme(String url) {
    return parse(url).scheme();
  }

  private static Url parse(String url) {
    for (int i = 0; i < url.length(); i++) {
      if (url.charAt(i) < ' ' || url.charAt(i) == 0x7f) {
        throw problem(url, "net/url: invalid control character in URL");
      }
    }
    String rest = url;
    String fragment = "";
    int hash = rest.indexOf('#');
    if (hash >= 0) {
      fragment = unescape(rest.substring(hash + 1), url);
      rest = rest.substring(0, hash);
    }
    String scheme = "";
    int colon = rest.indexOf(':');
    if (colon == 0) {
      throw problem(url, "missing protocol scheme");
    }
    if (colon > 0 && rest.substring(0, colon).matches("[a-zA-Z][a-zA-Z0-9+.-]*")) {
      scheme = Cases.lower(rest.substring(0, colon));
      rest = rest.substring(colon + 1);
    } else if (colon > 0) {
      int slash = rest.indexOf('/');
      if (slash < 0 || colon < slash) {
        boolean letters = rest.substring(0, colon).matches("[a-zA-Z0-9+.-]*");
        if (!letters || !rest.substring(0, 1).matches("[a-zA-Z]")) {
          throw problem(url, "first path segment in URL cannot contain colon");
        }
      }
    }
    String query = "";
    int mark = rest.indexOf('?');
    if (mark >= 0) {
      query = rest.substring(mark + 1);
      rest = rest.substring(0, mark);
    }
    if (!rest.startsWith("/") && !scheme.isEmpty()) {
      return new Url(scheme, rest, null, "", "", "", query, fragment);
    }
    String userinfo = null;
    String host = "";
    if (rest.startsWith("//") && (!scheme.isEmpty() || !rest.startsWith("///"))) {
      int end = rest.indexOf('/', 2);
      String authority = end < 0 ? rest.substring(2) : rest.substring(2, end);
      rest = end < 0 ? "" : rest.substring(end);
      int at = authority.lastIndexOf('@');
      if (at >= 0) {
        userinfo = user(authority.substring(0, at), url);
        authority = authority.substring(at + 1);
      }
      int port = authority.lastIndexOf(':');
      boolean bracket = authority.startsWith("[");
      if (port >= 0 && !(bracket && authority.indexOf(']') > port)) {
        String digits = authority.substring(port + 1);
        if (!digits.matches("[0-9]*")) {
          throw problem(
              url, "invalid port " + GoStrings.quote(authority.substring(port)) + " after host");
        }
      }
      if (authority.indexOf(' ') >= 0) {
        throw problem(url, "invalid character \" \" in host name");
      }
      host = unescape(authority, url);
    }
    return new Url(scheme, "", userinfo, host, unescape(rest, url), rest, query, fragment);
  }

  private static String user(String text, String url) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return escape(unescape(text, url), Mode.USER);
    }
    return escape(unescape(text.substring(0, colon), url), Mode.USER)
        + ":"
        + escape(unescape(text.substring(colon + 1), url), Mode.USER);
  }

  private static String part(GoMap map, String key) {
    if (!map.has(key)) {
      return "";
    }
    Object value = map.get(key);
    if (value == null) {
      throw new GoError(Arguments.NIL_POINTER);
    }
    if (!(value instanceof String text)) {
      throw new GoError(
          "unable to parse %s key, must be of type string, but %s found"
              .formatted(key, GoValues.kind(value)));
    }
    return text;
  }

  private static String join(GoMap map) {
    String scheme = part(map, "scheme");
    String host = part(map, "host");
    String path = part(map, "path");
    String query = part(map, "query");
    String opaque = part(map, "opaque");
    String fragment = part(map, "fragment");
    String userinfo = part(map, "userinfo");
    String user = userinfo.isEmpty() ? null : user(userinfo, "proto://" + userinfo + "@host");
    StringBuilder out = new StringBuilder();
    if (!scheme.isEmpty()) {
      out.append(scheme).append(':');
    }
    if (!opaque.isEmpty()) {
      out.append(opaque);
    } else {
      if (!scheme.isEmpty() || !host.isEmpty() || user != null) {
        if (!host.isEmpty() || !path.isEmpty() || user != null) {
          out.append("//");
        }
        if (user != null) {
          out.append(user).append('@');
        }
        out.append(escape(host, Mode.HOST));
      }
      String escaped = path.equals("*") ? "*" : escape(path, Mode.PATH);
      if (!escaped.isEmpty() && !escaped.startsWith("/") && !host.isEmpty()) {
        out.append('/');
      }
      if (out.isEmpty()) {
        int slash = escaped.indexOf('/');
        String first = slash < 0 ? escaped : escaped.substring(0, slash);
        if (first.indexOf(':') >= 0) {
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
}
