package dev.fairlead.sync.application;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// When and how an Application is synced.
///
/// @param automated null where syncs are only started by hand
/// @param retry null where the spec has none
/// @param managedNamespace labels and annotations of the created namespace; null where none are
///   kept
public record SyncPolicy(
    @Nullable Automated automated,
    SyncOptions options,
    @Nullable Retry retry,
    @Nullable ManagedNamespace managedNamespace) {

  public static final SyncPolicy NONE = new SyncPolicy(null, SyncOptions.NONE, null, null);

  static SyncPolicy of(JsonNode node) {
    JsonNode automated = node.path("automated");
    JsonNode metadata = node.path("managedNamespaceMetadata");
    return new SyncPolicy(
        automated.isObject() && automated.path("enabled").asBoolean(true)
            ? new Automated(
                Json.flag(automated, "prune"),
                Json.flag(automated, "selfHeal"),
                Json.flag(automated, "allowEmpty"))
            : null,
        SyncOptions.of(Json.texts(node, "syncOptions")),
        node.path("retry").isObject() ? Retry.of(node.path("retry")) : null,
        metadata.isObject()
            ? new ManagedNamespace(Json.map(metadata, "labels"), Json.map(metadata, "annotations"))
            : null);
  }

  public record Automated(boolean prune, boolean selfHeal, boolean allowEmpty) {}

  public record ManagedNamespace(Map<String, String> labels, Map<String, String> annotations) {
    public ManagedNamespace {
      labels = Map.copyOf(labels);
      annotations = Map.copyOf(annotations);
    }
  }

  /// @param limit below zero: without end
  public record Retry(
      int limit, Duration duration, double factor, Duration maxDuration, boolean refresh) {

    /// What an automated sync without a `retry` of its own does.
    public static final Retry AUTOMATED = of(JsonNodeFactory.instance.objectNode().put("limit", 5));

    /// Reads `{limit, backoff{duration, factor, maxDuration}, refresh}`.
    public static Retry of(JsonNode node) {
      JsonNode backoff = node.path("backoff");
      return new Retry(
          node.path("limit").asInt(0),
          GoDuration.parse(Json.text(backoff, "duration"), Duration.ofSeconds(5)),
          backoff.path("factor").asDouble(2),
          GoDuration.parse(Json.text(backoff, "maxDuration"), Duration.ofMinutes(3)),
          Json.flag(node, "refresh"));
    }

    /// How long to wait before attempt number `retryCount + 1` is repeated.
    public Duration delay(int retryCount) {
      double millis = duration.toMillis() * Math.pow(factor, retryCount);
      return millis >= maxDuration.toMillis() ? maxDuration : Duration.ofMillis((long) millis);
    }
  }
}
