package dev.fairlead.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource({
    "1000m, 1",
    "1500m, 1500m",
    "0.5, 500m",
    ".5, 500m",
    "5., 5",
    "1024Mi, 1Gi",
    "1536Mi, 1536Mi",
    "1023Ki, 1023Ki",
    "1Ki, 1Ki",
    "0.5Ki, 512",
    "1.5Gi, 1536Mi",
    "1000000, 1M",
    "123456, 123456",
    "1e3, 1e3",
    "1E3, 1e3",
    "1E, 1E",
    "12e4, 120e3",
    "0, 0",
    "0Mi, 0",
    "-1500m, -1500m",
    "0.0000000001, 1n",
    "100u, 100u"
  })
  void isWrittenInCanonicalForm(String given, String canonical) {
    assertThat(Quantity.parse(given)).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "1 Gi", "1gi", "1.5.5", "--1", "Mi", "1K", "1ee3", "1e999999999"})
  void refusesWhatIsNoQuantity(String text) {
    assertThat(Quantity.tryParse(text)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> Quantity.parse(text));
  }

  @Test
  void comparesAndCountsAcrossFormats() {
    assertThat(Quantity.parse("1Gi")).isGreaterThan(Quantity.parse("1G"));
    assertThat(Quantity.parse("1500m").value()).isEqualTo(2);
    assertThat(Quantity.parse("1").milliValue()).isEqualTo(1000);
    assertThat(Quantity.parse("1Gi").plus(Quantity.parse("1Gi"))).hasToString("2Gi");
    assertThat(Quantity.parse("1").minus(Quantity.parse("250m"))).hasToString("750m");
  }

  @Test
  void readsNumbersToo() {
    assertThat(Quantity.of(IntNode.valueOf(2)))
        .hasValueSatisfying(q -> assertThat(q).hasToString("2"));
    assertThat(Quantity.of(DoubleNode.valueOf(0.5)))
        .hasValueSatisfying(q -> assertThat(q).hasToString("500m"));
  }
}
