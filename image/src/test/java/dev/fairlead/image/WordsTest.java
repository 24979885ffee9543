package dev.fairlead.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WordsTest {
  private static final Map<String, String> VARIABLES = Map.of("a", "1", "empty", "", "b", "x y");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "$a-${a}_$ab | 1-1_",
        "${none:-d} | d",
        "${empty:-d}${empty-d} | d",
        "${a:+set}${none+set} | set",
        "${none:-${a}} | 1",
        "'$a' | $a",
        "\"$a $b\" | 1 x y",
        "\\$a | $a",
        "\"\\$a\" | $a",
        "\"\\n\" | \\n",
        "cost$ | cost$",
      })
  void expandsAsTheShellLexerOfBuildKit(String text, String expected) {
    assertThat(Words.expand(text, '\\', VARIABLES::get)).isEqualTo(expected);
  }

  @Test
  void saysWhatIsOpen() {
    assertThatThrownBy(() -> Words.expand("\"a", '\\', VARIABLES::get))
        .hasMessageContaining("not closed");
    assertThatThrownBy(() -> Words.expand("${a", '\\', VARIABLES::get))
        .hasMessageContaining("missing");
    assertThatThrownBy(() -> Words.expand("${none:?must be given}", '\\', VARIABLES::get))
        .hasMessageContaining("none: must be given");
  }

  @Test
  void splitsOutsideOfQuotes() {
    assertThat(Words.split("a=\"b c\" d='e f' g\\ h", '\\'))
        .containsExactly("a=\"b c\"", "d='e f'", "g\\ h");
  }
}
