package dev.fairlead.server.http;

import dev.fairlead.delivery.DeliveryService;
import dev.fairlead.delivery.Ledger;
import dev.fairlead.model.Delivery;
import dev.fairlead.model.Stage;
import dev.fairlead.server.pages.DeliveriesPage;
import dev.fairlead.server.pages.DeliveryPage;
import dev.fairlead.server.pages.LogPage;
import dev.fairlead.server.pages.Pages;
import dev.fairlead.store.Journal;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Deliveries, their stages and logs, as pages and as JSON.
final class DeliveryRoutes {
  private static final int SHOWN_DELIVERIES = 100;

  private final DeliveryService service;
  private final Ledger ledger;
  private final Journal journal;
  private final Pages pages;

  DeliveryRoutes(DeliveryService service, Ledger ledger, Journal journal, Pages pages) {
    this.service = service;
    this.ledger = ledger;
    this.journal = journal;
    this.pages = pages;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/deliveries", this::deliveries);
    routes.get("/deliveries/{id}", this::delivery);
    routes.get("/deliveries/{id}/log/{stage}", this::log);
    routes.get("/deliveries/{id}/log/{stage}/raw", this::rawLog);
    routes.get("/api/v1/deliveries", this::deliveriesJson);
    routes.get("/api/v1/deliveries/{id}", context -> context.json(ApiJson.of(find(context))));
  }

  private void deliveries(Context context) {
    List<String> problems =
        service.repositories().stream()
            .filter(repository -> repository.problem() != null)
            .map(repository -> repository.url() + ": " + repository.problem())
            .toList();
    context.html(pages.deliveries(new DeliveriesPage(ledger.newest(SHOWN_DELIVERIES), problems)));
  }

  private void delivery(Context context) {
    Delivery delivery = find(context);
    context.html(pages.delivery(new DeliveryPage(delivery, journal.of(delivery.id()))));
  }

  private Delivery find(Context context) {
    String id = context.pathParam("id");
    return ledger
        .find(id)
        .orElseThrow(() -> new NotFoundResponse("There is no delivery " + id + "."));
  }

  private void log(Context context) {
    Delivery delivery = find(context);
    Stage stage = stage(context, delivery);
    LogFile.Tail tail = logFile(stage).map(LogFile::tail).orElse(LogFile.Tail.NONE);
    context.html(pages.log(LogPage.of(delivery, stage, tail.lines(), tail.skipped())));
  }

  private void rawLog(Context context) throws IOException {
    Optional<LogFile> file = logFile(stage(context, find(context)));
    if (file.isPresent()) {
      file.get().sendTo(context);
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

  private void deliveriesJson(Context context) {
    context.json(ledger.newest(SHOWN_DELIVERIES).stream().map(ApiJson::of).toList());
  }
}
