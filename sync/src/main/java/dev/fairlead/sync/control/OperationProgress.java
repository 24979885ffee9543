package dev.fairlead.sync.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ResourceKey;
import dev.fairlead.model.CommitId;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.application.Source;
import dev.fairlead.sync.control.ApplicationState.Operation;
import dev.fairlead.sync.control.ApplicationState.ResourceResult;
import dev.fairlead.sync.plan.OperationPhase;
import dev.fairlead.sync.plan.SyncTask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An operation as it goes on, and how it is written to `status.operationState`. Guarded by itself.
final class OperationProgress {
  private final String id;
  private final OperationSpec spec;
  private final Instant startedAt;
  private final Map<String, ResourceResult> results = new LinkedHashMap<>();
  private OperationPhase phase = OperationPhase.RUNNING;
  private String message = "";
  private @Nullable Instant finishedAt;
  private int retryCount;
  private List<CommitId> revisions = List.of();
  private List<Source> sources = List.of();
  private boolean multiSource;
  private long version;

  OperationProgress(String application, OperationSpec spec, Instant startedAt) {
    this.id = application + "@" + startedAt;
    this.spec = spec;
    this.startedAt = startedAt;
  }

  /// Goes on with what a former process left in the cluster.
  static OperationProgress resumed(Application application, JsonNode state, Instant now) {
    JsonNode operation = state.path("operation");
    OperationSpec spec =
        OperationSpec.of(
            operation instanceof ObjectNode object
                ? object
                : JsonNodeFactory.instance.objectNode());
    var progress =
        new OperationProgress(
            application.name(),
            spec,
            Timestamps.parse(state.path("startedAt").asText("")).orElse(now));
    progress.retryCount = state.path("retryCount").asInt(0);
    progress.revisions = StatusJson.revisions(state.path("syncResult"));
    progress.sources = application.sources();
    progress.multiSource = application.multiSource();
    for (JsonNode resource : state.path("syncResult").path("resources")) {
      var result =
          new ResourceResult(
              new ResourceKey(
                  resource.path("group").asText(""),
                  resource.path("kind").asText(""),
                  resource.path("namespace").asText(""),
                  resource.path("name").asText("")),
              resource.path("version").asText(""),
              resource.path("status").asText(""),
              resource.path("message").asText(""),
              resource.path("hookType").asText(""),
              resource.path("hookPhase").asText(""),
              resource.path("syncPhase").asText(""));
      progress.results.put(result.syncPhase() + "|" + result.key(), result);
    }
    return progress;
  }

  /// Rises with every change.
  synchronized long version() {
    return version;
  }

  OperationSpec spec() {
    return spec;
  }

  String id() {
    return id;
  }

  Instant startedAt() {
    return startedAt;
  }

  synchronized int retryCount() {
    return retryCount;
  }

  synchronized void at(Application application, List<CommitId> commits) {
    revisions = List.copyOf(commits);
    sources = application.sources();
    multiSource = application.multiSource();
    version++;
  }

  synchronized List<CommitId> revisions() {
    return revisions;
  }

  synchronized void message(String text) {
    if (!message.equals(text)) {
      message = text;
      version++;
    }
  }

  synchronized void terminating() {
    if (!phase.isFinal()) {
      phase = OperationPhase.TERMINATING;
      version++;
    }
  }

  synchronized void finish(OperationPhase end, String text, Instant now) {
    phase = end;
    message = retryCount > 0 ? text + " (retried " + retryCount + " times)." : text;
    finishedAt = now;
    version++;
  }

  /// The attempt failed, another one follows.
  synchronized void waitForRetry(String text, Instant now, Instant next) {
    message =
        "%s. Retrying attempt #%d at %s.".formatted(text, retryCount + 1, Timestamps.text(next));
    finishedAt = now;
    version++;
  }

  synchronized void nextAttempt() {
    version++;
    retryCount++;
    results.clear();
    finishedAt = null;
    message = "";
  }

  synchronized void result(
      SyncTask task,
      String apiVersion,
      String status,
      String text,
      @Nullable OperationPhase hookPhase) {
    var result =
        new ResourceResult(
            task.key(),
            apiVersion,
            status,
            text,
            task.isHook() ? task.phase().text() : "",
            hookPhase == null ? "" : hookPhase.text(),
            task.phase().text());
    if (!result.equals(results.put(task.id(), result))) {
      version++;
    }
  }

  synchronized Optional<ResourceResult> result(SyncTask task) {
    return Optional.ofNullable(results.get(task.id()));
  }

  synchronized Operation snapshot() {
    return new Operation(
        id,
        phase,
        message,
        revisions,
        startedAt,
        finishedAt,
        spec.who(),
        spec.automated(),
        spec.isSelfHeal(),
        retryCount,
        new ArrayList<>(results.values()));
  }

  /// The whole `status.operationState`.
  synchronized ObjectNode json() {
    ObjectNode state = JsonNodeFactory.instance.objectNode();
    state.set("operation", spec.json());
    state.put("phase", phase.text());
    state.put("message", message);
    state.put("startedAt", Timestamps.text(startedAt));
    if (finishedAt == null) {
      state.putNull("finishedAt");
    } else {
      state.put("finishedAt", Timestamps.text(finishedAt));
    }
    if (retryCount > 0) {
      state.put("retryCount", retryCount);
    }
    ObjectNode result = state.putObject("syncResult");
    if (multiSource) {
      revisions.forEach(commit -> result.withArray("/revisions").add(commit.hex()));
      sources.forEach(source -> result.withArray("/sources").add(source.json()));
      result.put("revision", "");
    } else if (!revisions.isEmpty()) {
      result.put("revision", revisions.getFirst().hex());
      result.set("source", sources.getFirst().json());
    }
    ArrayNode resources = result.putArray("resources");
    for (ResourceResult one : results.values()) {
      ObjectNode row = resources.addObject();
      row.put("group", one.key().group());
      row.put("version", one.version());
      row.put("kind", one.key().kind());
      row.put("namespace", one.key().namespace());
      row.put("name", one.key().name());
      putIfSaid(row, "status", one.status());
      putIfSaid(row, "message", one.message());
      putIfSaid(row, "hookType", one.hookType());
      putIfSaid(row, "hookPhase", one.hookPhase());
      putIfSaid(row, "syncPhase", one.syncPhase());
    }
    return state;
  }

  private static void putIfSaid(ObjectNode row, String field, String value) {
    if (!value.isEmpty()) {
      row.put(field, value);
    }
  }
}
