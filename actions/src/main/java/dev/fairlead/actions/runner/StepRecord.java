package dev.fairlead.actions.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.actions.runner.RunSnapshot.Annotation;
import dev.fairlead.model.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What came out of one step (or of a step inside of an action): all that is needed to go on behind
/// it after a restart.
///
/// @param address `3` for the third step of a job, `3.1` for the first step of its action, `post-3`
/// @param outcome before `continue-on-error`
/// @param conclusion after it
/// @param env what it put into GITHUB_ENV
/// @param path what it put into GITHUB_PATH
/// @param state what it kept for its post step
record StepRecord(
    String address,
    State outcome,
    State conclusion,
    Map<String, String> outputs,
    Map<String, String> env,
    List<String> path,
    Map<String, String> state,
    String summary,
    List<Annotation> annotations,
    Instant started,
    Instant finished) {

  StepRecord {
    outputs = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    env = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(env));
    path = List.copyOf(path);
    state = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(state));
    annotations = List.copyOf(annotations);
  }

  static StepRecord skipped(String address, Instant now) {
    return new StepRecord(
        address,
        State.SKIPPED,
        State.SKIPPED,
        Map.of(),
        Map.of(),
        List.of(),
        Map.of(),
        "",
        List.of(),
        now,
        now);
  }

  ObjectNode json() {
    ObjectNode json = Journal.record();
    json.put("step", address);
    json.put("outcome", outcome.name());
    json.put("conclusion", conclusion.name());
    put(json.putObject("outputs"), outputs);
    put(json.putObject("env"), env);
    ArrayNode paths = json.putArray("path");
    path.forEach(paths::add);
    put(json.putObject("state"), state);
    json.put("summary", summary);
    ArrayNode notes = json.putArray("annotations");
    annotations.forEach(annotation -> notes.add(SnapshotJson.write(annotation)));
    json.put("started", started.toString());
    json.put("finished", finished.toString());
    return json;
  }

  static StepRecord of(JsonNode json) {
    List<String> paths = new ArrayList<>();
    json.path("path").forEach(each -> paths.add(each.asText()));
    List<Annotation> notes = new ArrayList<>();
    json.path("annotations").forEach(each -> notes.add(SnapshotJson.annotation(each)));
    return new StepRecord(
        json.path("step").asText(),
        State.valueOf(json.path("outcome").asText()),
        State.valueOf(json.path("conclusion").asText()),
        SnapshotJson.texts(json.path("outputs")),
        SnapshotJson.texts(json.path("env")),
        paths,
        SnapshotJson.texts(json.path("state")),
        json.path("summary").asText(),
        notes,
        Instant.parse(json.path("started").asText()),
        Instant.parse(json.path("finished").asText()));
  }

  private static void put(ObjectNode json, Map<String, String> texts) {
    texts.forEach(json::put);
  }
}
