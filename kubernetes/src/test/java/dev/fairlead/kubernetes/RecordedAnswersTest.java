package dev.fairlead.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Answers of a real API server (1.36) that this module's functions must reproduce. What needs more
/// than pure functions (admission of Pods, scale, conversion between versions) is left out here;
/// the sandbox's API server replays those.
class RecordedAnswersTest {

  private static final List<String> GROUPS =
      List.of(
          "create",
          "validation",
          "immutable",
          "apply",
          "apply-kinds",
          "apply-cr",
          "patch",
          "patch-kinds",
          "replace");

  record Recorded(String id, JsonNode vector) {
    @Override
    public String toString() {
      return id;
    }
  }

  static Stream<Recorded> recorded() throws IOException {
    List<String> skipped = lines("recorded/needs-a-server.txt");
    String only = System.getProperty("recorded", "");
    List<Recorded> all = new ArrayList<>();
    for (String group : GROUPS) {
      for (String line : lines("recorded/" + group + ".jsonl")) {
        JsonNode vector = MemoryServer.read(line);
        String id = vector.path("id").asText();
        if (!skipped.contains(id) && id.startsWith(only)) {
          all.add(new Recorded(id, vector));
        }
      }
    }
    return all.stream();
  }

  private static List<String> lines(String file) throws IOException {
    try (InputStream in = RecordedAnswersTest.class.getResourceAsStream(file)) {
      return new String(
              java.util.Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void answersLikeTheRealServer(Recorded recorded) {
    MemoryServer server = new MemoryServer();
    RecordedAnswer comparer = new RecordedAnswer();
    Map<String, String> variables = new HashMap<>();
    variables.put("ns", "vbcdfghjklmn");
    List<JsonNode> steps = new ArrayList<>();
    recorded.vector().path("setup").forEach(steps::add);
    steps.add(recorded.vector());
    for (int i = 0; i < steps.size(); i++) {
      JsonNode step = RecordedAnswer.substitute(steps.get(i), variables);
      JsonNode request = step.path("request");
      Map<String, String> query = new HashMap<>();
      request.path("query").properties().forEach(e -> query.put(e.getKey(), e.getValue().asText()));
      JsonNode body =
          request.has("body")
              ? request.get("body")
              : request.has("bodyText")
                  ? MemoryServer.read(request.get("bodyText").asText())
                  : MissingNode.getInstance();
      MemoryServer.Answer answer =
          server.answer(
              request.path("method").asText(),
              request.path("path").asText(),
              query,
              request.path("headers").path("Content-Type").asText("application/json"),
              body);
      JsonNode expected = step.path("expect");
      List<String> found = new ArrayList<>();
      if (expected.path("status").asInt() != answer.code()) {
        found.add("status: expected " + expected.path("status") + ", found " + answer.code());
      }
      List<String> warnings = new ArrayList<>();
      expected.path("headers").path("warning").forEach(w -> warnings.add(w.asText()));
      if (!warnings.equals(answer.warnings())) {
        found.add("warnings: expected " + warnings + ", found " + answer.warnings());
      }
      found.addAll(
          comparer.differences(
              expected.path("body"), adjusted(step.path("adjust"), answer.body())));
      step.path("capture")
          .properties()
          .forEach(
              e -> variables.put(e.getKey(), at(answer.body(), e.getValue().asText()).asText()));
      assertThat(found).as("step %d of %s", i + 1, recorded.vector().path("title")).isEmpty();
    }
  }

  private static JsonNode at(JsonNode node, String path) {
    JsonNode at = node;
    for (String step : path.substring(1).split("\\.")) {
      at = at.path(step);
    }
    return at;
  }

  private static JsonNode adjusted(JsonNode rules, JsonNode body) {
    if (rules.isMissingNode()) {
      return body;
    }
    JsonNode copy = body.deepCopy();
    for (JsonNode rule : rules) {
      String path = rule.path("path").asText();
      int dot = path.lastIndexOf('.');
      JsonNode holder = dot <= 0 ? copy : at(copy, path.substring(0, dot));
      if (holder instanceof ObjectNode object) {
        switch (rule.path("op").asText()) {
          case "any" -> object.put(path.substring(dot + 1), "<any>");
          case "sort" -> {} // causes are sorted in any case
          case "remove" -> object.remove(path.substring(dot + 1));
          default -> throw new IllegalStateException("unknown adjustment " + rule);
        }
      }
    }
    return copy;
  }
}
