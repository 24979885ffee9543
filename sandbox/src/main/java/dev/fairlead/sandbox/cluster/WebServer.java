package dev.fairlead.sandbox.cluster;

import dev.fairlead.sandbox.http.Disturbance;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Jetty around [HttpApi]: every request on a virtual thread of its own, bodies in and out, event
/// streams over chunked HTTP and WebSocket.
final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

  /// As in the real server: a larger body is refused.
  private static final int MAX_BODY_BYTES = 3 * 1024 * 1024;

  private static final long IDLE_MILLIS = 120_000;

  private final Server server;
  private final ServerConnector connector;

  private WebServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  static WebServer start(
      String host,
      int port,
      @Nullable SSLContext tls,
      Disturbance disturbance,
      Function<Http.Request, Http.Answer> api)
      throws IOException {
    QueuedThreadPool pool = new QueuedThreadPool(32, 4);
    pool.setName("cluster-api");
    pool.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    Server server = new Server(pool);
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setSendDateHeader(true);
    configuration.setUriCompliance(UriCompliance.UNSAFE);
    configuration.setRequestHeaderSize(64 * 1024);
    configuration.setIdleTimeout(IDLE_MILLIS);
    HttpConnectionFactory http = new HttpConnectionFactory(configuration);
    ServerConnector connector;
    if (tls == null) {
      connector = new ServerConnector(server, 1, 1, http);
    } else {
      configuration.addCustomizer(new SecureRequestCustomizer(false));
      SslContextFactory.Server ssl = new SslContextFactory.Server();
      ssl.setSslContext(tls);
      connector =
          new ServerConnector(server, 1, 1, new SslConnectionFactory(ssl, "http/1.1"), http);
    }
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_MILLIS);
    connector.setAcceptQueueSize(256);
    server.addConnector(connector);
    ServerWebSocketContainer sockets = ServerWebSocketContainer.ensure(server);
    server.setHandler(new ApiHandler(disturbance, api, sockets));
    server.setStopTimeout(0);
    try {
      server.start();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("cannot start the API server on " + host + ":" + port, e);
    }
    return new WebServer(server, connector);
  }

  int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      LOG.warn("the API server did not stop cleanly", e);
    }
  }

  private static final class ApiHandler extends Handler.Abstract {
    private final Disturbance disturbance;
    private final Function<Http.Request, Http.Answer> api;
    private final ServerWebSocketContainer sockets;

    ApiHandler(
        Disturbance disturbance,
        Function<Http.Request, Http.Answer> api,
        ServerWebSocketContainer sockets) {
      this.disturbance = disturbance;
      this.api = api;
      this.sockets = sockets;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      try {
        switch (disturbance.of(request.getMethod(), request.getHttpURI().getPathQuery())) {
          case Disturbance.Verdict.Undisturbed _ -> answer(request, response, callback);
          case Disturbance.Verdict.Refused(int status) -> {
            ApiException refusal = Statuses.disturbed(status);
            write(HttpApi.failure(refusal), response, callback);
          }
          case Disturbance.Verdict.HungUp _ -> {
            request.getConnectionMetaData().getConnection().getEndPoint().close();
            callback.failed(new IOException("hung up"));
          }
        }
      } catch (IOException e) {
        callback.failed(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        callback.failed(e);
      }
      return true;
    }

    private void answer(Request request, Response response, Callback callback)
        throws IOException, InterruptedException {
      byte[] body = body(request);
      if (body == null) {
        Http.Answer.Whole refused =
            Http.Answer.json(
                413,
                Statuses.failure(
                        413,
                        "RequestEntityTooLarge",
                        "Request entity too large: limit is " + MAX_BODY_BYTES,
                        null)
                    .status());
        write(refused, response, callback);
        return;
      }
      Http.Request read =
          new Http.Request(
              request.getMethod(),
              request.getHttpURI().getPath(),
              Http.Request.parseQuery(request.getHttpURI().getQuery()),
              name -> request.getHeaders().getValuesList(name),
              body);
      switch (api.apply(read)) {
        case Http.Answer.Whole whole -> write(whole, response, callback);
        case Http.Answer.Stream stream -> stream(stream, request, response, callback);
        case Http.Answer.Watching(WatchSession session) -> {
          if (read.isWebSocket()) {
            upgrade(session, read, request, response, callback);
          } else {
            watch(session, request, response, callback);
          }
        }
      }
    }

    private static byte @Nullable [] body(Request request) throws IOException {
      if (request.getLength() == 0
          && !request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) {
        return new byte[0];
      }
      try (InputStream in = Content.Source.asInputStream(request)) {
        byte[] body = in.readNBytes(MAX_BODY_BYTES + 1);
        return body.length > MAX_BODY_BYTES ? null : body;
      }
    }

    private static void write(Http.Answer.Whole answer, Response response, Callback callback) {
      response.setStatus(answer.code());
      boolean empty = answer.body().length == 0;
      if (!empty) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
      }
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache, private");
      for (Map.Entry<String, String> header : answer.headers()) {
        response.getHeaders().add(header.getKey(), header.getValue());
      }
      if (answer.code() != 204) {
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
      }
      response.write(true, ByteBuffer.wrap(answer.body()), callback);
    }

    private static void stream(
        Http.Answer.Stream stream, Request request, Response response, Callback callback)
        throws IOException {
      request.addIdleTimeoutListener(_ -> false);
      response.setStatus(200);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, stream.contentType());
      try (OutputStream out = Content.Sink.asOutputStream(response)) {
        out.flush();
        stream.writer().write(out);
      } catch (ApiException e) {
        if (response.isCommitted()) {
          throw new IOException("the answer broke off: " + e.getMessage(), e);
        }
        write(Http.Answer.json(e.code(), e.status()), response, callback);
        return;
      }
      callback.succeeded();
    }

    private static void watch(
        WatchSession session, Request request, Response response, Callback callback)
        throws IOException, InterruptedException {
      request.addIdleTimeoutListener(_ -> false);
      response.setStatus(200);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache, private");
      response.getHeaders().put(HttpHeader.TRANSFER_ENCODING, "chunked");
      try (OutputStream out = Content.Sink.asOutputStream(response)) {
        out.flush();
        session.run(event -> {
          byte[] line = java.util.Arrays.copyOf(event, event.length + 1);
          line[event.length] = '\n';
          out.write(line);
          out.flush();
        });
      }
      callback.succeeded();
    }

    private void upgrade(
        WatchSession session,
        Http.Request read,
        Request request,
        Response response,
        Callback callback) {
      // Go's WebSocket library, which the real server uses, insists on it
      if (read.headerOrEmpty("Origin").isEmpty()) {
        write(
            new Http.Answer.Whole(403, "text/plain", new byte[0], java.util.List.of()),
            response,
            callback);
        return;
      }
      boolean accepted =
          sockets.upgrade((_, _, _) -> new WatchSocket(session), request, response, callback);
      if (!accepted) {
        write(
            new Http.Answer.Whole(
                400,
                "text/plain",
                "not a WebSocket handshake".getBytes(StandardCharsets.UTF_8),
                java.util.List.of()),
            response,
            callback);
      }
    }
  }
}
