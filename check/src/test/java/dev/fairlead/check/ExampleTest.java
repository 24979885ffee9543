package dev.fairlead.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.model.MemoryTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExampleTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "ecoeco-backend");
  private static final String URL = "https://github.com/ecoeco/ecoeco-backend.git";
  private static final String TEMPLATE = "charts/ecoeco-backend/templates/auth/deployment.yaml";

  @Test
  void theExampleHasNoFinding() throws IOException {
    Checked checked = check(files(), files());
    assertThat(checked.all()).isEmpty();
    assertThat(checked.unchecked()).isEmpty();
  }

  @Test
  void aTemplateThatReadsAMissingValueStopsTheChange() throws IOException {
    Map<String, byte[]> broken = files();
    String template =
        new String(Objects.requireNonNull(broken.get(TEMPLATE)), StandardCharsets.UTF_8)
            + "\n# {{ .Values.api.auth.imagee.tag }}\n";
    broken.put(TEMPLATE, template.getBytes(StandardCharsets.UTF_8));

    Checked checked = check(broken, files());

    assertThat(checked.passed()).isFalse();
    assertThat(checked.fresh())
        .singleElement()
        .satisfies(each -> {
          assertThat(each.finding().at().file()).isEqualTo(TEMPLATE);
          assertThat(each.finding().at().line()).isPositive();
          assertThat(each.finding().at().column()).isPositive();
          assertThat(each.valuesPath()).isEqualTo(".Values.api.auth.imagee.tag");
          assertThat(each.finding().message())
              .contains("values-14nodes.yaml", "nearest: .Values.api.auth.image");
        });
    assertThat(Report.comment(checked, "https://github.com/ecoeco/ecoeco-backend/blob/x/"))
        .contains(TEMPLATE + "#L");
  }

  private static Checked check(Map<String, byte[]> head, Map<String, byte[]> base) {
    return new Checks(List.of())
        .check(
            CheckRequest.of(new MemoryTree("head", head), URL, "develop", Trees.TODAY)
                .withBase(new MemoryTree("base", base)));
  }

  private static Map<String, byte[]> files() throws IOException {
    assumeTrue(Files.isDirectory(EXAMPLE), "the example is not beside this module");
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(EXAMPLE)) {
      for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
        if (!file.toString().contains("/target/")) {
          files.put(EXAMPLE.relativize(file).toString(), Files.readAllBytes(file));
        }
      }
    }
    return files;
  }
}
