package dev.fairlead.bench;

import dev.fairlead.chart.Chart;
import dev.fairlead.chart.ChartEngine;
import dev.fairlead.chart.RenderRequest;
import dev.fairlead.git.WorkingTree;
import dev.fairlead.model.RevisionTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/// Renders a chart with its default values, warm and in process, and with a helm binary, in the
/// same run, and prints the ratio of the medians.
///
/// Arguments: the helm binary, then directories of charts.
public final class TemplateRatio {
  private static final int ROUNDS = 21;
  private static final int WARM_UP = 200;

  private TemplateRatio() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    var engine = new ChartEngine();
    for (String directory : Arrays.asList(args).subList(1, args.length)) {
      long[] ours = new long[ROUNDS];
      long[] helms = new long[ROUNDS];
      RevisionTree tree = WorkingTree.withoutContentIds(Path.of(directory));
      for (int i = -WARM_UP; i < ROUNDS; i++) {
        long start = System.nanoTime();
        Chart chart = engine.load(tree, "");
        int length = engine.render(chart, RenderRequest.of("bench")).output().length();
        if (i >= 0) {
          ours[i] = System.nanoTime() - start;
          helms[i] = helm(args[0], directory);
        }
        if (length == 0) {
          throw new IllegalStateException(directory + " renders to nothing");
        }
      }
      long our = median(ours);
      long helm = median(helms);
      System.out.printf(
          "%-40s ours %7.2f ms  helm %7.2f ms  ratio %.1f%n",
          Path.of(directory).getFileName(), our / 1e6, helm / 1e6, (double) helm / our);
    }
  }

  private static long helm(String binary, String directory)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process helm =
        new ProcessBuilder(binary, "template", "bench", directory)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (helm.waitFor() != 0) {
      throw new IllegalStateException("helm cannot render " + directory);
    }
    return System.nanoTime() - start;
  }

  private static long median(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
