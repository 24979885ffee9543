package dev.fairlead.sandbox.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNameTest {
  @ParameterizedTest
  @CsvSource({
    "postgres:16, docker.io/library/postgres:16",
    "grafana/grafana, docker.io/grafana/grafana:latest",
    "ghcr.io/shop/web:1.2, ghcr.io/shop/web:1.2",
    "localhost:5000/a/b/c, localhost:5000/a/b/c:latest",
    "quay.io/x/y:1@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,"
        + " quay.io/x/y@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  })
  void completesNamesAsContainerdDoes(String text, String complete) {
    assertThat(ImageName.parse(text)).hasToString(complete);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Web:1", "a b", "web@sha256:12", "../web"})
  void refusesWhatNamesNoImage(String text) {
    assertThatThrownBy(() -> ImageName.parse(text)).hasMessageContaining("invalid reference");
  }

  @Test
  void knowsItsOwner() {
    assertThat(ImageName.parse("ghcr.io/shop/web").owner()).isEqualTo("shop");
    assertThat(ImageName.parse("nginx").owner()).isEqualTo("library");
  }
}
