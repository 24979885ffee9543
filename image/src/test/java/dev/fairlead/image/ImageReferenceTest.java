package dev.fairlead.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageReferenceTest {
  private static final String DIGEST = "sha256:" + "a".repeat(64);

  @ParameterizedTest
  @CsvSource({
    "nginx, docker.io/library/nginx:latest",
    "acme/shop:1, docker.io/acme/shop:1",
    "docker.io/nginx, docker.io/library/nginx:latest",
    "index.docker.io/library/nginx:1, docker.io/library/nginx:1",
    "ghcr.io/acme/shop:v1.0, ghcr.io/acme/shop:v1.0",
    "localhost/x, localhost/x:latest",
    "localhost:5000/a/b:c, localhost:5000/a/b:c",
    "Host/x, Host/x:latest",
    "[::1]:5000/x:y, [::1]:5000/x:y",
  })
  void completesNamesAsDockerDoes(String text, String complete) {
    assertThat(ImageReference.parse(text)).hasToString(complete);
  }

  @Test
  void aDigestGoesBeforeATag() {
    ImageReference image = ImageReference.parse("ghcr.io/acme/shop:1.0@" + DIGEST);

    assertThat(image.reference()).isEqualTo(DIGEST);
    assertThat(image.tag()).isEqualTo("1.0");
    assertThat(image.withTag("2").toString()).isEqualTo("ghcr.io/acme/shop:2");
    assertThat(ImageReference.parse("x@" + DIGEST).tag()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "UPPER", "a b", "x:", "x:-a", "x@sha256:12", "ghcr.io/", "a//b", "http://x/y"})
  void saysWhatIsWrong(String text) {
    assertThatThrownBy(() -> ImageReference.parse(text))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("(in \"" + text + "\")");
  }
}
