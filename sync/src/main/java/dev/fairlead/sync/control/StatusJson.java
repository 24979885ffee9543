package dev.fairlead.sync.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ResourceKey;
import dev.fairlead.model.CommitId;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.control.ApplicationState.Condition;
import dev.fairlead.sync.control.ApplicationState.Deployed;
import dev.fairlead.sync.control.ApplicationState.Operation;
import dev.fairlead.sync.control.ApplicationState.ResourceResult;
import dev.fairlead.sync.control.ApplicationState.ResourceRow;
import dev.fairlead.sync.plan.OperationPhase;
import dev.fairlead.sync.render.SourceType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The `status` of an Application as Argo CD writes it, and back.
final class StatusJson {
  private StatusJson() {}

  /// All of the status but `operationState`, `history` and the times of reconciling.
  static ObjectNode of(ApplicationState state, List<SourceType> types, Set<String> images) {
    Application application = state.application();
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    ObjectNode sync = status.putObject("sync");
    sync.put("status", state.sync().text());
    ObjectNode compared = sync.putObject("comparedTo");
    JsonNode spec = application.object().path("spec");
    if (application.multiSource()) {
      compared.set("sources", spec.path("sources"));
      ArrayNode revisions = sync.putArray("revisions");
      state.revisions().forEach(revision -> revisions.add(revision.hex()));
      ArrayNode kinds = status.putArray("sourceTypes");
      types.forEach(type -> kinds.add(type.text()));
    } else {
      if (spec.path("source").isObject()) {
        compared.set("source", spec.path("source"));
      }
      sync.put("revision", state.revisions().isEmpty() ? "" : state.revisions().getFirst().hex());
      if (!types.isEmpty()) {
        status.put("sourceType", types.getFirst().text());
      }
    }
    compared.set("destination", spec.path("destination").deepCopy());
    if (spec.path("ignoreDifferences").isArray()) {
      compared.set("ignoreDifferences", spec.path("ignoreDifferences"));
    }
    ObjectNode health = status.putObject("health");
    health.put("status", state.health());
    if (state.healthMessage().isEmpty()) {
      health.putNull("message");
    } else {
      health.put("message", state.healthMessage());
    }
    ArrayNode resources = status.putArray("resources");
    state.resources().forEach(row -> resources.add(row(row)));
    ArrayNode conditions = status.putArray("conditions");
    for (Condition condition : state.conditions()) {
      conditions
          .addObject()
          .put("type", condition.type())
          .put("message", condition.message())
          .put("lastTransitionTime", Timestamps.text(condition.since()));
    }
    ArrayNode names = status.putObject("summary").putArray("images");
    images.forEach(names::add);
    status.put("controllerNamespace", application.namespace());
    return status;
  }

  private static ObjectNode row(ResourceRow row) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (!row.key().group().isEmpty()) {
      json.put("group", row.key().group());
    }
    json.put("version", row.version()).put("kind", row.key().kind());
    if (!row.key().namespace().isEmpty()) {
      json.put("namespace", row.key().namespace());
    }
    json.put("name", row.key().name());
    if (row.sync() != null) {
      json.put("status", row.sync().text());
    }
    if (!row.health().isEmpty()) {
      ObjectNode health = json.putObject("health").put("status", row.health());
      if (!row.healthMessage().isEmpty()) {
        health.put("message", row.healthMessage());
      }
    }
    if (row.hook()) {
      json.put("hook", true);
    }
    if (row.requiresPruning()) {
      json.put("requiresPruning", true);
    }
    if (row.wave() != 0) {
      json.put("syncWave", row.wave());
    }
    return json;
  }

  /// The history of a status, oldest first.
  static List<Deployed> history(JsonNode status) {
    var history = new ArrayList<Deployed>();
    for (JsonNode entry : status.path("history")) {
      Instant at = Timestamps.parse(entry.path("deployedAt").asText("")).orElse(Instant.EPOCH);
      JsonNode by = entry.path("initiatedBy");
      history.add(
          new Deployed(
              entry.path("id").asLong(),
              revisions(entry),
              Timestamps.parse(entry.path("deployStartedAt").asText("")).orElse(at),
              at,
              by.path("automated").asBoolean() ? "automated" : by.path("username").asText("")));
    }
    return history;
  }

  /// `revisions`, or `revision`, of a part of the status; what is no commit is left out.
  static List<CommitId> revisions(JsonNode node) {
    var texts = new ArrayList<String>();
    node.path("revisions").forEach(revision -> texts.add(revision.asText("")));
    if (texts.isEmpty()) {
      texts.add(node.path("revision").asText(""));
    }
    return texts.stream().filter(CommitId::isFull).map(CommitId::new).toList();
  }

  /// The last operation of a status; null where there was none.
  static @Nullable Operation operation(String application, JsonNode state) {
    OperationPhase phase = OperationPhase.of(state.path("phase").asText("")).orElse(null);
    if (phase == null || !(state.path("operation") instanceof ObjectNode request)) {
      return null;
    }
    OperationSpec spec = OperationSpec.of(request);
    Instant started = Timestamps.parse(state.path("startedAt").asText("")).orElse(Instant.EPOCH);
    var results = new ArrayList<ResourceResult>();
    for (JsonNode row : state.path("syncResult").path("resources")) {
      results.add(
          new ResourceResult(
              new ResourceKey(
                  row.path("group").asText(""),
                  row.path("kind").asText(""),
                  row.path("namespace").asText(""),
                  row.path("name").asText("")),
              row.path("version").asText(""),
              row.path("status").asText(""),
              row.path("message").asText(""),
              row.path("hookType").asText(""),
              row.path("hookPhase").asText(""),
              row.path("syncPhase").asText("")));
    }
    return new Operation(
        application + "@" + started,
        phase,
        state.path("message").asText(""),
        revisions(state.path("syncResult")),
        started,
        Timestamps.parse(state.path("finishedAt").asText("")).orElse(null),
        spec.who(),
        spec.automated(),
        spec.isSelfHeal(),
        state.path("retryCount").asInt(0),
        results);
  }

  /// Images of the containers of a live object.
  static Set<String> images(JsonNode object) {
    var images = new TreeSet<String>();
    JsonNode spec = object.path("spec");
    for (JsonNode pod :
        List.of(
            spec,
            spec.path("template").path("spec"),
            spec.path("jobTemplate").path("spec").path("template").path("spec"))) {
      for (String list : List.of("initContainers", "containers")) {
        for (JsonNode container : pod.path(list)) {
          String image = container.path("image").asText("");
          if (!image.isEmpty()) {
            images.add(image);
          }
        }
      }
    }
    return images;
  }
}
