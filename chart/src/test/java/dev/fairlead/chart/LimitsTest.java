package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.model.MemoryTree;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {
  private static final String SELF = "{{ $m := dict }}{{ $_ := set $m \"self\" $m }}";
  private static final String DOUBLE =
      "{{ $l := list 1 }}{{ range until 60 }}{{ $l = list $l $l }}{{ end }}";

  private static Rendered render(ChartEngine engine, String template) {
    Chart chart =
        Charts.load(
            MemoryTree.of(
                Map.of(
                    "Chart.yaml",
                    "apiVersion: v2\nname: c\nversion: 1.0.0\n",
                    "templates/NOTES.txt",
                    template)),
            "");
    return engine.render(chart, RenderRequest.of("r"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\0',
      value = {
        "{{ until 1000000000 }} ~ items",
        "{{ seq 1 1000000000 }} ~ items",
        "{{ repeat 1000000000 \"x\" }} ~ text",
        "{{ \"x\" | indent 1000000000 }} ~ text",
        "{{ randAlphaNum 1000000000 }} ~ text",
        "{{ $s := repeat 1000000 \"x\" }}{{ replace \"x\" $s $s }} ~ text",
        "{{ $s := \"0123456789\" }}{{ range until 60 }}{{ $s = print $s $s }}{{ end }} ~ text",
        "{{ $l := list 1 }}{{ range until 60 }}{{ $l = concat $l $l }}{{ end }} ~ items",
        "{{ $t := \"{{ tpl .t . }}\" }}{{ tpl $t (dict \"t\" $t) }} ~ depth",
        "{{ range (int64 1000000000000) }}0123456789abcdef0123456789{{ end }} ~ output",
        "{{ regexMatch (repeat 10000 \"x*\") (repeat 100000 \"x\") }} ~ regex"
      })
  void namesTheLimit(String template, String limit) {
    refuses(template, limit);
  }

  @Test
  void countsWhatIsPrintedOnce() {
    String many = "{{ until 200000 | toStrings | printf \"%s\" | len }}";
    assertThat(render(new ChartEngine(), many).notes()).isEqualTo("1288891");
  }

  @Test
  void drawsLongRandomTexts() {
    assertThat(render(new ChartEngine(), "{{ randAlphaNum 200000 | len }}").notes())
        .isEqualTo("200000");
  }

  @Test
  void refusesValuesThatContainThemselves() {
    for (String use : new String[] {"print $m", "$m", "deepCopy $m", "quote $m"}) {
      refuses(SELF + "{{ " + use + " }}", "depth");
    }
    assertThat(render(new ChartEngine(), SELF + "{{ toYaml $m }}|").notes()).isEqualTo("|");
  }

  @Test
  void refusesValuesThatAreEndlessOnceWrittenOut() {
    for (String use : new String[] {"toYaml $l", "toJson $l", "print $l", "deepCopy $l"}) {
      refuses(DOUBLE + "{{ " + use + " }}", "items");
    }
  }

  private static void refuses(String template, String limit) {
    ChartEngine engine = new ChartEngine();
    assertThatThrownBy(() -> render(engine, template))
        .isInstanceOf(ChartException.class)
        .hasMessageContaining("(limit: " + limit + ")");
  }

  @Test
  void stopsWhenTheTimeIsOver() {
    ChartEngine engine =
        new ChartEngine(
            Clock.systemUTC(), new Random(1), Limits.DEFAULT.withTime(Duration.ofMillis(50)));
    assertThatThrownBy(() -> render(engine, "{{ range (int64 1000000000000) }}{{ end }}"))
        .isInstanceOf(ChartException.class)
        .hasMessageStartingWith("execution error at (c/templates/NOTES.txt:1:")
        .hasMessageContaining("(limit: time)");
  }

  @Test
  void stopsWhenTheCallerIsInterrupted() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(
              () -> render(new ChartEngine(), "{{ range (int64 1000000000000) }}{{ end }}"))
          .isInstanceOf(ChartException.class)
          .hasMessageContaining("cancelled");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
