package dev.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.chart.ChartEngine;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TemplateBatchTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  @BeforeEach
  void writeCharts() throws IOException {
    chart("one", "text: {{ .Values.text }} {{ .Release.Name }}\n", "text: hello 😀\n");
    chart("broken", "text: {{ fail \"no\" }}\n", "");
    chart(
        "changes",
        "{{ if .Values.seen }}seen: true{{ else }}seen: false{{ end }}"
            + "{{ $_ := set .Values \"seen\" true }}\n",
        "");
    chart("bytes", "{{ fail (trunc 1 \"é\") }}\n", "");
  }

  private void chart(String name, String template, String values) throws IOException {
    Path templates = Files.createDirectories(directory.resolve(name + "/templates"));
    Files.writeString(
        directory.resolve(name + "/Chart.yaml"),
        "apiVersion: v2\nname: %s\nversion: 0.1.0\n".formatted(name));
    Files.writeString(directory.resolve(name + "/values.yaml"), values);
    Files.writeString(templates.resolve("t.yaml"), template);
  }

  private TemplateBatch batch() {
    return new TemplateBatch(new ChartEngine(), directory, 2);
  }

  private List<JsonNode> run(String input) throws IOException, InterruptedException {
    var out = new ByteArrayOutputStream();
    batch().run(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), out);
    List<JsonNode> results = new ArrayList<>();
    for (String line : out.toString(StandardCharsets.UTF_8).split("\n")) {
      results.add(JSON.readTree(line));
    }
    return results;
  }

  private static JsonNode of(List<JsonNode> results, String id) {
    return results.stream()
        .filter(each -> each.get("id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void eachLineIsACommandLineOfItsOwn() throws Exception {
    List<JsonNode> results =
        run(
            """
            {"id": "a", "args": ["web", "one"]}
            {"id": 7, "dir": "one", "args": ["web", "."]}

            {"id": "c", "dir": "%s", "args": ["web", "broken"]}
            """
                .formatted(directory));
    assertThat(results).hasSize(3);
    assertThat(of(results, "a").get("stdout").asText())
        .isEqualTo("---\n# Source: one/templates/t.yaml\ntext: hello 😀 web\n");
    assertThat(results)
        .anySatisfy(each -> {
          assertThat(each.get("id").isInt()).isTrue();
          assertThat(each.get("exit").asInt()).isZero();
        });
    assertThat(of(results, "c").get("exit").asInt()).isEqualTo(1);
    assertThat(of(results, "c").get("stderr").asText())
        .startsWith("Error: execution error at (broken/templates/t.yaml:1:9): no\n");
  }

  @Test
  void noCaseSeesWhatAnotherDidToItsValues() throws Exception {
    String line = "{\"id\": \"x\", \"args\": [\"web\", \"changes\"]}\n";
    assertThat(run(line.repeat(50)))
        .hasSize(50)
        .allSatisfy(each -> assertThat(each.get("stdout").asText()).contains("seen: false"));
  }

  @Test
  void lineThatCannotBeUnderstoodHasAResultAndEndsNothing() throws Exception {
    List<JsonNode> results =
        run(
            """
            {"id": "cut", "args"
            {"id": "none"}
            {"id": "number", "args": ["web", 1]}
            {"id": "dir", "dir": 5, "args": ["web", "one"]}
            ["web", "one"]
            {"id": "good", "args": ["web", "one"]}
            """);
    assertThat(results).hasSize(6);
    assertThat(of(results, "good").get("exit").asInt()).isZero();
    assertThat(of(results, "none").get("stderr").asText())
        .startsWith("Error: line 2 of the batch: expected an object");
    assertThat(of(results, "number").get("stderr").asText())
        .isEqualTo("Error: line 3 of the batch: expected strings in \"args\", found 1\n");
    assertThat(of(results, "dir").get("stderr").asText())
        .isEqualTo("Error: line 4 of the batch: expected a path in \"dir\", found 5\n");
    assertThat(results.stream().filter(each -> each.get("id").isNull()))
        .hasSize(2)
        .allSatisfy(each -> assertThat(each.get("exit").asInt()).isEqualTo(1));
  }

  @Test
  void whatHelmDoesNotSayStandsApart() throws Exception {
    chart("nil", "path: {{ .Values.probe.path }}\n", "probes: {path: /}\n");
    JsonNode result = of(run("{\"id\": \"n\", \"args\": [\"web\", \"nil\"]}\n"), "n");
    assertThat(result.get("stderr").asText())
        .startsWith("Error: nil/templates/t.yaml:1:16\n")
        .endsWith("Use --debug flag to render out invalid YAML\n");
    assertThat(result.get("hints").get(0).asText())
        .isEqualTo(
            ".Values.probe is not set by values.yaml (nearest: .Values.probes, values.yaml:1:1)");
  }

  @Test
  void bytesThatAreNotUtf8StandInBase64() throws Exception {
    JsonNode result = of(run("{\"id\": \"b\", \"args\": [\"web\", \"bytes\"]}\n"), "b");
    assertThat(result.has("stderr")).isFalse();
    assertThat(result.get("stderr_b64").binaryValue()).contains(0xc3);
  }

  @Test
  @SuppressWarnings("try") // The input ends in the middle of the test.
  void resultIsWrittenBeforeTheInputEnds() throws Exception {
    try (var feed = new PipedOutputStream();
        var in = new PipedInputStream(feed);
        var out = new PipedOutputStream();
        var results = new PipedInputStream(out)) {
      var ended =
          CompletableFuture.runAsync(() -> {
            try {
              batch().run(in, out);
            } catch (IOException | InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      feed.write("{\"id\": 1, \"args\": [\"web\", \"one\"]}\n".getBytes(StandardCharsets.UTF_8));
      feed.flush();
      var lines = new BufferedReader(new InputStreamReader(results, StandardCharsets.UTF_8));
      assertThat(lines.readLine()).contains("\"id\":1").contains("\"exit\":0");
      assertThat(ended).isNotDone();
      feed.close();
      ended.join();
    }
  }
}
