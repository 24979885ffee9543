package dev.fairlead.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The forge through GitHub's REST API.
final class ForgeView {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final HttpClient http = HttpClient.newHttpClient();
  private final String api;
  private final Secret token;

  ForgeView(String api, Secret token) {
    this.api = api;
    this.token = token;
  }

  /// Makes an empty repository; its owner is made where it does not exist.
  void createRepository(String fullName) {
    String[] parts = fullName.split("/", 2);
    send(
        "POST",
        "/orgs/" + parts[0] + "/repos",
        JSON.createObjectNode().put("name", parts[1]).put("private", false));
  }

  void createWebhook(String fullName, String url, String secret) {
    ObjectNode hook = JSON.createObjectNode().put("name", "web").put("active", true);
    hook.putArray("events").add("push").add("pull_request").add("issue_comment");
    hook.putObject("config").put("url", url).put("content_type", "json").put("secret", secret);
    send("POST", "/repos/" + fullName + "/hooks", hook);
  }

  /// Opens a pull request and returns its number.
  int propose(String fullName, String head, String base, String title) {
    return send(
            "POST",
            "/repos/" + fullName + "/pulls",
            JSON.createObjectNode().put("title", title).put("head", head).put("base", base))
        .path("number")
        .asInt();
  }

  void approve(String fullName, int number) {
    send(
        "POST",
        "/repos/" + fullName + "/pulls/" + number + "/reviews",
        JSON.createObjectNode().put("event", "APPROVE"));
  }

  /// Comments on a pull request and returns the comment's id.
  long comment(String fullName, int number, String text) {
    return send(
            "POST",
            "/repos/" + fullName + "/issues/" + number + "/comments",
            JSON.createObjectNode().put("body", text))
        .path("id")
        .asLong();
  }

  /// The comments of a pull request, oldest first.
  List<Comment> comments(String fullName, int number) {
    List<Comment> comments = new ArrayList<>();
    for (JsonNode comment :
        send("GET", "/repos/" + fullName + "/issues/" + number + "/comments?per_page=100", null)) {
      comments.add(
          new Comment(
              comment.path("id").asLong(),
              comment.at("/user/login").asText(),
              comment.path("body").asText()));
    }
    return comments;
  }

  record Comment(long id, String author, String body) {}

  /// Waits for a comment of somebody else, written after another one.
  ///
  /// @param after id of the comment that is answered; 0 for the first answer to the pull request
  /// @param expectation what it should say, in words
  Comment awaitComment(
      String fullName, int number, long after, String expectation, Predicate<String> wanted)
      throws InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      List<Comment> since =
          comments(fullName, number).stream().filter(each -> each.id() > after).toList();
      Optional<Comment> found = since.stream().filter(each -> wanted.test(each.body())).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      if (Instant.now().isAfter(deadline)) {
        throw new DemoException(
            "pull request #%d: expected %s within %d s, found %s"
                .formatted(
                    number,
                    expectation,
                    PATIENCE.toSeconds(),
                    since.isEmpty() ? "no comment" : since.getLast().body()));
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    }
  }

  /// Waits for a commit's status to leave `pending`, and returns it.
  Status awaitStatus(String fullName, String commit, String context) throws InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      for (JsonNode status :
          send("GET", "/repos/" + fullName + "/commits/" + commit + "/status?per_page=100", null)
              .path("statuses")) {
        if (status.path("context").asText().equals(context)
            && !status.path("state").asText().equals("pending")) {
          return new Status(status.path("state").asText(), status.path("description").asText());
        }
      }
      if (Instant.now().isAfter(deadline)) {
        throw new DemoException(
            "no status " + context + " on " + commit.substring(0, 7) + " within " + PATIENCE);
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    }
  }

  record Status(String state, String description) {}

  /// Merges a pull request and returns the commit that the base branch is at then.
  String merge(String fullName, int number) {
    return send(
            "PUT",
            "/repos/" + fullName + "/pulls/" + number + "/merge",
            JSON.createObjectNode().put("merge_method", "merge"))
        .path("sha")
        .asText();
  }

  /// Tries to merge what may not be merged, and returns the forge's words.
  String refusalToMerge(String fullName, int number) {
    HttpResponse<String> response =
        exchange(
            "PUT",
            "/repos/" + fullName + "/pulls/" + number + "/merge",
            JSON.createObjectNode().put("merge_method", "merge"));
    if (response.statusCode() != 405) {
      throw new DemoException(
          "the merge of #%d was answered with HTTP %d, expected a refusal (405)"
              .formatted(number, response.statusCode()));
    }
    return parsed(response.body()).path("message").asText();
  }

  /// Lets a branch be merged into only with a commit status, as a team does for its main branch.
  void protect(String fullName, String branch, String requiredStatus) {
    ObjectNode protection = JSON.createObjectNode();
    protection
        .putObject("required_status_checks")
        .put("strict", false)
        .putArray("contexts")
        .add(requiredStatus);
    protection.put("enforce_admins", false);
    protection.putNull("required_pull_request_reviews");
    protection.putNull("restrictions");
    send("PUT", "/repos/" + fullName + "/branches/" + branch + "/protection", protection);
  }

  private JsonNode send(String method, String path, @Nullable ObjectNode body) {
    HttpResponse<String> response = exchange(method, path, body);
    if (response.statusCode() >= 300) {
      throw new DemoException(
          method + " " + path + ": HTTP " + response.statusCode() + " " + response.body());
    }
    return parsed(response.body());
  }

  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new DemoException("the forge's answer is not JSON: " + text, e);
    }
  }

  private HttpResponse<String> exchange(String method, String path, @Nullable ObjectNode body) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(api + path))
              .timeout(Duration.ofSeconds(10))
              .header("Authorization", "Bearer " + token.reveal())
              .header("Content-Type", "application/json")
              .method(
                  method,
                  body == null
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofString(body.toString()))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new DemoException("the forge does not answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("interrupted", e);
    }
  }
}
