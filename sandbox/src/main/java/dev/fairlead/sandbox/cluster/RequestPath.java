package dev.fairlead.sandbox.cluster;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A path below `/api/VERSION` or `/apis/GROUP/VERSION`, taken apart.
///
/// @param group empty for the core group
/// @param namespace null when the path names none
/// @param resource the plural
/// @param name empty for a collection
/// @param subresource empty for the object itself
/// @param watch whether the deprecated prefix `/watch` was used
/// @param rest segments too many
record RequestPath(
    String group,
    String version,
    @Nullable String namespace,
    String resource,
    String name,
    String subresource,
    boolean watch,
    List<String> rest) {
  /// The segments of a path, decoded; empty ones at the end do not count.
  static List<String> segments(String rawPath) {
    List<String> segments = new ArrayList<>();
    for (String segment : rawPath.substring(rawPath.startsWith("/") ? 1 : 0).split("/", -1)) {
      segments.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
    }
    while (!segments.isEmpty() && segments.getLast().isEmpty()) {
      segments.removeLast();
    }
    return segments;
  }

  /// Null for a path that names no resource.
  static @Nullable RequestPath of(List<String> segments) {
    if (segments.isEmpty()) {
      return null;
    }
    boolean core = segments.getFirst().equals("api");
    int used = core ? 2 : 3;
    if ((!core && !segments.getFirst().equals("apis")) || segments.size() <= used) {
      return null;
    }
    String group = core ? "" : segments.get(1);
    String version = segments.get(used - 1);
    List<String> parts = new ArrayList<>(segments.subList(used, segments.size()));
    boolean watch = parts.getFirst().equals("watch");
    if (watch) {
      parts.removeFirst();
      if (parts.isEmpty()) {
        return null;
      }
    }
    String namespace = null;
    if (parts.getFirst().equals("namespaces") && parts.size() > 2) {
      boolean own = parts.size() == 3 && Arrays.asList("status", "finalize").contains(parts.get(2));
      if (!own) {
        namespace = parts.get(1);
        parts = new ArrayList<>(parts.subList(2, parts.size()));
      }
    }
    return new RequestPath(
        group,
        version,
        namespace,
        parts.get(0),
        parts.size() > 1 ? parts.get(1) : "",
        parts.size() > 2 ? parts.get(2) : "",
        watch,
        List.copyOf(parts.subList(Math.min(3, parts.size()), parts.size())));
  }
}
