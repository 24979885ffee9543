package dev.fairlead.chart.functions;

import static dev.fairlead.chart.functions.Arguments.map;
import static dev.fairlead.chart.functions.Arguments.text;

import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoType;
import dev.fairlead.chart.go.GoValues;

/// Sprig's URLs (`url.go`).
public final class Urls {
  private Urls() {}

  static void register(Registry registry) {
    registry.fixed("urlParse", a -> parse(text(a[0])), GoType.STRING);
    registry.fixed("urlJoin", a -> join(map(a[0])), GoType.DICT);
  }

  static String queryEscape(String text) {
    return GoUrl.escape(text, GoUrl.Mode.QUERY);
  }

  /// The scheme of a URL; empty where it is relative.
  ///
  /// @throws GoError with Go's message where it is no URL
  public static String scheme(String url) {
    return url(url, "unable to parse url: ").scheme();
  }

  private static GoUrl url(String text, String context) {
    try {
      return GoUrl.parse(text);
    } catch (GoError e) {
      throw new GoError(context + e.text());
    }
  }

  private static GoMap parse(String text) {
    GoUrl url = url(text, "unable to parse url: ");
    GoMap out = GoMap.create();
    out.put("scheme", url.scheme());
    out.put("host", url.host());
    out.put("hostname", url.hostname());
    out.put("path", url.path());
    out.put("query", url.query());
    out.put("opaque", url.opaque());
    out.put("fragment", url.fragment());
    out.put("userinfo", url.userinfo() == null ? "" : url.userinfo());
    return out;
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
    String user =
        userinfo.isEmpty()
            ? null
            : url("proto://" + userinfo + "@host", "unable to parse userinfo in dict: ").userinfo();
    return new GoUrl(scheme, opaque, user, host, path, query, fragment).text();
  }
}
