package dev.fairlead.actions.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.actions.runner.RunSnapshot.Annotation;
import dev.fairlead.git.Trailer;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.State;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How requests and results lie in a run directory.
final class SnapshotJson {

  private SnapshotJson() {}

  static ObjectNode write(RunRequest request) {
    ObjectNode json = Journal.record();
    json.put("repository", request.repository());
    json.put("workflow", request.workflowFile());
    json.put("commit", request.commit().hex());
    json.put("ref", request.ref());
    json.put("eventName", request.eventName());
    json.set("event", request.event());
    json.put("actor", request.actor());
    json.put("runId", request.runId());
    json.put("runNumber", request.runNumber());
    json.put("runAttempt", request.runAttempt());
    ArrayNode trailers = json.putArray("trailers");
    request
        .trailers()
        .forEach(each -> trailers.addObject().put("key", each.key()).put("value", each.value()));
    return json;
  }

  static RunRequest request(Path directory, JsonNode json) {
    List<Trailer> trailers = new ArrayList<>();
    json.path("trailers")
        .forEach(each ->
            trailers.add(new Trailer(each.path("key").asText(), each.path("value").asText())));
    return new RunRequest(
        directory,
        json.path("repository").asText(),
        json.path("workflow").asText(),
        new CommitId(json.path("commit").asText()),
        json.path("ref").asText(),
        json.path("eventName").asText(),
        (ObjectNode) json.path("event"),
        json.path("actor").asText(),
        json.path("runId").asLong(),
        json.path("runNumber").asInt(),
        json.path("runAttempt").asInt(),
        trailers);
  }

  static ObjectNode write(RunSnapshot run) {
    ObjectNode json = Journal.record();
    json.put("workflow", run.workflow());
    json.put("name", run.name());
    json.put("state", run.state().name());
    json.put("reason", run.reason());
    json.put("startupFailure", run.startupFailure());
    ArrayNode jobs = json.putArray("jobs");
    run.jobs().forEach(job -> jobs.add(write(job)));
    times(json, run.started(), run.finished());
    return json;
  }

  static RunSnapshot run(JsonNode json) {
    List<RunSnapshot.Job> jobs = new ArrayList<>();
    json.path("jobs").forEach(each -> jobs.add(job(each)));
    return new RunSnapshot(
        json.path("workflow").asText(),
        json.path("name").asText(),
        State.valueOf(json.path("state").asText()),
        json.path("reason").asText(),
        json.path("startupFailure").asBoolean(),
        jobs,
        time(json, "started"),
        time(json, "finished"));
  }

  static ObjectNode write(RunSnapshot.Job job) {
    ObjectNode json = Journal.record();
    json.put("key", job.key());
    json.put("name", job.name());
    json.put("state", job.state().name());
    json.put("reason", job.reason());
    ArrayNode steps = json.putArray("steps");
    for (RunSnapshot.Step step : job.steps()) {
      ObjectNode each = steps.addObject();
      each.put("number", step.number());
      each.put("name", step.name());
      each.put("state", step.state().name());
      each.put("summary", step.summary());
      times(each, step.started(), step.finished());
    }
    ObjectNode outputs = json.putObject("outputs");
    job.outputs().forEach(outputs::put);
    ArrayNode annotations = json.putArray("annotations");
    job.annotations().forEach(each -> annotations.add(write(each)));
    times(json, job.started(), job.finished());
    return json;
  }

  static RunSnapshot.Job job(JsonNode json) {
    List<RunSnapshot.Step> steps = new ArrayList<>();
    json.path("steps")
        .forEach(each ->
            steps.add(
                new RunSnapshot.Step(
                    each.path("number").asInt(),
                    each.path("name").asText(),
                    State.valueOf(each.path("state").asText()),
                    each.path("summary").asText(),
                    time(each, "started"),
                    time(each, "finished"))));
    List<Annotation> annotations = new ArrayList<>();
    json.path("annotations").forEach(each -> annotations.add(annotation(each)));
    return new RunSnapshot.Job(
        json.path("key").asText(),
        json.path("name").asText(),
        State.valueOf(json.path("state").asText()),
        json.path("reason").asText(),
        steps,
        texts(json.path("outputs")),
        annotations,
        time(json, "started"),
        time(json, "finished"));
  }

  static ObjectNode write(Annotation annotation) {
    return Journal.record()
        .put("step", annotation.step())
        .put("level", annotation.level())
        .put("message", annotation.message())
        .put("title", annotation.title())
        .put("file", annotation.file())
        .put("line", annotation.line())
        .put("column", annotation.column());
  }

  static Annotation annotation(JsonNode json) {
    return new Annotation(
        json.path("step").asInt(),
        json.path("level").asText(),
        json.path("message").asText(),
        json.path("title").asText(),
        json.path("file").asText(),
        json.path("line").asInt(),
        json.path("column").asInt());
  }

  static Map<String, String> texts(JsonNode json) {
    Map<String, String> texts = new LinkedHashMap<>();
    json.properties().forEach(each -> texts.put(each.getKey(), each.getValue().asText()));
    return texts;
  }

  private static void times(
      ObjectNode json, Optional<Instant> started, Optional<Instant> finished) {
    started.ifPresent(time -> json.put("started", time.toString()));
    finished.ifPresent(time -> json.put("finished", time.toString()));
  }

  private static Optional<Instant> time(JsonNode json, String name) {
    return json.has(name) ? Optional.of(Instant.parse(json.path(name).asText())) : Optional.empty();
  }
}
