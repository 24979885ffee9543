package dev.fairlead.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OutlineTest {
  private static final int LEVELS = 3;
  private static final String MANIFEST =
      """
      # Source: web/templates/deployment.yaml
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: "web"
        annotations: # of ours
          helm.sh/hook: pre-install,post-install
          "checksum/config": 'a: b'
          weight: 5
      spec:
        replicas: 2
        empty:
        command: ["sh", '-c', true]
        selector: {}
        resources:
          {}
        description: goes on
          on the next line
        template:
          containers:
          - name: web
            args:
              - --port=80   # as everybody
              - "a \\"quoted\\" word"
              - - nested
            image: registry/web:1.0
            script: |-
              #!/bin/sh
              key: [

                echo "it's"
          -
            name: other
      more: >
        folded
      """;

  private static final YamlOptions OPTIONS =
      YamlOptions.DEFAULT.withDuplicateKeys(YamlOptions.DuplicateKeys.LAST_WINS);

  private static final Set<String> UNWANTED = Set.of("spec", "more");

  private static Optional<ObjectNode> outline(String text) {
    return Outline.of(text, LEVELS, key -> !UNWANTED.contains(key));
  }

  /// What reading in full gives; empty where it fails.
  private static Optional<JsonNode> full(String text) {
    try {
      return Yaml.parseFirst("test", text, OPTIONS)
          .map(node -> {
            JsonNode tree = pruned(YamlJson.toJson(node, Schema.YAML_1_1), LEVELS);
            return tree instanceof ObjectNode object ? object.remove(UNWANTED) : tree;
          });
    } catch (YamlException _) {
      return Optional.empty();
    }
  }

  private static JsonNode pruned(JsonNode node, int levels) {
    if (node.isArray()) {
      return JsonNodeFactory.instance.arrayNode();
    }
    if (!node.isObject()) {
      return node;
    }
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    if (levels > 0) {
      node.properties().forEach(e -> out.set(e.getKey(), pruned(e.getValue(), levels - 1)));
    }
    return out;
  }

  @Test
  void ofAManifestIsWhatReadingItInFullGives() {
    Optional<ObjectNode> outline = outline(MANIFEST);
    assertThat(outline).isPresent();
    assertThat(outline.get()).isEqualTo(full(MANIFEST).orElseThrow());
    assertThat(outline.get().at("/metadata/annotations").size()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: b: c",
        "a: [b",
        "a: \"b",
        "a: &x b",
        "a: *x",
        "a: !t b",
        "a: .nan",
        "a: -.inf",
        "a:\n- b\nc: 1\n- d",
        "a:\n  b: 1\n c: 2",
        "a: b\n  c",
        "a: b\n  c: d",
        "a: |\n    b\n  c",
        "a: |\n      \n  b",
        "a:\tb",
        "? a",
        "- a",
        "null: a",
        "99999999999999999999: a",
        "a: 'b' c",
        "a: - b",
        "a",
        "a: {b: c}",
        "%YAML 1.1",
        "<<: {a: b}",
        "a: b\u0085",
        "a: \u0001",
        ""
      })
  void isNotMadeOfWhatOnlyTheReaderCanTell(String text) {
    assertThat(outline(text)).isEmpty();
  }

  /// Whatever becomes of a manifest: an outline is there only where the reader agrees.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void agreesWithTheReaderOnBrokenManifests(long seed) {
    Random random = new Random(seed);
    String pieces = "\n\n\n  :- #'\"|>[]{}&*!,.~\\\tab0:";
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder(MANIFEST);
      for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
        int at = random.nextInt(text.length());
        char c = pieces.charAt(random.nextInt(pieces.length()));
        switch (random.nextInt(4)) {
          case 0 -> text.insert(at, c);
          case 1 -> text.setCharAt(at, c);
          case 2 -> text.delete(at, Math.min(text.length(), at + random.nextInt(1, 9)));
          default -> {
            int from = random.nextInt(text.length());
            text.insert(at, text.substring(from, Math.min(text.length(), from + 12)));
          }
        }
      }
      outline(text.toString())
          .ifPresent(outline ->
              assertThat(Optional.<JsonNode>of(outline))
                  .as("seed %s: %s", seed, text)
                  .isEqualTo(full(text.toString())));
    }
  }
}
