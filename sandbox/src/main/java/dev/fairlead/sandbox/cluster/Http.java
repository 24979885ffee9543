package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// HTTP requests and answers as values, free of the web server's types.
final class Http {
  private Http() {}

  /// A request whose body has been read.
  ///
  /// @param rawPath the path as sent, percent-encoded
  /// @param query parameters in order
  /// @param headers the values of a header; none if it was not sent
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Request(
      String method,
      String rawPath,
      Map<String, List<String>> query,
      Function<String, List<String>> headers,
      byte[] body) {
    /// The first value of a parameter, or the empty string.
    String parameter(String name) {
      List<String> values = query.get(name);
      return values == null || values.isEmpty() ? "" : values.getFirst();
    }

    boolean has(String name) {
      return query.containsKey(name);
    }

    /// A boolean parameter, as Go's API machinery reads it: present and neither `false` nor `0`.
    boolean flag(String name) {
      String value = parameter(name);
      return has(name) && !value.equals("false") && !value.equals("0");
    }

    /// The first value of a header, or null.
    @Nullable String header(String name) {
      List<String> values = headers.apply(name);
      return values.isEmpty() ? null : values.getFirst();
    }

    /// The first value of a header, or the empty string.
    String headerOrEmpty(String name) {
      String value = header(name);
      return value == null ? "" : value;
    }

    boolean isWebSocket() {
      return headerOrEmpty("Upgrade").equalsIgnoreCase("websocket");
    }

    static Map<String, List<String>> parseQuery(@Nullable String query) {
      Map<String, List<String>> parameters = new LinkedHashMap<>();
      if (query == null || query.isEmpty()) {
        return parameters;
      }
      for (String pair : query.split("&")) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        parameters.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
      }
      return parameters;
    }

    private static String decode(String text) {
      try {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
      } catch (IllegalArgumentException _) {
        return text; // a lone percent sign
      }
    }
  }

  /// What to send back.
  sealed interface Answer {
    /// A body that is there as a whole.
    ///
    /// @param headers further headers, several of one name possible
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Whole(int code, String contentType, byte[] body, List<Map.Entry<String, String>> headers)
        implements Answer {}

    /// A body that comes in pieces, each flushed.
    record Stream(String contentType, Writer writer) implements Answer {}

    /// Events for a watch.
    record Watching(WatchSession session) implements Answer {}

    static Whole json(int code, JsonNode body) {
      byte[] bytes = Json.bytes(body);
      return new Whole(code, "application/json", bytes, List.of());
    }

    static Whole text(int code, String text) {
      return new Whole(
          code, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), List.of());
    }
  }

  /// Writes a body to the client.
  interface Writer {
    void write(OutputStream out) throws IOException;
  }
}
