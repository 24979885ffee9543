package dev.fairlead.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoYamlTest {
  private static String write(String json) throws Exception {
    return GoYaml.write(new ObjectMapper().readTree(json));
  }

  @Test
  void listsAreNotIndentedUnderTheirKey() throws Exception {
    assertThat(write("{\"b\":[1,{\"x\":1,\"y\":[[2],{}]}],\"a\":{},\"c\":[]}"))
        .isEqualTo("a: {}\nb:\n- 1\n- x: 1\n  \"y\":\n  - - 2\n  - {}\nc: []\n");
    assertThat(write("[[1,[2]],{\"a\":[3]}]")).isEqualTo("- - 1\n  - - 2\n- a:\n  - 3\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"a\"|a",
        "\"\"|\"\"",
        "\"yes\"|\"yes\"",
        "\"012\"|\"012\"",
        "\"12:30\"|\"12:30\"",
        "\"a: b\"|'a: b'",
        "\"a:b\"|a:b",
        "\"a #b\"|'a #b'",
        "\"- a\"|'- a'",
        "\"-a\"|-a",
        "\"@a\"|'@a'",
        "\"a'b\"|a'b",
        "\" a\"|' a'",
        "\"a\\tb\"|\"a\\tb\"",
        "\"1e3\"|\"1e3\"",
        "\"2020-01-02\"|\"2020-01-02\"",
        "\"2020-13-01\"|2020-13-01",
        "\"---\"|'---'",
        "\"{a}\"|'{a}'",
        "\"=\"|=",
        "1.5|1.5",
        "1234567.0|1234567",
        "1234567.5|1.2345675e+06",
        "1e21|1e+21",
        "100000000000000000000|1e+20",
        "null|null",
        "true|true",
      })
  void scalarsAreQuotedAsGoQuotesThem(String json, String yaml) throws Exception {
    assertThat(write(json)).isEqualTo(yaml + "\n");
  }

  @Test
  void textOfSeveralLinesIsALiteralBlock() throws Exception {
    assertThat(write("{\"a\":\"x\\ny\\n\",\"b\":\"x\\ny\",\"c\":\"x\\n\\n\",\"d\":\" x\\n\"}"))
        .isEqualTo("a: |\n  x\n  y\nb: |-\n  x\n  y\nc: |+\n  x\n\nd: |2\n   x\n");
    assertThat(write("{\"a\":\"x \\ny\"}")).isEqualTo("a: \"x \\ny\"\n");
  }

  @Test
  void longTextIsFoldedAtTheFirstSpaceBehindColumn80() throws Exception {
    String words = "word ".repeat(30).strip();
    assertThat(write("{\"a\":\"" + words + "\"}"))
        .isEqualTo("a: " + "word ".repeat(16).strip() + "\n  " + "word ".repeat(14).strip() + "\n");
  }

  @Test
  void keysAreInNaturalOrder() throws Exception {
    assertThat(
            write(
                "{\"a10\":1,\"a2\":1,\"b\":1,\"B\":1,\"_x\":1,\"10\":1,\"2\":1,\"a-b\":1,\"ab\":1}"))
        .isEqualTo("_x: 1\n\"2\": 1\n\"10\": 1\nB: 1\na-b: 1\na2: 1\na10: 1\nab: 1\nb: 1\n");
  }
}
