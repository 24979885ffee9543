package dev.fairlead.chart;

import dev.fairlead.model.Position;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A chart cannot be loaded or rendered. [#getMessage] is what helm prints behind `Error: `; the
/// rest is for those who want to point at the place and say what to do.
public final class ChartException extends RuntimeException {
  private final transient Details details;
  private final String log;
  private final boolean hinted;

  /// What is known of a failure besides helm's text.
  ///
  /// @param position in the names of helm: from the chart's name on
  /// @param place in the names of the tree that the chart was loaded from
  /// @param callers where the failed template was called, in the names of the tree, outermost first
  /// @param nilPath the expression that was nil
  /// @param further failures of other templates, which helm does not get to
  /// @param reason one line without places; empty where helm's text is all there is
  record Details(
      @Nullable Position position,
      @Nullable Position place,
      List<Position> callers,
      @Nullable String nilPath,
      String reason,
      @Nullable ValueProblem value,
      List<ChartException> further) {
    static final Details NONE = of(null, null, List.of(), null, "", null);

    Details {
      callers = List.copyOf(callers);
      further = List.copyOf(further);
    }

    static Details of(
        @Nullable Position position,
        @Nullable Position place,
        List<Position> callers,
        @Nullable String nilPath,
        String reason,
        @Nullable ValueProblem value) {
      return new Details(position, place, callers, nilPath, reason, value, List.of());
    }

    Details withPlace(Position at) {
      return new Details(position, at, callers, nilPath, reason, value, further);
    }

    Details withFurther(List<ChartException> others) {
      return new Details(position, place, callers, nilPath, reason, value, others);
    }
  }

  public ChartException(String message) {
    this(message, Details.NONE, "", false, null);
  }

  ChartException(String message, Throwable cause) {
    this(message, Details.NONE, "", false, cause);
  }

  ChartException(
      String message, Details details, String log, boolean hinted, @Nullable Throwable cause) {
    super(message, cause);
    this.details = details;
    this.log = log;
    this.hinted = hinted;
  }

  /// The place in a template that failed, where there is one: the path starts with the chart's
  /// name.
  public Optional<Position> position() {
    return Optional.ofNullable(details.position());
  }

  /// The same place in the tree that the chart was loaded from; of a packaged chart only the
  /// archive.
  public Optional<Position> place() {
    return Optional.ofNullable(details.place());
  }

  /// Where the template that failed was called from, in the tree that the chart was loaded from,
  /// outermost first; empty where a file's own action failed.
  public List<Position> callers() {
    return details.callers();
  }

  /// The expression that was nil where a field of it was read, such as `.Values.image`.
  public Optional<String> nilPath() {
    return Optional.ofNullable(details.nilPath());
  }

  /// Why it failed, in Go's words, without places: `nil pointer evaluating interface {}.path`.
  /// Helm's whole message where there is nothing shorter.
  public String reason() {
    return details.reason().isEmpty() ? text() : details.reason();
  }

  /// The value that the template wanted and did not get, as far as it can be told.
  public Optional<ValueProblem> value() {
    return Optional.ofNullable(details.value());
  }

  /// What is wrong with other templates of the chart; helm stops at the first.
  public List<ChartException> further() {
    return details.further();
  }

  ChartException with(List<ChartException> others) {
    return others.isEmpty()
        ? this
        : new ChartException(text(), details.withFurther(others), log, hinted, getCause());
  }

  /// Lines that helm writes to stderr in front of the error; empty or ending with a line feed.
  String log() {
    return log;
  }

  /// Whether helm adds its hint on `--debug`: from rendering on it does.
  boolean hinted() {
    return hinted;
  }

  ChartException asHinted() {
    return hinted ? this : new ChartException(text(), details, log, true, this);
  }

  ChartException withLog(String text) {
    return new ChartException(text(), details, text + log, hinted, this);
  }

  /// With the place that helm's position stands for, unless there is one already.
  ChartException placed(TemplateErrors.Places places) {
    if (details.place() != null || details.position() == null) {
      return this;
    }
    Details placed = details.withPlace(places.of(details.position()));
    return new ChartException(text(), placed, log, hinted, this);
  }

  private String text() {
    return Objects.requireNonNullElse(getMessage(), "");
  }
}
