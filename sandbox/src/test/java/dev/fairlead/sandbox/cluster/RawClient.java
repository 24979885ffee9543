package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/// An HTTP/1.1 client over plain sockets: it sends exactly what a vector says, reads event lines as
/// they come and speaks WebSocket.
final class RawClient {
  private static final int TIMEOUT_MILLIS = 30_000;

  private final URI server;
  private final String token;
  private final SocketFactory sockets;

  RawClient(URI server, String token) {
    this(server, token, SocketFactory.getDefault());
  }

  /// @param sockets makes connections, with TLS or without
  RawClient(URI server, String token, SocketFactory sockets) {
    this.server = server;
    this.token = token;
    this.sockets = sockets;
  }

  /// @param end how a watch ended: `closed` by the server, `enough` events, `time`, or `answered`
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Reply(
      int status, Map<String, List<String>> headers, byte[] body, List<byte[]> events, String end) {
    String header(String name) {
      List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
      return values == null ? "" : values.getFirst();
    }
  }

  Reply send(JsonNode request) throws IOException {
    try (Socket socket = connect(TIMEOUT_MILLIS)) {
      write(socket, request, Map.of("Connection", "close"));
      InputStream in = new BufferedInputStream(socket.getInputStream());
      Head head = Head.read(in);
      return new Reply(head.status(), head.headers(), body(head, in), List.of(), "answered");
    }
  }

  /// Reads events until so many came (negative: until the server closes) or the time is up.
  Reply watch(JsonNode request, int events, double seconds, IntConsumer seen) throws IOException {
    long deadline = System.nanoTime() + (long) (seconds * 1e9);
    try (Socket socket = connect((int) (seconds * 1000))) {
      write(socket, request, Map.of("Connection", "close"));
      InputStream in = new BufferedInputStream(socket.getInputStream());
      Head head = Head.read(in);
      if (head.status() != 200) {
        return new Reply(head.status(), head.headers(), body(head, in), List.of(), "answered");
      }
      seen.accept(0);
      List<byte[]> lines = new ArrayList<>();
      InputStream chunks = new ChunkedInput(in);
      String end = "closed";
      try {
        while (events < 0 || lines.size() < events) {
          byte[] line = line(chunks, socket, deadline);
          if (line == null) {
            break;
          }
          if (line.length > 0) {
            lines.add(line);
            seen.accept(lines.size());
          }
        }
        if (events >= 0 && lines.size() >= events) {
          end = "enough";
        }
      } catch (SocketTimeoutException _) {
        end = "time";
      }
      return new Reply(200, head.headers(), new byte[0], lines, end);
    }
  }

  /// The same as [#watch] over a WebSocket.
  Reply webSocket(JsonNode request, int events, double seconds, IntConsumer seen)
      throws IOException {
    long deadline = System.nanoTime() + (long) (seconds * 1e9);
    try (Socket socket = connect((int) (seconds * 1000))) {
      Map<String, String> upgrade = new LinkedHashMap<>();
      upgrade.put("Upgrade", "websocket");
      upgrade.put("Connection", "Upgrade");
      upgrade.put("Sec-WebSocket-Version", "13");
      upgrade.put(
          "Sec-WebSocket-Key",
          Base64.getEncoder().encodeToString("sixteen letters!".getBytes(StandardCharsets.UTF_8)));
      write(socket, request, upgrade);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      Head head = Head.read(in);
      if (head.status() != 101) {
        return new Reply(head.status(), head.headers(), body(head, in), List.of(), "answered");
      }
      seen.accept(0);
      List<byte[]> frames = new ArrayList<>();
      String end = "closed";
      try {
        while (events < 0 || frames.size() < events) {
          byte[] frame = frame(in, socket, deadline);
          if (frame == null) {
            break;
          }
          frames.add(frame);
          seen.accept(frames.size());
        }
        if (events >= 0 && frames.size() >= events) {
          end = "enough";
        }
      } catch (SocketTimeoutException _) {
        end = "time";
      }
      return new Reply(101, head.headers(), new byte[0], frames, end);
    }
  }

  private Socket connect(int timeoutMillis) throws IOException {
    Socket socket = sockets.createSocket(server.getHost(), server.getPort());
    socket.setSoTimeout(Math.max(timeoutMillis, 50));
    return socket;
  }

  private void write(Socket socket, JsonNode request, Map<String, String> more) throws IOException {
    StringBuilder path = new StringBuilder(request.path("path").asText());
    for (Map.Entry<String, JsonNode> each : request.path("query").properties()) {
      for (JsonNode value :
          each.getValue().isArray() ? each.getValue() : List.of(each.getValue())) {
        path.append(path.indexOf("?") < 0 ? '?' : '&');
        path.append(URLEncoder.encode(each.getKey(), StandardCharsets.UTF_8)).append('=');
        path.append(URLEncoder.encode(value.asText(), StandardCharsets.UTF_8));
      }
    }
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Host", server.getHost() + ":" + server.getPort());
    headers.put("Accept", "application/json");
    headers.put("User-Agent", "vectors/1.0");
    headers.put("Authorization", "Bearer " + token);
    headers.putAll(more);
    byte[] body = null;
    if (request.has("bodyBase64")) {
      body = Base64.getDecoder().decode(request.path("bodyBase64").asText());
    } else if (request.has("bodyText")) {
      body = request.path("bodyText").asText().getBytes(StandardCharsets.UTF_8);
    } else if (request.has("body")) {
      body = recorded(request.path("body")).getBytes(StandardCharsets.UTF_8);
      headers.put("Content-Type", "application/json");
    }
    for (Map.Entry<String, JsonNode> each : request.path("headers").properties()) {
      headers.put(each.getKey(), each.getValue().asText());
    }
    if (body != null) {
      headers.put("Content-Length", Integer.toString(body.length));
    }
    StringBuilder head = new StringBuilder();
    head.append(request.path("method").asText()).append(' ').append(path).append(" HTTP/1.1\r\n");
    headers.forEach((name, value) -> {
      if (!value.isEmpty()) {
        head.append(name).append(": ").append(value).append("\r\n");
      }
    });
    head.append("\r\n");
    OutputStream out = socket.getOutputStream();
    out.write(head.toString().getBytes(StandardCharsets.UTF_8));
    if (body != null) {
      out.write(body);
    }
    out.flush();
  }

  /// A body in the spacing in which the recorder sent it; some messages quote it.
  private static String recorded(JsonNode node) {
    if (node.isObject()) {
      List<String> members = new ArrayList<>();
      node.properties()
          .forEach(each ->
              members.add(
                  com.fasterxml.jackson.databind.node.TextNode.valueOf(each.getKey())
                      + ": "
                      + recorded(each.getValue())));
      return "{" + String.join(", ", members) + "}";
    }
    if (node.isArray()) {
      List<String> elements = new ArrayList<>();
      node.forEach(each -> elements.add(recorded(each)));
      return "[" + String.join(", ", elements) + "]";
    }
    return node.toString();
  }

  private static byte[] body(Head head, InputStream in) throws IOException {
    if (head.status() == 204 || head.status() == 304) {
      return new byte[0];
    }
    String length = head.first("content-length");
    if (!length.isEmpty()) {
      return in.readNBytes(Integer.parseInt(length));
    }
    return head.first("transfer-encoding").equals("chunked")
        ? new ChunkedInput(in).readAllBytes()
        : in.readAllBytes();
  }

  private static byte @Nullable [] line(InputStream in, Socket socket, long deadline)
      throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new SocketTimeoutException("time is up");
      }
      socket.setSoTimeout((int) Math.max(left, 50));
      int next = in.read();
      if (next < 0) {
        return line.size() == 0 ? null : line.toByteArray();
      }
      if (next == '\n') {
        return line.toByteArray();
      }
      line.write(next);
    }
  }

  private static byte @Nullable [] frame(InputStream in, Socket socket, long deadline)
      throws IOException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException("time is up");
    }
    socket.setSoTimeout((int) Math.max(left, 50));
    int first = in.read();
    if (first < 0 || (first & 15) == 8) {
      return null;
    }
    long length = in.read() & 127;
    if (length == 126) {
      length = number(in.readNBytes(2));
    } else if (length == 127) {
      length = number(in.readNBytes(8));
    }
    return in.readNBytes((int) length);
  }

  private static long number(byte[] bytes) {
    long value = 0;
    for (byte each : bytes) {
      value = (value << 8) | (each & 0xFF);
    }
    return value;
  }

  /// A status line and headers.
  private record Head(int status, Map<String, List<String>> headers) {
    static Head read(InputStream in) throws IOException {
      String first = text(in);
      int status = Integer.parseInt(first.split(" ")[1]);
      Map<String, List<String>> headers = new LinkedHashMap<>();
      for (String line = text(in); !line.isEmpty(); line = text(in)) {
        int colon = line.indexOf(':');
        headers
            .computeIfAbsent(
                line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
            .add(line.substring(colon + 1).strip());
      }
      return new Head(status, headers);
    }

    String first(String name) {
      return headers.containsKey(name) ? headers.get(name).getFirst() : "";
    }
  }

  static String text(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the answer ends within its head");
      }
      if (next == '\n') {
        return line.toString(StandardCharsets.UTF_8).strip();
      }
      line.write(next);
    }
  }

  /// A body in chunks.
  @SuppressWarnings("InputStreamSlowMultibyteRead") // answers here are small
  private static final class ChunkedInput extends InputStream {
    private final InputStream in;
    private int left;
    private boolean inside;
    private boolean ended;

    ChunkedInput(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      if (ended) {
        return -1;
      }
      if (left == 0) {
        if (inside) {
          text(in); // the end of the chunk before may come together with the next one
        }
        inside = true;
        left = Integer.parseInt(text(in), 16);
        if (left == 0) {
          ended = true;
          return -1;
        }
      }
      int next = in.read();
      left -= next >= 0 ? 1 : 0;
      return next;
    }
  }
}
