package dev.fairlead.chart.go;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTreeTest {
  private static final ObjectMapper JACKSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \n",
        "{}",
        "[]",
        " { \"a\" : [ 1 , -2 , 3.50 , 1e3 , 1E-2 , 0 , -0 , 0.0 ] , \"b\" : { \"c\" : null } } ",
        "{\"a\": 1, \"b\": 2, \"a\": 3}",
        "[true, false, null, \"\"]",
        "\"a\\\"b\\\\c\\/d\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\\uD800 é 😀\"",
        "2147483647",
        "2147483648",
        "-2147483648",
        "-2147483649",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "123456789012345678901234567890",
        "1.7976931348623157e308",
        "1e400"
      })
  void givesTheTreesThatJacksonGives(String text) throws JsonProcessingException {
    assertThat(JsonTree.read(text)).isEqualTo(JACKSON.readTree(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[1,]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a: 1}",
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "+1",
        "tru",
        "nul",
        "\"a",
        "\"a\nb\"",
        "\"\\x\"",
        "\"\\u00g0\"",
        "\"\\u00",
        "1 2",
        "{} x",
        "NaN"
      })
  void refusesWhatJacksonRefuses(String text) {
    assertThatThrownBy(() -> JACKSON.readTree(text)).isInstanceOf(JsonProcessingException.class);
    assertThatThrownBy(() -> JsonTree.read(text)).isInstanceOf(GoError.class);
  }

  @Test
  void keepsEveryDigitWhereAsked() {
    assertThat(JsonTree.readExactly("0.10").decimalValue()).isEqualTo("0.10");
    assertThat(JsonTree.readExactly("1e400").isBigDecimal()).isTrue();
  }

  @Test
  void nestsAsDeepAsALimit() {
    assertThat(JsonTree.read("[".repeat(1000) + "]".repeat(1000)).isArray()).isTrue();
    assertThatThrownBy(() -> JsonTree.read("[".repeat(2000) + "]".repeat(2000)))
        .isInstanceOf(GoError.class)
        .hasMessageContaining("1000");
  }
}
