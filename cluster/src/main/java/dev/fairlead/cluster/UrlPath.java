package dev.fairlead.cluster;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Parts of request URLs.
final class UrlPath {
  private UrlPath() {}

  /// Names of RBAC objects may hold `:` and other signs.
  static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("%3A", ":");
  }

  static String query(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
