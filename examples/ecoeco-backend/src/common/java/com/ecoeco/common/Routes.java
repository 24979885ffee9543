package com.ecoeco.common;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a service answers: method and path template to handler. A part `{name}` of a template
/// matches one part of the path.
public final class Routes {
  /// Answers a request; an [HttpError] becomes its status.
  @FunctionalInterface
  public interface Handler {
    Response handle(Request request);
  }

  record Route(String method, String template, Handler handler) {}

  record Match(Route route, Map<String, String> pathValues) {}

  private final List<Route> routes = new ArrayList<>();

  public Routes get(String template, Handler handler) {
    return add("GET", template, handler);
  }

  public Routes post(String template, Handler handler) {
    return add("POST", template, handler);
  }

  public Routes put(String template, Handler handler) {
    return add("PUT", template, handler);
  }

  private Routes add(String method, String template, Handler handler) {
    routes.add(new Route(method, template, handler));
    return this;
  }

  Optional<Match> find(String method, String path) {
    for (Route route : routes) {
      Map<String, String> values = values(route.template(), path);
      if (values != null && (route.method().equals(method) || isHead(route, method))) {
        return Optional.of(new Match(route, values));
      }
    }
    return Optional.empty();
  }

  /// Whether the path exists with another method: the difference between 405 and 404.
  boolean knows(String path) {
    return routes.stream().anyMatch(route -> values(route.template(), path) != null);
  }

  private static boolean isHead(Route route, String method) {
    return method.equals("HEAD") && route.method().equals("GET");
  }

  private static Map<String, String> values(String template, String path) {
    String[] expected = template.split("/", -1);
    String[] actual = path.split("/", -1);
    if (expected.length != actual.length) {
      return null;
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < expected.length; i++) {
      if (expected[i].startsWith("{") && !actual[i].isEmpty()) {
        values.put(expected[i].substring(1, expected[i].length() - 1), actual[i]);
      } else if (!expected[i].equals(actual[i])) {
        return null;
      }
    }
    return values;
  }
}
