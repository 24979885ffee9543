package dev.fairlead.sandbox.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/// An HTTP server on one address, each request on a virtual thread. Answers requests from the
/// moment it exists until it is closed.
public final class LoopbackServer implements AutoCloseable {
  private final Javalin javalin;
  private final String host;
  private final int port;
  private final boolean tls;

  private LoopbackServer(Javalin javalin, String host, int port, boolean tls) {
    this.javalin = javalin;
    this.host = host;
    this.port = port;
    this.tls = tls;
  }

  /// @param port 0 for any free one
  /// @param tls certificate and key to serve with; null: plain HTTP
  /// @param faulty stands before the routes; null: nothing does
  public static LoopbackServer start(
      String host,
      int port,
      @Nullable SSLContext tls,
      @Nullable DisturbanceFilter faulty,
      Consumer<JavalinConfig> routes) {
    Javalin javalin =
        Javalin.create(config -> {
          config.startup.showJavalinBanner = false;
          config.startup.showOldJavalinVersionWarning = false;
          config.startup.startupWatcherEnabled = false;
          // Answers are small, or compressed already, or hashed by their receiver.
          config.http.compressionStrategy = CompressionStrategy.NONE;
          config.concurrency.useVirtualThreads = true;
          config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
          config.jetty.addConnector((server, http) -> {
            ServerConnector connector;
            if (tls == null) {
              connector = new ServerConnector(server, new HttpConnectionFactory(http));
            } else {
              // Clients name an IP address, which SNI cannot carry.
              http.addCustomizer(new SecureRequestCustomizer(false));
              var context = new SslContextFactory.Server();
              context.setSslContext(tls);
              connector =
                  new ServerConnector(
                      server,
                      new SslConnectionFactory(context, "http/1.1"),
                      new HttpConnectionFactory(http));
            }
            connector.setHost(host);
            connector.setPort(port);
            connector.setIdleTimeout(300_000); // milliseconds; pushes may pause
            return connector;
          });
          if (faulty != null) {
            config.jetty.modifyServletContextHandler(context -> {
              var holder = new FilterHolder(faulty);
              holder.setAsyncSupported(true);
              context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
            });
          }
          routes.accept(config);
        });
    javalin.start();
    var connector = (ServerConnector) javalin.jettyServer().server().getConnectors()[0];
    return new LoopbackServer(javalin, host, connector.getLocalPort(), tls != null);
  }

  public int port() {
    return port;
  }

  /// `host:port`.
  public String authority() {
    return host + ":" + port;
  }

  /// `http://host:port` or `https://host:port`, without a slash at the end.
  public String baseUrl() {
    return (tls ? "https://" : "http://") + authority();
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
