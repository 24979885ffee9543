package dev.fairlead.server.http;

import dev.fairlead.delivery.DeliveryService;
import dev.fairlead.delivery.Ledger;
import dev.fairlead.model.Delivery;
import dev.fairlead.model.Stage;
import dev.fairlead.server.config.ServerConfig;
import dev.fairlead.server.pages.ApplicationPage;
import dev.fairlead.server.pages.ApplicationsPage;
import dev.fairlead.server.pages.DeliveriesPage;
import dev.fairlead.server.pages.DeliveryPage;
import dev.fairlead.server.pages.LogPage;
import dev.fairlead.server.pages.Pages;
import dev.fairlead.server.pages.PodRow;
import dev.fairlead.store.Journal;
import dev.fairlead.sync.control.ApplicationState;
import dev.fairlead.sync.control.SyncController;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's HTTP edge: pages for people, JSON for programs, webhooks for forges.
public final class HttpEdge implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpEdge.class);
  private static final int SHOWN_DELIVERIES = 100;
  private static final int SHOWN_ENTRIES = 300;
  private static final long LARGEST_WEBHOOK = 25_000_000; // bytes; GitHub's own limit

  private final Parts parts;
  private final Pages pages;
  private final EventStream stream = new EventStream();
  private final Javalin javalin;

  /// What the edge shows and tells.
  ///
  /// @param pods the pods of an Application
  public record Parts(
      ServerConfig config,
      DeliveryService deliveries,
      Ledger ledger,
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
    edge.javalin.start();
    return edge;
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
            parts.journal()::append,
            parts.clock());
    config.routes.before(HttpEdge::protect);
    config.routes.get("/", context -> context.redirect("/deliveries"));
    config.routes.get("/healthz", context -> context.result("ok"));
    config.routes.post("/webhooks/github", webhook::handle);
    config.routes.get("/deliveries", this::deliveries);
    config.routes.get("/deliveries/{id}", this::delivery);
    config.routes.get("/deliveries/{id}/log/{stage}", this::log);
    config.routes.get("/deliveries/{id}/log/{stage}/raw", this::rawLog);
    config.routes.get("/applications", this::applications);
    config.routes.get("/applications/{name}", this::application);
    config.routes.get(
        "/journal", context -> context.html(pages.journal(parts.journal().newest(SHOWN_ENTRIES))));
    config.routes.sse("/events", stream::add);
    config.routes.get("/api/v1/deliveries", this::deliveriesJson);
    config.routes.get(
        "/api/v1/deliveries/{id}", context -> context.json(ApiJson.of(find(context))));
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

  private void deliveries(Context context) {
    List<String> problems =
        parts.deliveries().repositories().stream()
            .filter(repository -> repository.problem() != null)
            .map(repository -> repository.url() + ": " + repository.problem())
            .toList();
    context.html(
        pages.deliveries(new DeliveriesPage(parts.ledger().newest(SHOWN_DELIVERIES), problems)));
  }

  private void delivery(Context context) {
    Delivery delivery = find(context);
    context.html(pages.delivery(new DeliveryPage(delivery, parts.journal().of(delivery.id()))));
  }

  private Delivery find(Context context) {
    String id = context.pathParam("id");
    return parts
        .ledger()
        .find(id)
        .orElseThrow(() -> new NotFoundResponse("There is no delivery " + id + "."));
  }

  private void log(Context context) {
    Delivery delivery = find(context);
    Stage stage = stage(context, delivery);
    LogFile.Tail tail = logFile(stage).map(LogFile::tail).orElse(new LogFile.Tail(List.of(), 0));
    context.html(pages.log(new LogPage(delivery, stage, tail.lines(), tail.skipped())));
  }

  private void rawLog(Context context) throws IOException {
    Optional<LogFile> file = logFile(stage(context, find(context)));
    context.contentType("text/plain; charset=utf-8");
    if (file.isPresent() && Files.exists(file.get().path())) {
      context.result(Files.newInputStream(file.get().path()));
    }
  }

  private static Stage stage(Context context, Delivery delivery) {
    String slug = context.pathParam("stage");
    return delivery.stages().stream()
        .filter(stage -> DeliveryPage.slug(stage.name()).equals(slug))
        .findFirst()
        .orElseThrow(() -> new NotFoundResponse("This delivery has no stage " + slug + "."));
  }

  private static Optional<LogFile> logFile(Stage stage) {
    return Optional.ofNullable(stage.log()).map(Path::of).map(LogFile::new);
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

  private void deliveriesJson(Context context) {
    context.json(parts.ledger().newest(SHOWN_DELIVERIES).stream().map(ApiJson::of).toList());
  }

  @Override
  public void close() {
    stream.close();
    javalin.stop();
  }
}
