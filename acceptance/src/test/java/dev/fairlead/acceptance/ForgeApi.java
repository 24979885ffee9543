package dev.fairlead.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A repository's pull requests through GitHub's REST API, as one account.
///
/// @param base URL of the API
/// @param repository `owner/name`
record ForgeApi(HttpClient http, URI base, String repository, String token) {
  private static final ObjectMapper JSON = new ObjectMapper();

  int open(String branch, String into) throws IOException, InterruptedException {
    JsonNode pull =
        send("POST", "/pulls", Map.of("title", "change " + branch, "head", branch, "base", into));
    return pull.path("number").asInt();
  }

  void approve(int number) throws IOException, InterruptedException {
    JsonNode _ = send("POST", "/pulls/" + number + "/reviews", Map.of("event", "APPROVE"));
  }

  /// Returns the comment's id.
  long comment(int number, String body) throws IOException, InterruptedException {
    return send("POST", "/issues/" + number + "/comments", Map.of("body", body))
        .path("id")
        .asLong();
  }

  /// Returns the merge commit.
  String merge(int number) throws IOException, InterruptedException {
    return send("PUT", "/pulls/" + number + "/merge", Map.of()).path("sha").asText();
  }

  List<String> commentsAfter(int number, long id) throws IOException, InterruptedException {
    List<String> bodies = new ArrayList<>();
    for (JsonNode each : send("GET", "/issues/" + number + "/comments?per_page=100", Map.of())) {
      if (each.path("id").asLong() > id) {
        bodies.add(each.path("body").asText());
      }
    }
    return bodies;
  }

  /// The first comment after another one that is as wanted.
  String awaitComment(int number, long after, Predicate<String> wanted)
      throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(Surroundings.PATIENCE);
    while (true) {
      List<String> comments = commentsAfter(number, after);
      for (String comment : comments) {
        if (wanted.test(comment)) {
          return comment;
        }
      }
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("no such comment on #" + number + "; there are " + comments);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /// A commit's status of a context, once it is no longer pending.
  JsonNode awaitStatus(String commit, String context) throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(Surroundings.PATIENCE);
    while (true) {
      JsonNode statuses = send("GET", "/commits/" + commit + "/status", Map.of()).path("statuses");
      for (JsonNode status : statuses) {
        if (status.path("context").asText().equals(context)
            && !status.path("state").asText().equals("pending")) {
          return status;
        }
      }
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("no status " + context + "; there are " + statuses);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private JsonNode send(String method, String path, Map<String, String> body)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(base + "/repos/" + repository + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + token)
                .method(
                    method,
                    method.equals("GET")
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new AssertionError(
          method + " " + path + ": " + response.statusCode() + " " + response.body());
    }
    return JSON.readTree(response.body());
  }
}
