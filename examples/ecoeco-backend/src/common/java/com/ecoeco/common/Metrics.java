package com.ecoeco.common;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts of answered requests in Prometheus' text format. Safe for any thread.
final class Metrics {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private record Key(String method, String route, int status) implements Comparable<Key> {
    String labels() {
      return "{method=\"%s\",route=\"%s\",status=\"%d\"}".formatted(method, route, status);
    }

    @Override
    public int compareTo(Key other) {
      return labels().compareTo(other.labels());
    }
  }

  private final Map<Key, LongAdder> requests = new ConcurrentSkipListMap<>();
  private final Map<Key, LongAdder> nanos = new ConcurrentSkipListMap<>();

  /// @param route the template, not the path: a path would make a series per user
  void answered(String method, String route, int status, Duration took) {
    Key key = new Key(method, route, status);
    requests.computeIfAbsent(key, _ -> new LongAdder()).increment();
    nanos.computeIfAbsent(key, _ -> new LongAdder()).add(took.toNanos());
  }

  String text(ServiceInfo info, boolean draining, Map<String, Boolean> dependencies) {
    StringBuilder out = new StringBuilder();
    header(out, "ecoeco_build_info", "gauge", "The service and its version.");
    out.append(
        "ecoeco_build_info{service=\"%s\",version=\"%s\"} 1\n"
            .formatted(info.name(), info.version()));
    header(out, "ecoeco_draining", "gauge", "1 while the service is stopping.");
    out.append("ecoeco_draining ").append(draining ? 1 : 0).append('\n');
    header(out, "ecoeco_http_requests_total", "counter", "Answered requests.");
    requests.forEach((key, count) ->
        out.append("ecoeco_http_requests_total%s %d\n".formatted(key.labels(), count.sum())));
    header(out, "ecoeco_http_request_seconds_total", "counter", "Time spent on them.");
    nanos.forEach((key, sum) ->
        out.append(
            "ecoeco_http_request_seconds_total%s %s\n".formatted(key.labels(), sum.sum() / 1e9)));
    if (!dependencies.isEmpty()) {
      header(out, "ecoeco_dependency_up", "gauge", "Whether an external service can be reached.");
      dependencies.forEach((name, up) ->
          out.append("ecoeco_dependency_up{name=\"%s\"} %d\n".formatted(name, up ? 1 : 0)));
    }
    Runtime runtime = Runtime.getRuntime();
    header(out, "jvm_memory_used_bytes", "gauge", "Used heap.");
    out.append("jvm_memory_used_bytes{area=\"heap\"} ")
        .append(runtime.totalMemory() - runtime.freeMemory())
        .append('\n');
    return out.toString();
  }

  private static void header(StringBuilder out, String name, String type, String help) {
    out.append("# HELP %s %s\n# TYPE %s %s\n".formatted(name, help, name, type));
  }
}
