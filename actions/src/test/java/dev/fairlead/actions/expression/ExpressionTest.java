package dev.fairlead.actions.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {
  private static final Scope SCOPE = scope();

  private static Scope scope() {
    try {
      return Scope.of(
          Map.of(
              "github",
              Value.of(
                  new JsonMapper()
                      .readTree(
                          """
                          {"ref": "refs/heads/main", "event": {"commits": [{"id": "a"}, {}, {"id": "b"}],
                           "labels": {"x": {"n": 1}, "y": {"n": 2}}, "Head-Commit": "h", "n": 1.5}}
                          """))));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Value value(String expression) {
    return Expression.parse(expression).evaluate(SCOPE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "'A' == 'a' ~ true",
        "null == '' ~ true",
        "'1' == 1 ~ true",
        "'' == 0 ~ true",
        "'true' == true ~ false",
        "true == 1 ~ true",
        "'x' && 'y' ~ y",
        "0 || 'd' ~ d",
        "!'false' ~ false",
        "'b' > 'A' ~ true",
        "'a' < 1 ~ false",
        "NaN == NaN ~ false",
        "fromJSON('[1]') == fromJSON('[1]') ~ false",
        "fromJSON('[5,6]')[1.9] ~ 6",
        "fromJSON('[5,6]')[-1] == null ~ true",
        "contains('Hello','ELL') ~ true",
        "contains(fromJSON('[\"1\"]'), 1) ~ true",
        "contains(fromJSON('{\"a\":1}'), 'a') ~ false",
        "startsWith('Hello', 'hE') ~ true",
        "endsWith('Hello', 'LO') ~ true",
        "join(fromJSON('[1,null,true]'),'-') ~ 1--true",
        "join(fromJSON('[1,2]')) ~ 1,2",
        "join('x') ~ x",
        "format('{{{0}}}', 'a') ~ {a}",
        "format('{1} {0} {1}', 'a', 'b') ~ b a b",
        "github.event.none.deep == null ~ true",
        "github.EVENT.head-commit ~ h",
        "github['event']['n'] ~ 1.5",
        "join(github.event.commits.*.id) ~ a,b",
        "join(github.event.labels.*.n, ' ') ~ 1 2",
        "github.event.commits[1].id == null ~ true",
        "github.event.commits[0]['id'] ~ a",
        "toJSON(github.event.commits.*.id) == toJSON(fromJSON('[\"a\",\"b\"]')) ~ true",
        "1e3 ~ 1000",
        "0xff ~ 255",
        "0o17 ~ 15",
        "-.5 ~ -0.5",
        "1.0 ~ 1",
        "0.1 ~ 0.1",
        "1234567890123456 ~ 1.23456789012346E+15",
        "123456789012345 ~ 123456789012345",
        "0.00001 ~ 1E-05",
        "-0 ~ 0",
        "Infinity ~ Infinity",
        "' 12 ' == 12 ~ true",
        "'0x10' == 16 ~ true",
        "'it''s' ~ it's",
        "1 < 2 == true ~ true",
        "!true || !false && true ~ true",
        "(1 || 2) && 3 ~ 3",
        "fromJSON('{\"a\":[1]}') ~ Object",
        "fromJSON('[]') ~ Array",
        "case(false, 1, true, 2, 3) ~ 2",
        "case(false, 1, 3) ~ 3",
        "true ~ true",
        "'ı' == 'I' ~ false",
      })
  void evaluatesAsGitHubDoes(String expression, String expected) {
    assertThat(value(expression).text()).isEqualTo(expected);
  }

  @Test
  void writesPrettyJson() {
    assertThat(value("toJSON(fromJSON('{\"a\":1,\"b\":[true,null],\"c\":{},\"d\":[]}'))").text())
        .isEqualTo(
            """
            {
              "a": 1,
              "b": [
                true,
                null
              ],
              "c": {},
              "d": []
            }\
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "'a'.* ~ unexpected '.' at character 4",
        "\"a\" ~ strings are written in single quotes",
        "1 + 2 ~ no such operator",
        "'open ~ no closing quote",
        "a b ~ unexpected 'b' at character 3",
        "nope(1) ~ there is no function 'nope'",
        "contains('a') ~ contains takes 2 arguments, found 1",
        "(1 ~ ends too early",
        "github. ~ ends too early",
        "1x ~ '1x' at character 1 is not a number",
        "a = b ~ no such operator",
      })
  void saysWhatCannotBeRead(String expression, String message) {
    assertThatThrownBy(() -> Expression.parse(expression))
        .isInstanceOf(ExpressionException.class)
        .hasMessageContaining(message);
  }

  @Test
  void saysWhatHasNoValue() {
    assertThatThrownBy(() -> value("fromJSON('')"))
        .hasMessageContaining("fromJSON: the text is empty");
    assertThatThrownBy(() -> value("fromJSON('{')")).hasMessageContaining("fromJSON: not JSON");
    assertThatThrownBy(() -> value("format('{1}', 'a')"))
        .hasMessageContaining("asks for argument {1}");
    assertThatThrownBy(() -> value("format('{x', 'a')")).hasMessageContaining("lone brace");
    assertThatThrownBy(() -> value("case('a', 1, 2)")).hasMessageContaining("not a boolean");
    assertThatThrownBy(() -> value("nothere.x")).hasMessageContaining("no context 'nothere'");
  }

  @Test
  void knowsWhatItLooksAt() {
    Expression expression = Expression.parse("steps.a.outputs.x || needs['b'].result && always()");
    assertThat(expression.contexts()).containsExactly("needs", "steps");
    assertThat(expression.functions()).containsExactly("always");
    assertThat(expression.propertiesOf("steps")).containsExactly("a");
    assertThat(expression.propertiesOf("needs")).containsExactly("b");
    assertThat(expression.asksForStatus()).isTrue();
  }
}
