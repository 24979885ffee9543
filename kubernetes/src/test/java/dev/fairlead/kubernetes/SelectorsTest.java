package dev.fairlead.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app=web|true",
        "app==web|true",
        "app!=web|false",
        "none!=x|true",
        "app|true",
        "!app|false",
        "!none|true",
        "app in (web, api)|true",
        "app notin (web)|false",
        "none notin (web)|true",
        "n>3|true",
        "n<3|false",
        "app=web,n in (5)|true",
        "app=web,!n|false",
        "a==|false",
        "empty=|true"
      })
  void selectsByTheStringForm(String selector, boolean expected) {
    assertThat(LabelSelector.parse(selector).matches(Map.of("app", "web", "n", "5", "empty", "")))
        .isEqualTo(expected);
  }

  @Test
  void emptySelectorSelectsEverythingAndMissingOneNothing() {
    assertThat(LabelSelector.parse("").isEverything()).isTrue();
    assertThat(LabelSelector.of(MemoryServer.read("{}")).matches(Map.of())).isTrue();
    assertThat(LabelSelector.of(null).matches(Map.of())).isFalse();
    assertThat(LabelSelector.ofMap(MemoryServer.read("{}")).matches(Map.of())).isFalse();
  }

  @Test
  void printsAsScaleShowsIt() {
    assertThat(
            LabelSelector.of(
                MemoryServer.read(
                    "{\"matchLabels\":{\"b\":\"2\",\"a\":\"1\"},\"matchExpressions\":[{\"key\":\"c\",\"operator\":\"In\",\"values\":[\"y\",\"x\"]}]}")))
        .hasToString("a=1,b=2,c in (x,y)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a in (b|unable to parse requirement: found '', expected: ',' or ')'",
        "a,,b|found ',', expected: identifier after ','",
        "n>x|unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt'"
            + " operators, the value must be an integer"
      })
  void saysWhatIsWrongAsTheServerDoes(String selector, String message) {
    assertThatThrownBy(() -> LabelSelector.parse(selector)).hasMessage(message);
  }

  @Test
  void fieldSelectorsKnowTheFieldsOfTheirKind() {
    ResourceType pods = ResourceTypes.builtIn().byPlural("", "v1", "pods").orElseThrow();
    ResourceType roles =
        ResourceTypes.builtIn().byPlural("rbac.authorization.k8s.io", "v1", "roles").orElseThrow();
    var pod =
        MemoryServer.read(
            "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"nodeName\":\"n1\"},\"status\":{\"phase\":\"Running\"}}");
    assertThat(FieldSelector.parse(pods, "spec.nodeName=n1,status.phase!=Failed").matches(pod))
        .isTrue();
    assertThat(FieldSelector.parse(pods, "metadata.name=b").matches(pod)).isFalse();
    assertThatThrownBy(() -> FieldSelector.parse(pods, "spec.containers=x"))
        .hasMessage("field label not supported: spec.containers");
    assertThatThrownBy(() -> FieldSelector.parse(roles, "x=y"))
        .hasMessageStartingWith("\"x\" is not a known field selector");
  }
}
