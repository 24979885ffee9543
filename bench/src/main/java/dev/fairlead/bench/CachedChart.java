package dev.fairlead.bench;

import dev.fairlead.chart.ChartEngine;
import dev.fairlead.chart.RenderRequest;
import dev.fairlead.git.WorkingTree;
import java.lang.ref.Reference;
import java.nio.file.Path;

/// What an engine keeps of a chart that it has rendered, beside the size of the chart's files.
record CachedChart(Path directory) {

  /// Bytes kept for each byte of source.
  double ratio() throws Exception {
    long before = used();
    ChartEngine engine = rendered();
    try {
      return (double) (used() - before) / ChartDirectories.size(directory);
    } finally {
      Reference.reachabilityFence(engine);
    }
  }

  private ChartEngine rendered() {
    ChartEngine engine = new ChartEngine();
    var chart = engine.load(WorkingTree.withoutContentIds(directory), "");
    engine.render(chart, RenderRequest.of("bench"));
    return engine;
  }

  private static long used() throws InterruptedException {
    Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Thread.sleep(20);
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }
}
