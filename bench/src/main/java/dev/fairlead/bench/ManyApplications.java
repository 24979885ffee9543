package dev.fairlead.bench;

import dev.fairlead.chart.Chart;
import dev.fairlead.chart.ChartEngine;
import dev.fairlead.chart.RenderRequest;
import dev.fairlead.chart.ValuesSource;
import dev.fairlead.git.WorkingTree;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// A thousand Applications of one chart, each with a name, a namespace and values of its own, on
/// two threads.
record ManyApplications(Path chart, int rounds) {
  private static final int APPLICATIONS = 1000;
  private static final int THREADS = 2;

  /// The median time, in milliseconds; the first round warms up.
  double millis() throws Exception {
    ChartEngine engine = new ChartEngine();
    List<RenderRequest> requests =
        IntStream.range(0, APPLICATIONS).mapToObj(ManyApplications::request).toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      Rounds.of(1, () -> render(engine, requests, threads));
      return Rounds.of(rounds, () -> render(engine, requests, threads)).millis(0);
    }
  }

  private static RenderRequest request(int number) {
    return RenderRequest.of("app-" + number)
        .withNamespace("team-" + number % 50)
        .withValues(
            List.of(
                new ValuesSource.Set(
                    "replicaCount=%d,image.tag=1.0.%d,bench.number=%d"
                        .formatted(number % 7 + 1, number, number))));
  }

  private void render(ChartEngine engine, List<RenderRequest> requests, ExecutorService threads)
      throws Exception {
    Chart loaded = engine.load(WorkingTree.withoutContentIds(chart), "");
    List<Future<Integer>> results =
        requests.stream()
            .map(request -> threads.submit(() -> engine.render(loaded, request).output().length()))
            .toList();
    for (Future<Integer> result : results) {
      if (result.get() == 0) {
        throw new IllegalStateException(chart + " renders to nothing");
      }
    }
  }
}
