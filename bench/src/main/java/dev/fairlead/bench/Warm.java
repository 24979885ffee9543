package dev.fairlead.bench;

import com.marcnuri.helm.Helm;
import dev.fairlead.chart.ChartEngine;
import dev.fairlead.chart.RenderRequest;
import dev.fairlead.git.WorkingTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A chart with its default values, its files read from disk each time: by this engine, warm and in
/// process, by a helm process, and by helm-java in this process.
record Warm(Program helm, int warmUp, int rounds) {

  /// What one chart showed.
  ///
  /// @param millis ours
  /// @param overHelm how many times longer helm took
  /// @param overHelmJava how many times longer helm-java took; NaN where it cannot render the chart
  record Row(String chart, double millis, double overHelm, double overHelmJava) {}

  /// Measures the charts that helm can render without further values.
  List<Row> rows(List<Path> charts) throws Exception {
    List<Row> rows = new ArrayList<>();
    for (Path chart : charts) {
      if (helm.template("bench", chart.toString()) == 0) {
        rows.add(row(chart));
      }
    }
    return rows;
  }

  private Row row(Path chart) throws Exception {
    ChartEngine engine = new ChartEngine();
    for (int i = 0; i < warmUp; i++) {
      render(engine, chart);
    }
    String name = chart.getFileName().toString();
    Rounds.Work helmJava = helmJava(chart);
    if (helmJava == null) {
      Rounds times =
          Rounds.of(
              rounds, () -> render(engine, chart), () -> helm.succeed("bench", chart.toString()));
      return new Row(name, times.millis(0), times.ratio(1, 0), Double.NaN);
    }
    Rounds times =
        Rounds.of(
            rounds,
            () -> render(engine, chart),
            () -> helm.succeed("bench", chart.toString()),
            helmJava);
    return new Row(name, times.millis(0), times.ratio(1, 0), times.ratio(2, 0));
  }

  private static void render(ChartEngine engine, Path chart) {
    var loaded = engine.load(WorkingTree.withoutContentIds(chart), "");
    if (engine.render(loaded, RenderRequest.of("bench")).output().isEmpty()) {
      throw new IllegalStateException(chart + " renders to nothing");
    }
  }

  /// Null where it fails: it embeds another version, built for another Kubernetes.
  private static Rounds.@Nullable Work helmJava(Path chart) {
    Rounds.Work work =
        () -> new Helm(chart).template().withName("bench").withKubeVersion("v1.35.0").call();
    try {
      work.run();
      return work;
    } catch (Exception | LinkageError _) {
      return null;
    }
  }

  static void print(List<Row> rows) {
    System.out.println("| chart | ours, ms | helm / ours | helm-java / ours |");
    System.out.println("|---|---|---|---|");
    for (Row row : rows) {
      System.out.printf(
          "| %s | %.2f | %.1f | %s |%n",
          row.chart(),
          row.millis(),
          row.overHelm(),
          Double.isNaN(row.overHelmJava()) ? "-" : "%.1f".formatted(row.overHelmJava()));
    }
  }

  /// The medians, and how many charts are on the wrong side of a bound.
  static void summary(List<Row> rows) {
    double[] helm = rows.stream().mapToDouble(Row::overHelm).toArray();
    double[] helmJava =
        rows.stream().mapToDouble(Row::overHelmJava).filter(each -> !Double.isNaN(each)).toArray();
    System.out.printf(
        "%d charts: helm / ours %.1f in the median, %d charts at 20 or more; helm-java / ours %.1f"
            + " in the median, of %d charts slower than helm-java: %d%n",
        rows.size(),
        Rounds.median(helm),
        java.util.Arrays.stream(helm).filter(each -> each >= 20).count(),
        Rounds.median(helmJava),
        helmJava.length,
        java.util.Arrays.stream(helmJava).filter(each -> each < 1).count());
  }
}
