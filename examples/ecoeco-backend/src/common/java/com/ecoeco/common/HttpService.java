package com.ecoeco.common;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A service's HTTP server: its routes, and what every service of the platform answers besides:
/// `/health` (liveness), `/ready` (readiness), `/version`, `/metrics`. Each request runs on a
/// virtual thread of its own.
///
/// Stopping without a failed request: `/ready` says no at once, and for the drain period every
/// answer carries `Connection: close`, so that a client on a keep-alive connection opens its next
/// one to another pod. Only then the sockets close.
public final class HttpService implements AutoCloseable {
  private static final int MAX_BODY_BYTES = 1 << 20;
  private static final int CONNECT_TIMEOUT_MILLIS = 300;

  private final ServiceInfo info;
  private final Map<String, InetSocketAddress> dependencies;
  private final Routes routes;
  private final Metrics metrics = new Metrics();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean draining;

  private HttpService(
      ServiceInfo info,
      Map<String, InetSocketAddress> dependencies,
      Routes routes,
      HttpServer server) {
    this.info = info;
    this.dependencies = dependencies;
    this.routes = routes;
    this.server = server;
  }

  /// Runs a service until the process is told to stop. The caller may return: the server's own
  /// thread keeps the process alive.
  public static void run(ServiceInfo info, Settings settings, Routes routes) throws IOException {
    HttpService service = start(info, settings.address(), settings.dependencies(), routes);
    Thread stop =
        new Thread(
            () -> {
              log(info, "draining for " + settings.drain().toSeconds() + " s");
              service.drain(settings.drain());
              log(info, "stopped");
              // A stop that was asked for is no failure: without this the status would be 143.
              Runtime.getRuntime().halt(0);
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    log(info, "listening on " + service.address());
  }

  public static HttpService start(
      ServiceInfo info,
      InetSocketAddress address,
      Map<String, InetSocketAddress> dependencies,
      Routes routes)
      throws IOException {
    HttpService service =
        new HttpService(info, dependencies, routes, HttpServer.create(address, 0));
    routes
        .get("/health", _ -> Response.ok(Map.of("status", "up")))
        .get("/ready", _ -> service.ready())
        .get("/version", _ -> Response.ok(info.json()))
        .get("/metrics", _ -> service.measure());
    service.server.setExecutor(service.threads);
    service.server.createContext("/", service::answer);
    service.server.start();
    return service;
  }

  public InetSocketAddress address() {
    return server.getAddress();
  }

  /// Takes the service out of rotation, goes on answering for a while, then closes it.
  public void drain(Duration period) {
    draining = true;
    try {
      Thread.sleep(period);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  /// Closes the sockets; requests that are being answered get a second to finish.
  @Override
  public void close() {
    server.stop(1);
    threads.shutdownNow();
  }

  private Response ready() {
    return draining
        ? Response.json(503, Map.of("status", "draining"))
        : Response.ok(Map.of("status", "ready"));
  }

  private Response measure() {
    Map<String, Future<Boolean>> attempts = new LinkedHashMap<>();
    dependencies.forEach(
        (name, address) -> attempts.put(name, threads.submit(() -> isReachable(address))));
    Map<String, Boolean> reachable = new LinkedHashMap<>();
    attempts.forEach((name, attempt) -> reachable.put(name, isDone(attempt)));
    return Response.text(Metrics.CONTENT_TYPE, metrics.text(info, draining, reachable));
  }

  /// Bounded as a whole: looking up a name may take longer than connecting.
  private static boolean isDone(Future<Boolean> attempt) {
    try {
      return attempt.get(2L * CONNECT_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException _) {
      attempt.cancel(true);
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean isReachable(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(address.getHostString(), address.getPort()),
          CONNECT_TIMEOUT_MILLIS);
      return true;
    } catch (IOException _) {
      return false; // that it cannot be reached is the answer
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    long start = System.nanoTime();
    String method = exchange.getRequestMethod();
    Optional<Routes.Match> match = routes.find(method, exchange.getRequestURI().getPath());
    Response response = respond(exchange, match);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", response.contentType());
      if (draining) {
        exchange.getResponseHeaders().set("Connection", "close");
      }
      boolean empty = method.equals("HEAD") || response.body().length == 0;
      exchange.sendResponseHeaders(response.status(), empty ? -1 : response.body().length);
      if (!empty) {
        exchange.getResponseBody().write(response.body());
      }
    } finally {
      metrics.answered(
          match.map(found -> found.route().method()).orElse("other"),
          match.map(found -> found.route().template()).orElse("other"),
          response.status(),
          Duration.ofNanos(System.nanoTime() - start));
    }
  }

  private Response respond(HttpExchange exchange, Optional<Routes.Match> match) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      return Response.error(413, "the body is larger than " + MAX_BODY_BYTES + " bytes");
    }
    if (match.isEmpty()) {
      return routes.knows(exchange.getRequestURI().getPath())
          ? Response.error(405, "this path does not answer " + exchange.getRequestMethod())
          : Response.error(404, "no such path");
    }
    try {
      return match
          .get()
          .route()
          .handler()
          .handle(
              new Request(
                  match.get().pathValues(),
                  query(exchange.getRequestURI().getRawQuery()),
                  bearer(exchange),
                  body));
    } catch (HttpError e) {
      return Response.error(e.status(), e.getMessage());
    } catch (RuntimeException e) {
      e.printStackTrace();
      return Response.error(500, "internal error");
    }
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> values = new LinkedHashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&")) {
        String[] parts = pair.split("=", 2);
        try {
          values.putIfAbsent(
              URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
              parts.length == 2 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "");
        } catch (IllegalArgumentException e) {
          throw HttpError.badRequest("the query is not well-formed");
        }
      }
    }
    return values;
  }

  private static Optional<String> bearer(HttpExchange exchange) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
        .filter(header -> header.regionMatches(true, 0, "Bearer ", 0, 7))
        .map(header -> header.substring(7).strip());
  }

  private static void log(ServiceInfo info, String message) {
    Map<String, Object> line = info.json();
    line.put("message", message);
    System.out.println(Json.write(line));
  }
}
