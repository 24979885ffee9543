package dev.fairlead.bench;

import java.util.Arrays;

/// The times of things that were done in turn, round by round, so that what else the machine does
/// meets them alike.
final class Rounds {

  /// Something to be measured.
  interface Work {
    void run() throws Exception;
  }

  private final long[][] nanos;

  private Rounds(long[][] nanos) {
    this.nanos = nanos;
  }

  /// Does each of these once a round.
  static Rounds of(int rounds, Work... works) throws Exception {
    long[][] nanos = new long[works.length][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < works.length; i++) {
        long start = System.nanoTime();
        works[i].run();
        nanos[i][round] = System.nanoTime() - start;
      }
    }
    return new Rounds(nanos);
  }

  /// The median time of the work of this number, in milliseconds.
  double millis(int work) {
    return median(Arrays.stream(nanos[work]).mapToDouble(each -> each / 1e6).toArray());
  }

  /// How many times longer one took than another: the ratio of the medians.
  double ratio(int slower, int faster) {
    return millis(slower) / millis(faster);
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
