package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.chart.TemplateCommandLine.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Templates and values out of a seed, beside helm 4.1.4 in processes and helm 3.21.0 in this
/// process. `-Dgenerated.seed` and `-Dgenerated.templates` look further.
class GeneratedConformanceTest {
  private static final long SEED = Long.getLong("generated.seed", 20261124L);
  private static final int TEMPLATES = Integer.getInteger("generated.templates", 600);

  /// Each set of values gets so many templates.
  private static final int PER_VALUES = 200;

  private final ChartEngine engine = new ChartEngine(Clock.systemUTC(), new Random(1));

  @Test
  void templatesGiveWhatHelm4Gives(@TempDir Path directory) throws Exception {
    Optional<RealHelm> found = RealHelm.find();
    assumeTrue(found.isPresent(), "helm v4.1.4 is not here: run build/tools helm");
    RealHelm helm = found.orElseThrow();
    compare(
        (place, arguments) -> {
          Result result = helm.template(place, arguments);
          return new Result(result.exitCode(), result.stdout(), Comparison.error(result));
        },
        HelmVersion.V4,
        directory,
        Integer.getInteger("generated.failures", 25));
  }

  @Test
  void templatesGiveWhatHelm3Gives(@TempDir Path directory) throws Exception {
    Optional<NativeHelm> helm = NativeHelm.load();
    assumeTrue(helm.isPresent(), "helm-java has no library for this machine");
    compare(helm.orElseThrow()::template, HelmVersion.V3, directory, Integer.MAX_VALUE);
  }

  private void compare(Comparison.Helm helm, HelmVersion version, Path directory, int failures)
      throws Exception {
    List<String> differences = new ArrayList<>();
    int compared = 0;
    for (int done = 0; done < TEMPLATES; done += PER_VALUES) {
      long seed = SEED + done;
      GeneratedTemplates generated = new GeneratedTemplates(seed);
      String values = generated.values().toString();
      Path work = Files.createDirectories(directory.resolve("seed" + seed));
      Comparison comparison = new Comparison(helm, engine, version, work, values, failures);
      List<String> templates = new ArrayList<>();
      for (int i = 0; i < PER_VALUES; i++) {
        templates.add(generated.template());
      }
      for (String difference : comparison.differences(templates)) {
        differences.add("seed " + seed + ": " + difference);
      }
      compared += comparison.compared();
    }
    assertThat(differences).as("of %d templates from seed %d on", compared, SEED).isEmpty();
  }
}
