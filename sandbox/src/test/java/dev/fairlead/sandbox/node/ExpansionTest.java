package dev.fairlead.sandbox.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {
  @ParameterizedTest
  @CsvSource({
    "$(A)-$(B), 1-2",
    "$$(A), $(A)",
    "$(UNKNOWN), $(UNKNOWN)",
    "$A, $A",
    "tail$, tail$",
    "$(A, $(A",
    "$$$(A), $1"
  })
  void replacesReferencesAsKubernetesDoes(String text, String expected) {
    assertThat(Expansion.expand(text, Map.of("A", "1"), Map.of("B", "2", "A", "hidden")))
        .isEqualTo(expected);
  }
}
