package dev.fairlead.chart.go;

import java.util.function.LongSupplier;

/// What one rendering may still use. Go takes memory and stack until the machine has no more, and
/// templates are written by strangers. Confined to one thread, but for [#cancel].
public final class Budget {
  private static final ScopedValue<Budget> CURRENT = ScopedValue.newInstance();

  /// Looking at the clock costs more than what happens between two looks.
  private static final int TICKS = 0x3ff;

  /// Some seconds.
  private static final long MAX_REGEX_STEPS = 500_000_000;

  private final Allowance allowance;
  private final long deadlineNanos;
  private final LongSupplier nanoTime;
  private long made;
  private long written;
  private int ticks;
  private volatile boolean cancelled;

  /// The limits that concern what templates do.
  ///
  /// @param nanos how long they may run
  /// @param output most UTF-16 units that all templates together may print
  /// @param text longest text that a function may give, in UTF-16 units
  /// @param items longest list that a function may give
  /// @param made most UTF-16 units of all texts, and items of all lists, that functions give
  /// @param depth deepest nesting of values, and of `tpl` in `tpl`
  public record Allowance(long nanos, long output, int text, int items, long made, int depth) {
    /// For what is called outside of a rendering.
    static final Allowance LARGE =
        new Allowance(Long.MAX_VALUE / 4, 1L << 40, 1 << 30, 1 << 26, 1L << 40, 10_000);
  }

  /// A fresh budget; its time runs from now on.
  ///
  /// @param nanoTime a clock as `System.nanoTime`
  public Budget(Allowance allowance, LongSupplier nanoTime) {
    this.allowance = allowance;
    this.nanoTime = nanoTime;
    this.deadlineNanos = nanoTime.getAsLong() + allowance.nanos();
  }

  /// That of the rendering that this thread is at.
  public static Budget current() {
    return CURRENT.isBound() ? CURRENT.get() : new Budget(Allowance.LARGE, System::nanoTime);
  }

  /// Does work on this budget.
  public <T> T during(ScopedValue.CallableOp<T, RuntimeException> work) {
    return ScopedValue.where(CURRENT, this).call(work);
  }

  /// Stops the work soon. May be called from any thread.
  public void cancel() {
    cancelled = true;
  }

  /// A step is taken: an action, an iteration, a comparison of a long list.
  ///
  /// @throws LimitReached when the time is over or nobody waits any more
  public void tick() {
    if ((++ticks & TICKS) == 0) {
      look();
    }
  }

  /// A step that may take long is about to be taken.
  ///
  /// @throws LimitReached as [#tick]
  public void look() {
    if (cancelled) {
      throw new LimitReached("the rendering was cancelled");
    }
    if (nanoTime.getAsLong() - deadlineNanos > 0) {
      throw new LimitReached(
          "the templates run longer than the limit of "
              + allowance.nanos() / 1_000_000_000L
              + " s (limit: time)");
    }
  }

  /// Templates print.
  public void wrote(int length) {
    written += length;
    if (written > allowance.output()) {
      throw new LimitReached(
          "the templates print more than the limit of "
              + allowance.output()
              + " characters (limit: output)");
    }
  }

  /// A function is about to give, or has given, a text of this length.
  public void text(long length) {
    grown(length, length);
  }

  /// A text is about to get longer, and be of this length then.
  void grown(long length, long by) {
    if (length > allowance.text()) {
      throw new LimitReached(
          "a text of "
              + length
              + " characters is longer than the limit of "
              + allowance.text()
              + " (limit: text)");
    }
    made(by);
  }

  /// A function is about to give, or has given, a list of this length.
  public void items(long length) {
    if (length > allowance.items()) {
      throw new LimitReached(
          "a list of "
              + length
              + " items is longer than the limit of "
              + allowance.items()
              + " (limit: items)");
    }
    made(length);
  }

  /// One value has this many parts, counted as often as it shows them.
  public void parts(long count) {
    if (count > allowance.items()) {
      throw new LimitReached(
          "a value has more than the limit of "
              + allowance.items()
              + " parts (limit: items), written out in full");
    }
  }

  /// One value has this many characters, counted as often as it shows them.
  void characters(long count) {
    if (count > allowance.text()) {
      throw new LimitReached(
          "a value has more than the limit of "
              + allowance.text()
              + " characters (limit: text), written out in full");
    }
  }

  private void made(long size) {
    made += size;
    look();
    if (made > allowance.made()) {
      throw new LimitReached(
          "the functions of the templates make more than the limit of "
              + allowance.made()
              + " characters and items in all (limit: made)");
    }
  }

  /// A regular expression is matched, which takes so many steps at most.
  public void regex(long steps) {
    if (steps > MAX_REGEX_STEPS) {
      throw new LimitReached(
          "a regular expression on a long text takes up to "
              + steps
              + " steps, more than the limit of "
              + MAX_REGEX_STEPS
              + " (limit: regex)");
    }
  }

  /// Values lie in values.
  public void nested(int depth) {
    if (depth > allowance.depth()) {
      throw new LimitReached(
          "values are nested deeper than the limit of "
              + allowance.depth()
              + " levels, or contain themselves (limit: depth)");
    }
  }

  /// A `tpl` is called by a `tpl`.
  public void nestedTpl(int depth) {
    if (depth > allowance.depth()) {
      throw new LimitReached(
          "tpl calls itself deeper than the limit of " + allowance.depth() + " (limit: depth)");
    }
  }
}
