package dev.fairlead.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DidYouMeanTest {

  @Test
  void theNearestNameIsFound() {
    assertThat(DidYouMean.among("probe", List.of("probes", "port", "image"))).contains("probes");
    assertThat(DidYouMean.among("replicaCount", List.of("replica-count")))
        .contains("replica-count");
    assertThat(DidYouMean.among("iamge", List.of("image", "name"))).contains("image");
  }

  @Test
  void whatIsFarOrKnownIsNotSuggested() {
    assertThat(DidYouMean.among("probe", List.of("image", "port"))).isEmpty();
    assertThat(DidYouMean.among("port", List.of("ports", "port"))).isEmpty();
  }
}
