package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.MemoryTree;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LookupTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET =
      "{\"kind\":\"Secret\",\"metadata\":{\"name\":\"db\",\"generation\":3},\"data\":{\"a\":\"eA==\"}}";

  /// A cluster with one Secret.
  private record OneSecret() implements ClusterView {
    @Override
    public Optional<ObjectNode> get(String apiVersion, String kind, String space, String name) {
      if (apiVersion.equals("shop/v1")) {
        throw new ChartException("no matches for kind \"" + kind + "\"");
      }
      return name.equals("db") && space.equals("prod") ? Optional.of(object()) : Optional.empty();
    }

    @Override
    public Optional<ObjectNode> list(String apiVersion, String kind, String namespace) {
      ObjectNode list = JSON.createObjectNode().put("kind", kind + "List");
      list.putArray("items").add(object());
      return Optional.of(list);
    }

    private static ObjectNode object() {
      try {
        return (ObjectNode) JSON.readTree(SECRET);
      } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static Rendered render(String template, ClusterView cluster) {
    Chart chart =
        Charts.load(
            MemoryTree.of(
                Map.of(
                    "Chart.yaml",
                    "apiVersion: v2\nname: c\nversion: 1.0.0\n",
                    "templates/a.yaml",
                    "a: " + template)),
            "");
    return new ChartEngine().render(chart, RenderRequest.of("r"), cluster);
  }

  @Test
  void objectIsReadFromTheCluster() {
    Rendered rendered =
        render(
            "{{ with lookup \"v1\" \"Secret\" \"prod\" \"db\" }}{{ .data.a }}"
                + " {{ typeOf .metadata.generation }}{{ end }}",
            new OneSecret());
    assertThat(rendered.output()).endsWith("a: eA== int64\n");
    assertThat(rendered.repeatable()).isFalse();
  }

  @Test
  void whatIsNotThereIsAnEmptyMap() {
    String template = "{{ lookup \"v1\" \"Secret\" \"test\" \"db\" | toJson }}";
    assertThat(render(template, new OneSecret()).output()).endsWith("a: {}\n");
    assertThat(render(template, ClusterView.NONE).output()).endsWith("a: {}\n");
    assertThat(render(template, ClusterView.NONE).repeatable()).isTrue();
  }

  @Test
  void withoutANameAllAreListed() {
    String template =
        "{{ range (lookup \"v1\" \"Secret\" \"\" \"\").items }}{{ .metadata.name }}{{ end }}";
    assertThat(render(template, new OneSecret()).output()).endsWith("a: db\n");
  }

  @Test
  void refusalOfTheClusterIsTheErrorOfTheFunction() {
    assertThatThrownBy(
            () -> render("{{ lookup \"shop/v1\" \"Cart\" \"\" \"x\" }}", new OneSecret()))
        .hasMessageContaining("error calling lookup: no matches for kind \"Cart\"");
  }
}
