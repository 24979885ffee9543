package dev.fairlead.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class YamlEditTest {
  private static final String VALUES =
      """
      # images, written by the pipeline
      api:
        auth:
          image:
            repository: ghcr.io/x/auth   # do not touch
            tag: abc123  # the tag
            digest: 'sha256:1'
            build: "7"
            empty:
      list: [{tag: one}, {tag: two}]   # inline
      text: |
        old
        lines
      last: 1\r
      """;

  @Test
  void changesOnlyTheBytesOfTheScalar() {
    assertThat(YamlEdit.set("values.yaml", VALUES, "api.auth.image.tag", "def456"))
        .isEqualTo(VALUES.replace("abc123", "def456"));
    assertThat(YamlEdit.set("values.yaml", VALUES, "api.auth.image.digest", "it's"))
        .isEqualTo(VALUES.replace("'sha256:1'", "'it''s'"));
    assertThat(YamlEdit.set("values.yaml", VALUES, "api.auth.image.build", "a\"b"))
        .isEqualTo(VALUES.replace("\"7\"", "\"a\\\"b\""));
    assertThat(YamlEdit.set("values.yaml", VALUES, "list[1].tag", "2.0.1"))
        .isEqualTo(VALUES.replace("two", "2.0.1"));
    assertThat(YamlEdit.set("values.yaml", VALUES, "last", "2"))
        .isEqualTo(VALUES.replace("last: 1\r\n", "last: 2\r\n"));
  }

  @Test
  void aTagThatLooksLikeANumberStaysText() {
    assertThat(YamlEdit.set("values.yaml", VALUES, "api.auth.image.tag", "1234567"))
        .contains("tag: \"1234567\"  # the tag");
    assertThat(YamlEdit.set("values.yaml", VALUES, "api.auth.image.tag", "12e4567"))
        .contains("tag: \"12e4567\"  # the tag");
    assertThat(YamlEdit.set("values.yaml", VALUES, "api.auth.image.tag", "a: b"))
        .contains("tag: \"a: b\"  # the tag");
  }

  @Test
  void fillsAnEmptyValueAndABlock() {
    assertThat(YamlEdit.set("values.yaml", VALUES, "api.auth.image.empty", "x"))
        .isEqualTo(VALUES.replace("empty:\n", "empty: x\n"));
    assertThat(YamlEdit.set("values.yaml", VALUES, "text", "new\n\nlines\n"))
        .isEqualTo(VALUES.replace("  old\n  lines\n", "  new\n\n  lines\n"));
  }

  @Test
  void saysWhatIsThereInstead() {
    assertThatThrownBy(() -> YamlEdit.set("values.yaml", VALUES, "api.web.image.tag", "x"))
        .hasMessage(
            "values.yaml:3:3: cannot find api.web.image.tag: api has no key \"web\", only auth");
    assertThatThrownBy(() -> YamlEdit.set("values.yaml", VALUES, "api.auth", "x"))
        .hasMessageContaining("it is a mapping, expected a single value");
    assertThatThrownBy(() -> YamlEdit.set("values.yaml", VALUES, "list[5]", "x"))
        .hasMessageContaining("list has 2 items");
  }
}
