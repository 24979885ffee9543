package dev.fairlead.chart.go;

import org.jspecify.annotations.Nullable;

/// A rendering takes more than it may. No [GoError]: functions such as `toYaml` turn those into
/// text, and this ends the rendering.
public final class LimitReached extends RuntimeException {
  private final String problem;
  private final @Nullable String location;

  LimitReached(String problem) {
    this(problem, null);
  }

  private LimitReached(String problem, @Nullable String location) {
    super(problem, null, false, false);
    this.problem = problem;
    this.location = location;
  }

  /// What is too much, and the limit.
  public String problem() {
    return problem;
  }

  /// `file:line:column` of the innermost template; null where that is not known.
  public @Nullable String location() {
    return location;
  }

  /// The same at a place, unless it has one.
  public LimitReached at(String place) {
    return location == null ? new LimitReached(problem, place) : this;
  }
}
