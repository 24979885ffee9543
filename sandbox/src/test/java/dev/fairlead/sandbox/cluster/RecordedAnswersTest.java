package dev.fairlead.sandbox.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Plays requests that a real kube-apiserver 1.36 answered against this one, without controllers,
/// and compares the answers as a whole. `known-failures.txt` lists what does not pass yet, each
/// with its reason; a listed vector that passes fails the test as well.
class RecordedAnswersTest {
  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final int AT_ONCE = 4;

  private static ClusterServer server;
  private static RawClient client;

  @BeforeAll
  static void start() {
    server =
        ClusterServer.start(
            new ClusterOptions(
                Clock.systemUTC(),
                new java.util.Random(1),
                "127.0.0.1",
                0,
                null,
                "",
                Map.of("token", ClusterOptions.User.ADMINISTRATOR),
                "10.96.0.0/16",
                null));
    client = new RawClient(server.uri(), "token");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "apply",
        "apply-cr",
        "apply-kinds",
        "auth",
        "crd",
        "create",
        "delete",
        "discovery",
        "errors",
        "errors-kinds",
        "helm",
        "immutable",
        "list",
        "partial-metadata",
        "patch",
        "patch-kinds",
        "protobuf",
        "replace",
        "subresources",
        "tables",
        "validation",
        "watch"
      })
  void answersAsTheRealServer(String group)
      throws IOException, InterruptedException, ExecutionException {
    Map<String, String> known = knownFailures();
    Map<String, List<String>> failed = new TreeMap<>();
    List<String> passedThoughKnown = new ArrayList<>();
    for (Map.Entry<String, List<String>> each : play(vectors(group)).entrySet()) {
      if (each.getValue().isEmpty()) {
        if (known.containsKey(each.getKey())) {
          passedThoughKnown.add(each.getKey());
        }
      } else if (!known.containsKey(each.getKey())) {
        failed.put(each.getKey(), each.getValue());
      }
    }
    assertThat(failed).as("vectors of %s that differ", group).isEmpty();
    assertThat(passedThoughKnown).as("pass now: take them off known-failures.txt").isEmpty();
  }

  private static Map<String, List<String>> play(List<JsonNode> vectors)
      throws InterruptedException, ExecutionException {
    Map<String, List<String>> results = new LinkedHashMap<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      Map<String, Future<List<String>>> running = new LinkedHashMap<>();
      for (JsonNode vector : vectors) {
        if (!vector.path("serial").asBoolean()) {
          running.put(vector.path("id").asText(), threads.submit(run(vector)));
        }
      }
      for (Map.Entry<String, Future<List<String>>> each : running.entrySet()) {
        results.put(each.getKey(), each.getValue().get());
      }
      for (JsonNode vector : vectors) {
        if (vector.path("serial").asBoolean()) {
          results.put(vector.path("id").asText(), threads.submit(run(vector)).get());
        }
      }
    }
    return results;
  }

  private static Callable<List<String>> run(JsonNode vector) {
    SplittableRandom random = new SplittableRandom(vector.path("id").asText().hashCode());
    StringBuilder namespace = new StringBuilder("v");
    for (int i = 0; i < 11; i++) {
      namespace.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return () -> new VectorRun(vector, client, namespace.toString()).differences();
  }

  private static List<JsonNode> vectors(String group) throws IOException {
    List<JsonNode> vectors = new ArrayList<>();
    for (String line : lines("/vectors/" + group + ".jsonl")) {
      vectors.add(Json.MAPPER.readTree(line));
    }
    return vectors;
  }

  private static Map<String, String> knownFailures() throws IOException {
    Map<String, String> known = new TreeMap<>();
    for (String line : lines("/vectors/known-failures.txt")) {
      String[] parts = line.split(" +", 2);
      assertThat(parts).as("a known failure has a reason: %s", line).hasSize(2);
      known.put(parts[0], parts[1]);
    }
    return known;
  }

  private static List<String> lines(String resource) throws IOException {
    try (InputStream in =
            Objects.requireNonNull(
                RecordedAnswersTest.class.getResourceAsStream(resource), resource);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.isBlank()).toList();
    }
  }
}
