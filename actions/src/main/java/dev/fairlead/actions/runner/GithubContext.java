package dev.fairlead.actions.runner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.actions.expression.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The `github` context, and the variables that repeat it.
final class GithubContext {
  /// Fields that are no variable.
  private static final List<String> HIDDEN =
      List.of(
          "event", "token", "repositoryUrl", "secret_source", "action_status", "event_name_filter");

  private GithubContext() {}

  /// The fields that are known before a job runs.
  static Map<String, Value> of(
      RunRequest request, RunnerConfiguration configuration, String workflowName) {
    Map<String, String> texts = new LinkedHashMap<>();
    JsonNode event = request.event();
    String repository = request.repository();
    int slash = repository.indexOf('/');
    String owner = slash < 0 ? repository : repository.substring(0, slash);
    String api =
        configuration
            .endpoints()
            .api(configuration.serverUrl().replaceFirst("^https?://", ""))
            .map(Object::toString)
            .orElse(
                configuration.serverUrl().equals("https://github.com")
                    ? "https://api.github.com"
                    : configuration.serverUrl() + "/api/v3");
    texts.put("actor", request.actor());
    texts.put("actor_id", event.path("sender").path("id").asText(""));
    texts.put("api_url", api);
    texts.put("base_ref", event.path("pull_request").path("base").path("ref").asText(""));
    texts.put("event_name", request.eventName());
    texts.put("graphql_url", api + "/graphql");
    texts.put("head_ref", event.path("pull_request").path("head").path("ref").asText(""));
    texts.put("ref", request.ref());
    texts.put("ref_name", request.ref().replaceFirst("^refs/(heads|tags|pull)/", ""));
    texts.put("ref_protected", "false");
    texts.put("ref_type", request.ref().startsWith("refs/tags/") ? "tag" : "branch");
    texts.put("repository", repository);
    texts.put("repository_id", event.path("repository").path("id").asText(""));
    texts.put("repository_owner", owner);
    texts.put("repository_owner_id", event.path("repository").path("owner").path("id").asText(""));
    texts.put(
        "repositoryUrl",
        "git://"
            + configuration.serverUrl().replaceFirst("^https?://", "")
            + "/"
            + repository
            + ".git");
    texts.put("retention_days", "90");
    texts.put("run_attempt", Integer.toString(request.runAttempt()));
    texts.put("run_id", Long.toString(request.runId()));
    texts.put("run_number", Integer.toString(request.runNumber()));
    texts.put("secret_source", "Actions");
    texts.put("server_url", configuration.serverUrl());
    texts.put("sha", request.commit().hex());
    texts.put("triggering_actor", request.actor());
    texts.put("workflow", workflowName);
    texts.put("workflow_ref", repository + "/" + request.workflowFile() + "@" + request.ref());
    texts.put("workflow_sha", request.commit().hex());
    Map<String, Value> fields = new LinkedHashMap<>();
    texts.forEach((name, text) -> fields.put(name, Value.of(text)));
    fields.put("ref_protected", Value.of(false));
    fields.put("event", Value.of(event));
    return fields;
  }

  /// `GITHUB_*`.
  static Map<String, String> variables(Map<String, Value> github) {
    Map<String, String> variables = new LinkedHashMap<>();
    github.forEach((name, value) -> {
      if (!HIDDEN.contains(name)) {
        variables.put("GITHUB_" + name.toUpperCase(Locale.ROOT), value.text());
      }
    });
    return variables;
  }

  static Optional<String> text(Map<String, Value> github, String name) {
    return Optional.ofNullable(github.get(name)).map(Value::text);
  }
}
