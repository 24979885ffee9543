package dev.fairlead.sync.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.CommitId;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.application.SyncPolicy;
import dev.fairlead.sync.compare.Compared;
import dev.fairlead.sync.compare.Comparison;
import dev.fairlead.sync.control.SyncGate.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Whether the controller starts a sync by itself: the rules of Argo CD, and the gate. A function.
final class AutoSync {
  private AutoSync() {}

  sealed interface Decision {
    /// Nothing to do, nothing to say.
    record Rest() implements Decision {}

    /// @param operation the request to carry out
    record Start(ObjectNode operation, String cause) implements Decision {}

    /// Something is to be done, but not now.
    ///
    /// @param again when to look again; zero: when something changes
    record Hold(String because, Duration again) implements Decision {}

    /// Something is to be done, and never will be: a `SyncError`.
    record Refuse(String because) implements Decision {}
  }

  /// @param state `status.operationState` of the last operation; missing where there was none
  /// @param gate asked only for revisions that were not attempted yet
  static Decision decide(
      Application application,
      Comparison comparison,
      List<CommitId> revisions,
      JsonNode state,
      SyncGate gate,
      SyncSettings settings,
      Instant now) {
    SyncPolicy.Automated automated = application.syncPolicy().automated();
    if (automated == null || application.deleting() || !comparison.outOfSync()) {
      return new Decision.Rest();
    }
    List<Compared> differing =
        comparison.objects().stream()
            .filter(object -> object.counts() && object.outOfSync() && !isGoing(object))
            .toList();
    if (differing.isEmpty()) {
      return new Decision.Rest();
    }
    boolean onlyExtra = differing.stream().allMatch(o -> o.verdict() == Compared.Verdict.EXTRA);
    if (onlyExtra && !automated.prune()) {
      return new Decision.Rest();
    }
    boolean attempted = isAttempted(application, revisions, state);
    boolean failed = List.of("Failed", "Error").contains(state.path("phase").asText(""));
    if (attempted && failed && !mayPass(state, settings, now)) {
      return new Decision.Refuse(
          "Failed last sync attempt to %s: %s (retried %d times)."
              .formatted(
                  revisions.stream().map(CommitId::hex).toList(),
                  state.path("message").asText(""),
                  state.path("retryCount").asInt(0)));
    }
    attempted &= !failed;
    if (attempted && !automated.selfHeal()) {
      return new Decision.Rest();
    }
    if (automated.prune() && !automated.allowEmpty() && wouldWipeOut(comparison)) {
      return new Decision.Refuse(
          "auto-sync will wipe out all resources: the source renders to nothing; set"
              + " syncPolicy.automated.allowEmpty if that is meant");
    }
    if (!attempted) {
      return switch (gate.admits(application.name(), revisions)) {
        case Verdict.Yes() ->
            new Decision.Start(
                request(application, revisions, automated, List.of(), 0),
                "revision "
                    + String.join(", ", revisions.stream().map(CommitId::abbreviated).toList()));
        case Verdict.NotYet(String because) -> new Decision.Hold(because, Duration.ZERO);
        case Verdict.No(String because) -> new Decision.Hold(because, Duration.ZERO);
      };
    }
    return heal(application, revisions, automated, differing, state, settings, now);
  }

  /// Argo CD never tries a failed revision again. An operation that could not be carried out (the
  /// cluster or a repository was away) says nothing about the revision, so it is tried again at the
  /// pace of polling.
  private static boolean mayPass(JsonNode state, SyncSettings settings, Instant now) {
    return state.path("phase").asText("").equals("Error")
        && Timestamps.parse(state.path("finishedAt").asText(""))
            .filter(finished -> !now.isBefore(finished.plus(settings.pollInterval())))
            .isPresent();
  }

  private static Decision heal(
      Application application,
      List<CommitId> revisions,
      SyncPolicy.Automated automated,
      List<Compared> differing,
      JsonNode state,
      SyncSettings settings,
      Instant now) {
    int attempts = state.path("operation").path("sync").path("autoHealAttemptsCount").asInt(0);
    if (attempts > 0) {
      Duration wait = backOff(settings, attempts);
      Instant finished =
          Timestamps.parse(state.path("finishedAt").asText("")).orElse(Instant.EPOCH);
      Duration left = Duration.between(now, finished.plus(wait));
      if (left.isPositive()) {
        return new Decision.Hold(
            "self-heal attempt %d waits %d s after the last"
                .formatted(attempts + 1, wait.toSeconds()),
            left);
      }
    }
    return new Decision.Start(
        request(application, revisions, automated, differing, attempts + 1), "drift");
  }

  /// 2 s before the second attempt, then 6 s, 18 s .. up to the cap.
  static Duration backOff(SyncSettings settings, int attempts) {
    double millis =
        settings.selfHealFirst().toMillis()
            * Math.pow(settings.selfHealFactor(), Math.min(attempts - 1, 30));
    return millis >= settings.selfHealCap().toMillis()
        ? settings.selfHealCap()
        : Duration.ofMillis((long) millis);
  }

  /// Whether the last operation was for these revisions of these sources.
  static boolean isAttempted(Application application, List<CommitId> revisions, JsonNode state) {
    JsonNode sync = state.path("operation").path("sync");
    if (state.path("phase").isMissingNode() || sync.path("dryRun").asBoolean()) {
      return false;
    }
    JsonNode result = state.path("syncResult");
    List<CommitId> tried = StatusJson.revisions(result);
    if (tried.isEmpty()) {
      tried = StatusJson.revisions(sync);
    }
    if (!tried.equals(revisions)) {
      return false;
    }
    JsonNode spec = application.object().path("spec");
    return application.multiSource()
        ? result.path("sources").isMissingNode()
            || result.path("sources").equals(spec.path("sources"))
        : result.path("source").isMissingNode()
            || result.path("source").equals(spec.path("source"));
  }

  /// An object that is being deleted cannot be changed any more; what is wanted of it is made once
  /// it is gone.
  private static boolean isGoing(Compared object) {
    return object.live() != null && object.live().path("metadata").hasNonNull("deletionTimestamp");
  }

  private static boolean wouldWipeOut(Comparison comparison) {
    return !comparison.objects().isEmpty()
        && comparison.objects().stream()
            .allMatch(object -> object.verdict() == Compared.Verdict.EXTRA);
  }

  private static ObjectNode request(
      Application application,
      List<CommitId> revisions,
      SyncPolicy.Automated automated,
      List<Compared> only,
      int healAttempts) {
    ObjectNode operation = JsonNodeFactory.instance.objectNode();
    ObjectNode sync = operation.putObject("sync");
    if (application.multiSource()) {
      ArrayNode all = sync.putArray("revisions");
      revisions.forEach(revision -> all.add(revision.hex()));
    } else {
      sync.put("revision", revisions.getFirst().hex());
    }
    if (automated.prune()) {
      sync.put("prune", true);
    }
    JsonNode options = application.object().path("spec").path("syncPolicy").path("syncOptions");
    if (options.isArray()) {
      sync.set("syncOptions", options);
    }
    if (!only.isEmpty()) {
      ArrayNode resources = sync.putArray("resources");
      for (Compared object : only) {
        ObjectNode selected = resources.addObject();
        if (!object.key().group().isEmpty()) {
          selected.put("group", object.key().group());
        }
        selected.put("kind", object.key().kind()).put("name", object.key().name());
        // Argo CD leaves the namespace out, and so heals namesakes too; naming it is exact.
        if (!object.key().namespace().isEmpty()) {
          selected.put("namespace", object.key().namespace());
        }
      }
      sync.put("autoHealAttemptsCount", healAttempts);
    }
    operation.putObject("initiatedBy").put("automated", true);
    if (application.syncPolicy().retry() == null) {
      operation.putObject("retry").put("limit", 5);
    } else {
      operation.set("retry", application.object().path("spec").path("syncPolicy").path("retry"));
    }
    return operation;
  }
}
