package dev.fairlead.cli.demo;

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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The Fairlead server through its HTTP API.
final class ServerView {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration RELEASE = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final HttpClient http;
  private final URI url;

  ServerView(HttpClient http, URI url) {
    this.http = http;
    this.url = url;
  }

  URI url() {
    return url;
  }

  /// Waits until a delivery has ended.
  ///
  /// @param wanted picks the delivery among those known, newest first
  /// @param progress told each new line about where it is
  Delivered awaitEnd(Wanted wanted, Duration patience, Consumer<String> progress)
      throws InterruptedException {
    Instant deadline = Instant.now().plus(patience);
    String said = "";
    while (true) {
      Optional<JsonNode> delivery = find(wanted);
      if (delivery.isPresent()) {
        String line = where(delivery.get());
        if (!line.equals(said)) {
          progress.accept(line);
          said = line;
        }
        if (!delivery.get().path("finishedAt").isNull()) {
          return delivered(delivery.get());
        }
      }
      if (Instant.now().isAfter(deadline)) {
        throw new DemoException(
            delivery.isEmpty()
                ? "no delivery of the push appeared within " + patience.toSeconds() + " s"
                : "the delivery did not end within " + patience.toSeconds() + " s: " + said);
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    }
  }

  interface Wanted {
    boolean is(JsonNode delivery);

    /// The delivery of a pushed commit.
    static Wanted pushed(String commit) {
      return delivery -> delivery.path("pushed").asText().equals(commit);
    }
  }

  /// @param stages one text per stage with its duration
  record Delivered(String id, String state, String cause, String head, List<String> stages) {

    boolean isGood() {
      return state.equals("SUCCEEDED");
    }
  }

  Optional<JsonNode> find(Wanted wanted) {
    for (JsonNode delivery : get("/api/v1/deliveries")) {
      if (wanted.is(delivery)) {
        return Optional.of(delivery);
      }
    }
    return Optional.empty();
  }

  /// The journal, newest first.
  List<JsonNode> journal() {
    List<JsonNode> entries = new ArrayList<>();
    get("/api/v1/journal").forEach(entries::add);
    return entries;
  }

  /// The pull requests that hold a lock on a Terraform project.
  List<Integer> locks() {
    List<Integer> holders = new ArrayList<>();
    get("/api/locks").path("Locks").forEach(lock -> holders.add(lock.path("PullID").asInt()));
    return holders;
  }

  void awaitNoLock(int pullRequest) throws InterruptedException {
    Instant deadline = Instant.now().plus(RELEASE);
    while (locks().contains(pullRequest)) {
      if (Instant.now().isAfter(deadline)) {
        throw new DemoException("the merge of #" + pullRequest + " did not release its lock");
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    }
  }

  private JsonNode get(String path) {
    try {
      HttpResponse<byte[]> response =
          http.send(
              HttpRequest.newBuilder(url.resolve(path)).timeout(Duration.ofSeconds(10)).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new DemoException("GET " + path + ": HTTP " + response.statusCode());
      }
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new DemoException("the server does not answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("interrupted", e);
    }
  }

  /// Few words: which stages run, and how many of the others are done.
  private static String where(JsonNode delivery) {
    List<String> running = new ArrayList<>();
    int done = 0;
    for (JsonNode stage : delivery.path("stages")) {
      switch (stage.path("state").asText()) {
        case "RUNNING" -> running.add(stage.path("name").asText());
        case "SUCCEEDED" -> done++;
        default -> {}
      }
    }
    return done
        + " of "
        + delivery.path("stages").size()
        + " stages done"
        + (running.isEmpty() ? "" : "; at " + String.join(", ", running));
  }

  private static Delivered delivered(JsonNode delivery) {
    List<String> stages = new ArrayList<>();
    for (JsonNode stage : delivery.path("stages")) {
      if (!stage.path("startedAt").isNull() && !stage.path("finishedAt").isNull()) {
        Duration took =
            Duration.between(
                Instant.parse(stage.path("startedAt").asText()),
                Instant.parse(stage.path("finishedAt").asText()));
        stages.add("%s %.1f s".formatted(stage.path("name").asText(), took.toMillis() / 1000.0));
      }
    }
    return new Delivered(
        delivery.path("id").asText(),
        delivery.path("state").asText(),
        delivery.path("cause").asText(),
        delivery.path("head").asText(),
        stages);
  }
}
