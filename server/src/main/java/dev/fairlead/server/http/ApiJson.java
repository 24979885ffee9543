package dev.fairlead.server.http;

import dev.fairlead.model.Delivery;
import dev.fairlead.model.JournalEntry;
import dev.fairlead.model.Stage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Deliveries and the journal as the API's JSON.
final class ApiJson {

  private ApiJson() {}

  static Map<String, @Nullable Object> of(Delivery delivery) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", delivery.id());
    json.put("repository", delivery.repository());
    json.put("branch", delivery.branch());
    json.put("before", delivery.before().hex());
    json.put("pushed", delivery.pushed().hex());
    json.put("head", delivery.head().hex());
    json.put("title", delivery.title());
    json.put("author", delivery.author());
    json.put("startedAt", delivery.startedAt().toString());
    json.put("finishedAt", text(delivery.finishedAt()));
    json.put("state", delivery.state().name());
    json.put("cause", delivery.cause());
    json.put("stages", delivery.stages().stream().map(ApiJson::of).toList());
    return json;
  }

  static Map<String, @Nullable Object> of(JournalEntry entry) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("at", entry.at().toString());
    json.put("actor", entry.actor());
    json.put("delivery", entry.delivery());
    json.put("subject", entry.subject());
    json.put("action", entry.action());
    json.put("commit", text(entry.commit()));
    json.put("cause", entry.cause());
    json.put("outcome", entry.outcome());
    return json;
  }

  private static Map<String, @Nullable Object> of(Stage stage) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", stage.name());
    json.put("layer", stage.layer().name());
    json.put("unit", stage.unit());
    json.put("state", stage.state().name());
    json.put("startedAt", text(stage.startedAt()));
    json.put("finishedAt", text(stage.finishedAt()));
    json.put("summary", stage.summary());
    json.put("details", stage.details());
    return json;
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
