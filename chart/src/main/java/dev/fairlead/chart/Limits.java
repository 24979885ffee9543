package dev.fairlead.chart;

import dev.fairlead.chart.go.Budget;
import java.time.Duration;

/// How much a rendering may take. A chart is a program of a stranger; Helm lets it run until the
/// machine has no time and memory left. Each refusal names its limit by the name that it has here.
///
/// Helm's own limits are always in force, with Helm's texts: 1000 times the same name in `include`,
/// 100000 templates in each other, 5 MiB for a file, 100 MiB for an archive.
///
/// @param time from the first template on
/// @param output most characters (UTF-16 units) that all templates together may print
/// @param text most characters of a text that a function makes, such as `repeat`
/// @param items most items of a list that a function makes, such as `until`
/// @param made most characters and items of all texts and lists that functions make together
/// @param depth deepest nesting of values, and of `tpl` in `tpl`
public record Limits(Duration time, long output, int text, int items, long made, int depth) {

  /// Far more than any chart needs that is meant well, far less than a small machine has. Texts
  /// that templates have done with cost time and no memory, so what is made in all may be much.
  public static final Limits DEFAULT =
      new Limits(Duration.ofMinutes(2), 64L << 20, 32 << 20, 2_000_000, 1L << 34, 10_000);

  public Limits {
    if (time.isNegative()
        || time.isZero()
        || output <= 0
        || text <= 0
        || items <= 0
        || made <= 0
        || depth <= 0) {
      throw new IllegalArgumentException("every limit must be more than zero");
    }
  }

  public Limits withTime(Duration value) {
    return new Limits(value, output, text, items, made, depth);
  }

  public Limits withOutput(long value) {
    return new Limits(time, value, text, items, made, depth);
  }

  public Limits withText(int value) {
    return new Limits(time, output, value, items, made, depth);
  }

  public Limits withItems(int value) {
    return new Limits(time, output, text, value, made, depth);
  }

  public Limits withMade(long value) {
    return new Limits(time, output, text, items, value, depth);
  }

  public Limits withDepth(int value) {
    return new Limits(time, output, text, items, made, value);
  }

  Budget budget() {
    return new Budget(
        new Budget.Allowance(time.toNanos(), output, text, items, made, depth), System::nanoTime);
  }
}
