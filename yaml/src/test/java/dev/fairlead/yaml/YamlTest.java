package dev.fairlead.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.model.Position;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class YamlTest {

  @Test
  void everyNodeKnowsWhereItStands() {
    String text = "a:\n  b: [1, 'two']\n---\n- x\n";
    var documents = Yaml.parse("f.yaml", text);
    assertThat(documents).hasSize(2);
    YamlMapping root = (YamlMapping) documents.getFirst();
    YamlSequence list = root.mapping("a").orElseThrow().sequence("b").orElseThrow();
    assertThat(list.position()).isEqualTo(new Position("f.yaml", 2, 6));
    YamlScalar two = (YamlScalar) list.items().get(1);
    assertThat(two.position()).isEqualTo(new Position("f.yaml", 2, 10));
    assertThat(text.substring(two.start(), two.end())).isEqualTo("'two'");
    assertThat(documents.get(1).position()).isEqualTo(new Position("f.yaml", 4, 1));
  }

  @Test
  void offsetsAreRightBehindCharactersOutsideOfTheBasicPlane() {
    String text = "a: \"🚀\" # 🚀\nb: tag\n";
    YamlMapping root = (YamlMapping) Yaml.parseOne("f", text).orElseThrow();
    YamlScalar tag = root.scalar("b").orElseThrow();
    assertThat(text.substring(tag.start(), tag.end())).isEqualTo("tag");
  }

  @Test
  void aBlockScalarEndsWithoutALineBreakWhereTheTextDoes() {
    assertThat(block("a: |\n  x")).isEqualTo("x");
    assertThat(block("a: >\n  x\n  y")).isEqualTo("x y");
    assertThat(block("a: |\n  x\n")).isEqualTo("x\n");
    assertThat(block("a: |\n  x\n  ")).isEqualTo("x\n");
    assertThat(block("a: |\n  x\nb: y")).isEqualTo("x\n");
  }

  private static String block(String text) {
    YamlMapping root = (YamlMapping) Yaml.parseOne("f", text).orElseThrow();
    return root.scalar("a").orElseThrow().value();
  }

  @Test
  void aDuplicateKeyIsAnErrorAtTheSecondOne() {
    assertThatThrownBy(() -> Yaml.parse("f", "a: 1\nb: 2\na: 3\n"))
        .hasMessage("f:3:1: key \"a\" is already set in this mapping");
    var lenient = YamlOptions.DEFAULT.withDuplicateKeys(YamlOptions.DuplicateKeys.LAST_WINS);
    YamlMapping root = (YamlMapping) Yaml.parse("f", "a: 1\na: 3\n", lenient).getFirst();
    assertThat(root.scalar("a").orElseThrow().value()).isEqualTo("3");
  }

  @Test
  void brokenTextNamesThePlace() {
    assertThatThrownBy(() -> Yaml.parse("f", "a: b\n c: d\n"))
        .isInstanceOf(YamlException.class)
        .hasMessageStartingWith("f:2:");
    assertThatThrownBy(() -> Yaml.parse("f", "a: *nope\n")).hasMessageContaining("nope");
  }

  @Test
  void limitsAreNamed() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a%d: &a%d [".formatted(i, i));
      bomb.append("*a%d,".formatted(i - 1).repeat(10)).append("]\n");
    }
    assertThatThrownBy(() -> Yaml.parse("bomb", bomb.toString()))
        .hasMessageContaining("limit of 10000000 nodes once its aliases are expanded");
    assertThatThrownBy(() -> Yaml.parse("deep", "[".repeat(2000)))
        .hasMessageContaining("deeper than the limit of 300 levels");
    assertThatThrownBy(
            () -> Yaml.parse("big", "x".repeat(20), YamlOptions.DEFAULT.withMaxBytes(10)))
        .hasMessageContaining("longer than the limit of 10");
  }

  /// Threads with small stacks exist: what is let in must also be read, converted and written
  /// there.
  @Test
  void theDeepestTextNeedsLittleStack() throws InterruptedException {
    int depth = YamlOptions.DEFAULT.maxDepth();
    String deep = "[".repeat(depth) + "]".repeat(depth);
    AtomicReference<Object> outcome = new AtomicReference<>();
    var thread =
        new Thread(
            null,
            () -> {
              try {
                JsonNode json = YamlJson.toJson(Yaml.parse("deep", deep).getFirst(), Schema.CORE);
                outcome.set(GoYaml.write(json));
              } catch (StackOverflowError e) {
                outcome.set(e);
              }
            },
            "small stack",
            400 << 10);
    thread.start();
    thread.join();
    assertThat(outcome.get()).isEqualTo("- ".repeat(depth - 1) + "[]\n");
  }

  @Test
  void anEmptyTextHasNoDocument() {
    assertThat(Yaml.parse("f", "")).isEmpty();
    assertThat(Yaml.parse("f", "# nothing\n")).isEmpty();
    assertThat(Yaml.parse("f", "---\n")).hasSize(1);
  }
}
