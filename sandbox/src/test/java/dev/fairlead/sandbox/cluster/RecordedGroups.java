package dev.fairlead.sandbox.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Groups of requests and commands that a real kube-apiserver 1.36 answered, played against a
/// server; the answers are compared as a whole. `known-failures.txt` lists what does not pass yet,
/// each with its reason; a listed vector that passes fails the test as well.
///
/// @param client speaks to the server as its administrator
/// @param kubeconfig for commands
/// @param directory for the commands' files
record RecordedGroups(RawClient client, CommandTools tools, String kubeconfig, Path directory) {
  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final int AT_ONCE = 4;

  /// Plays those vectors of a group that need controllers `on` or `off`.
  void play(String group, String controllers)
      throws IOException, InterruptedException, ExecutionException {
    Map<String, String> known = knownFailures();
    Map<String, List<String>> failed = new TreeMap<>();
    List<String> passedThoughKnown = new ArrayList<>();
    List<JsonNode> vectors = new ArrayList<>();
    for (JsonNode vector : vectors(group)) {
      Optional<String> missing = tools.missing(vector);
      if (missing.isPresent()) {
        System.out.println(vector.path("id").asText() + ": skipped without " + missing.get());
      } else if (List.of("any", controllers).contains(vector.path("controllers").asText("any"))) {
        vectors.add(vector);
      }
    }
    for (Map.Entry<String, List<String>> each : play(vectors).entrySet()) {
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

  private Map<String, List<String>> play(List<JsonNode> vectors)
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

  private Callable<List<String>> run(JsonNode vector) {
    SplittableRandom random = new SplittableRandom(vector.path("id").asText().hashCode());
    StringBuilder namespace = new StringBuilder("v");
    for (int i = 0; i < 11; i++) {
      namespace.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return () -> {
      Path folder = Files.createTempDirectory(directory, "vector");
      Files.writeString(folder.resolve("kubeconfig"), kubeconfig);
      return new VectorRun(vector, client, tools, folder, namespace.toString()).differences();
    };
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
            Objects.requireNonNull(RecordedGroups.class.getResourceAsStream(resource), resource);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.isBlank()).toList();
    }
  }
}
