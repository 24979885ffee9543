package dev.fairlead.forge;

import com.sun.net.httpserver.HttpServer;
import dev.fairlead.model.Endpoints;
import dev.fairlead.model.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A forge that gives the answers of a test, in order; the last one of a path again and again.
final class StubForge implements AutoCloseable {
  static final RepositoryName SHOP = new RepositoryName("forge.test", "acme", "shop");

  final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Deque<Answer>> answers = new HashMap<>();
  private final HttpServer server;

  record Answer(int status, String body, Map<String, String> headers) {}

  StubForge() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
          requests.add(request);
          Answer answer = answer(request);
          if (answer.status == 0) { // breaks off
            exchange.close();
            return;
          }
          answer.headers.forEach(exchange.getResponseHeaders()::set);
          byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  private synchronized Answer answer(String request) {
    Deque<Answer> queue = answers.get(request);
    if (queue == null) {
      queue = answers.get(request.replaceFirst("\\?.*", ""));
    }
    if (queue == null) {
      return new Answer(404, "{\"message\":\"Not Found\"}", Map.of());
    }
    return queue.size() > 1 ? queue.removeFirst() : queue.getFirst();
  }

  /// @param request method and path, with the query or without
  /// @param headers pairs of name and value
  synchronized StubForge answers(String request, int status, String body, String... headers) {
    var map = new HashMap<String, String>();
    for (int i = 0; i < headers.length; i += 2) {
      map.put(headers[i], headers[i + 1]);
    }
    answers.computeIfAbsent(request, _ -> new ArrayDeque<>()).add(new Answer(status, body, map));
    return this;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  GitHub client() {
    return new GitHub(
        HttpClient.newHttpClient(),
        new Endpoints(Map.of("forge.test", new Endpoints.Endpoint(null, URI.create(url()), null))),
        new Secret("t0ken"),
        pauses::add);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
