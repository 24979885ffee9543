package dev.fairlead.ansible.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.fairlead.ansible.run.AnsibleEvent.Outcome;
import dev.fairlead.model.Position;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Lines of the event file as events, with secrets hidden.
///
/// @param checkout what positions are made relative to
record EventReader(Path checkout, Mask mask) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// A line that is no event becomes [AnsibleEvent.Trouble].
  AnsibleEvent read(String line) {
    JsonNode json;
    try {
      json = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return new AnsibleEvent.Trouble(
          0, Instant.EPOCH, "a line of the event file is not JSON: " + e.getOriginalMessage());
    }
    if (!json.isObject()) {
      return new AnsibleEvent.Trouble(0, Instant.EPOCH, "a line of the event file is no object");
    }
    return event(mask.hide(json));
  }

  private AnsibleEvent event(JsonNode json) {
    long n = json.path("n").asLong();
    Instant at = Instant.ofEpochMilli(Math.round(json.path("t").asDouble() * 1000));
    String kind = text(json, "e");
    return switch (kind) {
      case "open" -> new AnsibleEvent.Opened(n, at, text(json, "ansible"));
      case "playbook" -> new AnsibleEvent.PlaybookStarted(n, at, relative(text(json, "file")));
      case "play" ->
          new AnsibleEvent.PlayStarted(
              n,
              at,
              text(json, "uuid"),
              text(json, "name"),
              texts(json.path("hosts")),
              position(text(json, "path")));
      case "no_hosts_matched" -> new AnsibleEvent.NoHostsMatched(n, at);
      case "no_hosts_remaining" -> new AnsibleEvent.NoHostsRemaining(n, at);
      case "prompt" -> new AnsibleEvent.Prompted(n, at, text(json, "var"));
      case "task" ->
          new AnsibleEvent.TaskStarted(
              n,
              at,
              text(json, "kind"),
              text(json, "uuid"),
              text(json, "name"),
              text(json, "action"),
              text(json, "role"),
              position(text(json, "path")));
      case "host_start" ->
          new AnsibleEvent.HostStarted(n, at, text(json, "host"), text(json, "task"));
      case "ok", "failed", "skipped", "unreachable" ->
          new AnsibleEvent.TaskEnded(
              n, at, text(json, "host"), text(json, "task"), outcome(kind, json), result(json));
      case "item_ok", "item_failed", "item_skipped" ->
          new AnsibleEvent.ItemEnded(
              n,
              at,
              text(json, "host"),
              text(json, "task"),
              label(json.path("item")),
              outcome(kind.substring("item_".length()), json),
              result(json));
      case "retry" ->
          new AnsibleEvent.Retried(
              n,
              at,
              text(json, "host"),
              text(json, "task"),
              json.path("attempts").asInt(),
              json.path("retries").asInt());
      case "async_poll", "async_ok", "async_failed" ->
          new AnsibleEvent.Async(
              n, at, kind, text(json, "host"), text(json, "task"), text(json, "jid"));
      case "notify" -> new AnsibleEvent.Notified(n, at, text(json, "host"), text(json, "handler"));
      case "include" ->
          new AnsibleEvent.Included(
              n, at, Position.of(relative(text(json, "file"))), texts(json.path("hosts")));
      case "stats" ->
          new AnsibleEvent.Counted(n, at, stats(json.path("hosts")), json.path("custom"));
      case "bug" -> new AnsibleEvent.Trouble(n, at, text(json, "where") + ": " + text(json, "msg"));
      default -> new AnsibleEvent.Other(n, at, kind, json);
    };
  }

  private static Outcome outcome(String kind, JsonNode json) {
    return switch (kind) {
      case "ok" -> json.path("result").path("changed").asBoolean() ? Outcome.CHANGED : Outcome.OK;
      case "failed" -> json.path("ignored").asBoolean() ? Outcome.IGNORED : Outcome.FAILED;
      case "skipped" -> Outcome.SKIPPED;
      default -> Outcome.UNREACHABLE;
    };
  }

  private static JsonNode result(JsonNode json) {
    JsonNode result = json.get("result");
    return result == null ? JsonNodeFactory.instance.objectNode() : result;
  }

  private static Map<String, HostStats> stats(JsonNode hosts) {
    Map<String, HostStats> stats = new LinkedHashMap<>();
    hosts
        .properties()
        .forEach(host -> {
          JsonNode counts = host.getValue();
          stats.put(
              host.getKey(),
              new HostStats(
                  counts.path("ok").asInt(),
                  counts.path("changed").asInt(),
                  counts.path("failures").asInt(),
                  counts.path("unreachable").asInt(),
                  counts.path("skipped").asInt(),
                  counts.path("rescued").asInt(),
                  counts.path("ignored").asInt()));
        });
    return stats;
  }

  private static String text(JsonNode json, String field) {
    return json.path(field).asText("");
  }

  private static String label(JsonNode item) {
    return item.isTextual() ? item.textValue() : item.toString();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(label(item)));
    return texts;
  }

  /// `FILE:LINE`
  private Position position(String path) {
    int colon = path.lastIndexOf(':');
    if (colon < 0 || !path.substring(colon + 1).matches("[0-9]{1,9}")) {
      return Position.of(relative(path));
    }
    return new Position(
        relative(path.substring(0, colon)), Integer.parseInt(path.substring(colon + 1)), 0);
  }

  private String relative(String file) {
    String root = checkout + "/";
    return file.startsWith(root) ? file.substring(root.length()) : file;
  }
}
