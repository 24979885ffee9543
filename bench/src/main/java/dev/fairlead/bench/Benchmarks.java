package dev.fairlead.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Prints the tables of `docs/performance.md`: ratios against the real helm, in the same run and in
/// turn, since machines differ and are shared.
///
/// Arguments: the helm binary, `./fairlead`, a small chart, a directory of charts, then the names
/// of those of its charts that get a row of their own. `-Dtables=…` chooses among `cold`, `warm`,
/// `applications`, `memory` and `batch`; `-Drounds=N` says how often each is done.
public final class Benchmarks {
  private static final int WARM_UP_NAMED = 150;
  private static final int WARM_UP_EACH = 25;

  /// Below this, what an engine holds anyway would be counted as the chart's.
  private static final long MIN_SOURCE_BYTES = 50_000;

  private final Program helm;
  private final Program fairlead;
  private final Path small;
  private final List<Path> charts;
  private final List<String> named;
  private final int rounds = Integer.getInteger("rounds", 9);

  private Benchmarks(List<String> arguments) throws Exception {
    helm = new Program(arguments.get(0));
    fairlead = new Program(arguments.get(1));
    small = Path.of(arguments.get(2)).toAbsolutePath();
    charts = ChartDirectories.below(Path.of(arguments.get(3)).toAbsolutePath().normalize());
    named = arguments.subList(4, arguments.size());
  }

  public static void main(String[] arguments) throws Exception {
    Benchmarks benchmarks = new Benchmarks(Arrays.asList(arguments));
    for (String table :
        System.getProperty("tables", "cold,warm,applications,memory,batch").split(",")) {
      switch (table) {
        case "cold" -> benchmarks.cold();
        case "warm" -> benchmarks.warm();
        case "applications" -> benchmarks.applications();
        case "memory" -> benchmarks.memory();
        case "batch" -> benchmarks.batch();
        default -> throw new IllegalArgumentException("no such table: " + table);
      }
    }
    System.exit(0);
  }

  private static void title(String text) {
    System.out.println("\n## " + text + "\n");
  }

  private void cold() throws Exception {
    title("Cold: one process for one small chart");
    Rounds times =
        Rounds.of(
            rounds * 3,
            () -> helm.succeed("bench", small.toString()),
            () -> fairlead.succeed("bench", small.toString()));
    System.out.printf(
        "helm %.0f ms, fairlead %.0f ms: fairlead / helm %.1f%n",
        times.millis(0), times.millis(1), times.ratio(1, 0));
  }

  private void warm() throws Exception {
    title("Warm, named charts");
    Warm.print(new Warm(helm, WARM_UP_NAMED, rounds).rows(named()));
    title("Warm, all charts");
    List<Warm.Row> rows = new Warm(helm, WARM_UP_EACH, Math.max(3, rounds / 3)).rows(charts);
    Warm.summary(rows);
    System.out.println("\nThe ten with the smallest ratio over helm:\n");
    Warm.print(
        rows.stream().sorted(Comparator.comparingDouble(Warm.Row::overHelm)).limit(10).toList());
  }

  private void applications() throws Exception {
    title("1,000 Applications of one chart, two threads");
    for (Path chart : named()) {
      System.out.printf(
          "%s: %.2f s%n", chart.getFileName(), new ManyApplications(chart, 3).millis() / 1000);
    }
  }

  private List<Path> named() {
    List<Path> found = new ArrayList<>(List.of(small));
    charts.stream()
        .filter(chart -> named.contains(chart.getFileName().toString()))
        .forEach(found::add);
    return found;
  }

  private void memory() throws Exception {
    title("Memory per cached chart, relative to the size of its files");
    Map<Double, String> ratios = new TreeMap<>(Comparator.reverseOrder());
    for (Path chart : charts) {
      boolean renders = helm.template("bench", chart.toString()) == 0;
      if (renders && ChartDirectories.size(chart) >= MIN_SOURCE_BYTES) {
        ratios.put(new CachedChart(chart).ratio(), chart.getFileName().toString());
      }
    }
    System.out.printf(
        "%d charts: %.1f in the median%n",
        ratios.size(), Rounds.median(ratios.keySet().stream().mapToDouble(each -> each).toArray()));
    System.out.println("\nThe largest:\n");
    ratios.entrySet().stream()
        .limit(5)
        .forEach(each -> System.out.printf("%s %.1f%n", each.getValue(), each.getKey()));
  }

  private void batch() throws Exception {
    title("Batch: one process for many cases, beside a helm process for each");
    Batch.Throughput once = new Batch(helm, fairlead, charts, 1).measure();
    System.out.printf(
        "%d different charts: %.0f cases/s, helm %.0f cases/s: %.1f times%n",
        once.cases(), once.fairlead(), once.helm(), once.fairlead() / once.helm());
    Batch.Throughput often = new Batch(helm, fairlead, charts, 10).measure();
    System.out.printf(
        "each of them ten times: %.0f cases/s, helm %.0f cases/s: %.1f times%n",
        often.fairlead(), often.helm(), often.fairlead() / often.helm());
  }
}
