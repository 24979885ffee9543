package dev.fairlead.sync.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ResourceKey;
import dev.fairlead.sync.application.SyncOptions;
import dev.fairlead.sync.application.SyncPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An `operation` as the CLI, `kubectl patch` or the controller itself writes it.
///
/// @param revisions as asked for: one for each source, or for the first; empty: the targets
/// @param selected which objects; empty: all
/// @param withHooks false for the `apply` strategy and partial syncs
/// @param retry none where the request has none
/// @param json the request itself
record OperationSpec(
    List<String> revisions,
    boolean prune,
    boolean dryRun,
    boolean force,
    boolean withHooks,
    List<SyncRequest.Selected> selected,
    SyncOptions options,
    int autoHealAttempts,
    String initiatedBy,
    boolean automated,
    Optional<SyncPolicy.Retry> retry,
    ObjectNode json) {

  static OperationSpec of(ObjectNode json) {
    JsonNode sync = json.path("sync");
    var revisions = new ArrayList<String>();
    sync.path("revisions").forEach(revision -> revisions.add(revision.asText("")));
    String revision = sync.path("revision").asText("");
    if (revisions.isEmpty() && !revision.isEmpty()) {
      revisions.add(revision);
    }
    var selected = new ArrayList<SyncRequest.Selected>();
    for (JsonNode resource : sync.path("resources")) {
      selected.add(
          new SyncRequest.Selected(
              resource.path("group").asText(""),
              resource.path("kind").asText(""),
              resource.path("namespace").asText(""),
              resource.path("name").asText("")));
    }
    var options = new ArrayList<String>();
    sync.path("syncOptions").forEach(option -> options.add(option.asText("")));
    JsonNode strategy = sync.path("syncStrategy");
    boolean apply = strategy.has("apply");
    return new OperationSpec(
        List.copyOf(revisions),
        sync.path("prune").asBoolean(),
        sync.path("dryRun").asBoolean(),
        strategy.path("apply").path("force").asBoolean()
            || strategy.path("hook").path("force").asBoolean(),
        !apply && selected.isEmpty(),
        List.copyOf(selected),
        SyncOptions.of(options),
        sync.path("autoHealAttemptsCount").asInt(0),
        json.path("initiatedBy").path("username").asText(""),
        json.path("initiatedBy").path("automated").asBoolean(),
        json.path("retry").isObject()
            ? Optional.of(SyncPolicy.Retry.of(json.path("retry")))
            : Optional.empty(),
        json);
  }

  boolean selects(ResourceKey key) {
    return selected.isEmpty()
        || selected.stream()
            .anyMatch(one ->
                one.group().equals(key.group())
                    && one.kind().equals(key.kind())
                    && one.name().equals(key.name())
                    && (one.namespace().isEmpty() || one.namespace().equals(key.namespace())));
  }

  /// A full sync that goes into the history when it succeeds.
  boolean isFull() {
    return selected.isEmpty() && !dryRun;
  }

  boolean isSelfHeal() {
    return automated && !selected.isEmpty();
  }

  String who() {
    return automated ? "automated" : initiatedBy.isEmpty() ? "unknown" : initiatedBy;
  }
}
