package dev.fairlead.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlJsonTest {

  private static String json(String text, Schema schema) {
    var options = YamlOptions.DEFAULT.withDuplicateKeys(YamlOptions.DuplicateKeys.LAST_WINS);
    return YamlJson.toJson(Yaml.parse("f", text, options).getFirst(), schema).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "yes|true|\"yes\"",
        "on|true|\"on\"",
        "n|false|\"n\"",
        "True|true|true",
        "~|null|null",
        "0777|511|777",
        "0o17|15|15",
        "0x1F|31|31",
        "0b101|5|\"0b101\"",
        "1_000|1000|\"1_000\"",
        "08|8|8",
        "1e3|1000|1000.0",
        ".5|0.5|0.5",
        "1.0|1|1.0",
        "12:30|\"12:30\"|\"12:30\"",
        "2020-01-02|\"2020-01-02\"|\"2020-01-02\"",
        "1.2.3|\"1.2.3\"|\"1.2.3\"",
        "18446744073709551615|18446744073709551615|18446744073709551615",
        "1e400|\"1e400\"|Infinity",
        "!!str 5|\"5\"|\"5\"",
        "'5'|\"5\"|\"5\"",
        "!!float 5|5|5",
      })
  void scalarsMeanWhatTheSchemaSays(String text, String yaml11, String core) {
    assertThat(json(text, Schema.YAML_1_1)).isEqualTo(yaml11);
    if (!core.equals("Infinity")) {
      assertThat(json(text, Schema.CORE)).isEqualTo(core);
    }
  }

  @Test
  void keysBecomeTextAsGoDoes() {
    assertThat(json("on: 1\n8: 2\n1.5: 3\n'y': 4\n0x10: 5\n", Schema.YAML_1_1))
        .isEqualTo("{\"true\":1,\"8\":2,\"1.5\":3,\"y\":4,\"16\":5}");
    assertThat(json("on: 1\n8: 2\n", Schema.CORE)).isEqualTo("{\"on\":1,\"8\":2}");
    assertThatThrownBy(() -> json("~: 1\n", Schema.YAML_1_1)).hasMessageContaining("a null key");
  }

  @Test
  void mergeKeysFollowGoYaml() {
    assertThat(json("b: &b {x: 1, w: 2}\nc:\n  <<: *b\n  w: 3\n", Schema.YAML_1_1))
        .isEqualTo("{\"b\":{\"x\":1,\"w\":2},\"c\":{\"x\":1,\"w\":3}}");
    assertThat(json("c:\n  <<: [{x: 1}, {x: 2, z: 3}]\n", Schema.YAML_1_1))
        .isEqualTo("{\"c\":{\"x\":1,\"z\":3}}");
    assertThat(json("c: {<<: {x: 1}}\n", Schema.CORE)).isEqualTo("{\"c\":{\"<<\":{\"x\":1}}}");
    assertThatThrownBy(() -> json("<<: 1\n", Schema.YAML_1_1)).hasMessageContaining("map merge");
  }

  @Test
  void infinityIsNoJson() {
    assertThatThrownBy(() -> json(".inf", Schema.YAML_1_1))
        .hasMessageContaining("json: unsupported value: +Inf");
  }
}
