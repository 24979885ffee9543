package dev.fairlead.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// `fairlead server` as a process of its own.
final class RunningServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration START = Duration.ofMinutes(2);

  private final Path home;
  private final Path config;
  private final HttpClient http = HttpClient.newHttpClient();
  private Process process;
  private String url = "";

  private RunningServer(Path home, Path config) throws IOException {
    this.home = home;
    this.config = config;
    this.process = launch();
  }

  static RunningServer start(Path home, Path config) throws IOException {
    var server = new RunningServer(home, config);
    server.awaitReady();
    return server;
  }

  String url() {
    return url;
  }

  private Process launch() throws IOException {
    Files.deleteIfExists(home.resolve("ready"));
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.fairlead.cli.Main",
                "server",
                "--config",
                config.toString(),
                "--ready-file",
                home.resolve("ready").toString()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()))
        .start();
  }

  private void awaitReady() throws IOException {
    Instant deadline = Instant.now().plus(START);
    while (!Files.exists(home.resolve("ready"))) {
      if (!process.isAlive() || Instant.now().isAfter(deadline)) {
        throw new AssertionError("the server did not start:\n" + log());
      }
      pause();
    }
    url = Files.readString(home.resolve("ready")).strip();
  }

  /// Ends the server as a crash would, and starts it again.
  void crash() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    process = launch();
    awaitReady();
  }

  String log() throws IOException {
    return Files.readString(home.resolve("log"));
  }

  JsonNode api(String path) throws IOException, InterruptedException {
    return JSON.readTree(get(path).body());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(20)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /// The delivery of a commit, once it is as wanted.
  JsonNode await(String commit, Predicate<JsonNode> wanted)
      throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(Surroundings.PATIENCE);
    Optional<JsonNode> last = Optional.empty();
    while (Instant.now().isBefore(deadline)) {
      last = delivery(commit);
      if (last.filter(wanted).isPresent()) {
        return last.get();
      }
      pause();
    }
    throw new AssertionError("the delivery is " + last + "\n" + log());
  }

  JsonNode awaitEnd(String commit) throws IOException, InterruptedException {
    return await(commit, delivery -> !delivery.path("finishedAt").isNull());
  }

  private Optional<JsonNode> delivery(String commit) throws IOException, InterruptedException {
    for (JsonNode delivery : api("/api/v1/deliveries")) {
      if (delivery.path("pushed").asText().equals(commit)) {
        return Optional.of(delivery);
      }
    }
    return Optional.empty();
  }

  /// The state of a delivery's stage; empty where it has none of that name.
  static String stage(JsonNode delivery, String name) {
    for (JsonNode stage : delivery.path("stages")) {
      if (stage.path("name").asText().equals(name)) {
        return stage.path("state").asText();
      }
    }
    return "";
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the server did not end when it was told to:\n" + log());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      http.close();
    }
  }
}
