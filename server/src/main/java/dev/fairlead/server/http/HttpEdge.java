package dev.fairlead.server.http;

import dev.fairlead.delivery.DeliveryService;
import dev.fairlead.delivery.Ledger;
import dev.fairlead.server.config.ServerConfig;
import dev.fairlead.server.pages.ApplicationPage;
import dev.fairlead.server.pages.ApplicationsPage;
import dev.fairlead.server.pages.Pages;
import dev.fairlead.server.pages.PodRow;
import dev.fairlead.store.Changes;
import dev.fairlead.store.Journal;
import dev.fairlead.sync.control.ApplicationState;
import dev.fairlead.sync.control.SyncController;
import dev.fairlead.terraform.PullRequestAutomation;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's HTTP edge: pages for people, JSON for programs, webhooks for forges.
public final class HttpEdge implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpEdge.class);
  private static final int SHOWN_ENTRIES = 300;
  private static final long LARGEST_WEBHOOK = 25_000_000; // bytes; GitHub's own limit

  private final Parts parts;
  private final Pages pages;
  private final EventStream stream = new EventStream();
  private final Javalin javalin;

  /// What the edge shows and tells.
  ///
  /// @param changeTold called with a repository where something happened to a pull request
  /// @param pods the pods of an Application
  public record Parts(
      ServerConfig config,
      DeliveryService deliveries,
      Ledger ledger,
      Changes changes,
      Consumer<String> changeTold,
      PullRequestAutomation terraform,
      Journal journal,
      SyncController controller,
      Function<ApplicationState, List<PodRow>> pods,
      Clock clock) {}

  private HttpEdge(Parts parts) {
    this.parts = parts;
    this.pages = new Pages(parts.clock());
    this.javalin = Javalin.create(this::configure);
  }

  /// Starts to listen.
  public static HttpEdge start(Parts parts) {
    var edge = new HttpEdge(parts);
    edge.stream.start();
    parts.ledger().subscribe(_ -> edge.stream.changed());
    parts.controller().subscribe(_ -> edge.stream.changed());
    parts.terraform().listen(_ -> edge.stream.changed());
    edge.javalin.start();
    return edge;
  }

  /// Something that pages show has changed.
  public void refresh() {
    stream.changed();
  }

  /// The port that is listened on.
  public int port() {
    return ((ServerConnector) javalin.jettyServer().server().getConnectors()[0]).getLocalPort();
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    config.http.maxRequestSize = LARGEST_WEBHOOK;
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    config.jetty.addConnector((server, http) -> {
      var connector = new ServerConnector(server, new HttpConnectionFactory(http));
      connector.setHost(parts.config().listen().host());
      connector.setPort(parts.config().listen().port());
      return connector;
    });
    var webhook =
        new WebhookRoute(
            parts.config().repositories(),
            parts.deliveries(),
            parts.changeTold(),
            parts.journal()::append,
            parts.clock());
    config.routes.before(HttpEdge::protect);
    config.routes.get("/", context -> context.redirect("/deliveries"));
    config.routes.get("/healthz", context -> context.result("ok"));
    config.routes.post("/webhooks/github", webhook::handle);
    new DeliveryRoutes(parts.deliveries(), parts.ledger(), parts.journal(), pages)
        .addTo(config.routes);
    new ChangeRoutes(parts.changes(), parts.terraform(), parts.deliveries(), pages)
        .addTo(config.routes);
    config.routes.get("/applications", this::applications);
    config.routes.get("/applications/{name}", this::application);
    config.routes.get(
        "/journal", context -> context.html(pages.journal(parts.journal().newest(SHOWN_ENTRIES))));
    config.routes.sse("/events", stream::add);
    config.routes.get(
        "/api/v1/journal",
        context ->
            context.json(parts.journal().newest(SHOWN_ENTRIES).stream().map(ApiJson::of).toList()));
    config.routes.get("/static/{file}", StaticFiles::serve);
    config.routes.exception(
        NotFoundResponse.class,
        (missing, context) ->
            context
                .status(404)
                .html(pages.problem("Not found", String.valueOf(missing.getMessage()))));
    config.routes.error(
        404,
        context -> {
          if (context.result() == null
              || context.result().equals("Endpoint GET " + context.path() + " not found")) {
            context.html(pages.problem("Not found", "There is no page " + context.path() + "."));
          }
        });
    config.routes.exception(
        Exception.class,
        (failure, context) -> {
          LOG.error("{} {}", context.method(), context.path(), failure);
          context
              .status(500)
              .html(
                  pages.problem(
                      "This page cannot be shown",
                      "Something failed inside Fairlead; its log says what."));
        });
  }

  private static void protect(Context context) {
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Referrer-Policy", "same-origin");
    context.header(
        "Content-Security-Policy",
        "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'");
  }

  private void applications(Context context) {
    List<ApplicationState> states = parts.controller().applications();
    Map<String, Integer> simulated = new HashMap<>();
    for (ApplicationState state : states) {
      int count = (int) parts.pods().apply(state).stream().filter(PodRow::simulated).count();
      simulated.put(state.name(), count);
    }
    context.html(pages.applications(new ApplicationsPage(states, simulated)));
  }

  private void application(Context context) {
    String name = context.pathParam("name");
    ApplicationState state =
        parts
            .controller()
            .application(name)
            .orElseThrow(() -> new NotFoundResponse("There is no Application " + name + "."));
    context.html(pages.application(new ApplicationPage(state, parts.pods().apply(state))));
  }

  @Override
  public void close() {
    stream.close();
    javalin.stop();
  }
}
