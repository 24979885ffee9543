package dev.fairlead.check;

import dev.fairlead.chart.ChartException;
import dev.fairlead.chart.ValueProblem;
import dev.fairlead.kustomize.KustomizeException;
import dev.fairlead.model.Position;
import dev.fairlead.sync.application.Source;
import dev.fairlead.sync.render.RenderException;
import dev.fairlead.yaml.YamlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// From a rendering that failed to remarks that point at the line to change.
final class RenderFailures {
  private static final Pattern DEPENDENCIES =
      Pattern.compile("found in Chart\\.yaml, but missing in charts/ directory: (.*)");
  private static final Pattern RENDERED =
      Pattern.compile("(?s)what the template renders to is no YAML.*");

  private final Revision revision;

  RenderFailures(Revision revision) {
    this.revision = revision;
  }

  /// A path of a source that is not there.
  void missing(Unit unit, int index, RenderException.Reference missing) {
    Source source = unit.application().sources().get(index);
    String field = missing.field();
    if (field.startsWith("helm.valueFiles") && source.helm() != null) {
      field = "helm.valueFiles[" + source.helm().valueFiles().indexOf(missing.written()) + "]";
    }
    Position at = unit.at(unit.field(index, field));
    String hint = revision.files().hint(missing.path(), missing.directory());
    String application = "Application " + unit.name();
    Remark remark =
        missing.directory()
            ? Remark.error(
                Rules.SOURCE_PATH,
                at,
                "%s: there is no directory %s%s".formatted(application, missing.path(), hint))
            : Remark.error(
                Rules.VALUES_FILE,
                at,
                "%s: there is no file %s, which %s names%s"
                    .formatted(application, missing.path(), missing.written(), hint));
    revision.add(remark.of(unit.name()));
  }

  /// Any other failure of an Application.
  void add(RenderException e, Unit unit, int index) {
    Source source = unit.application().sources().get(index);
    if (e.isUnsupported()) {
      revision.unchecked("Application " + unit.name() + ": " + message(e));
      return;
    }
    String path = Files.resolve("", source.path()).orElse("");
    Position at = unit.at(unit.field(index, "path"));
    switch (e.getCause()) {
      case ChartException chart -> chart(chart, path).forEach(each -> add(each, unit));
      case KustomizeException kustomize -> add(kustomization(kustomize), unit);
      case YamlException yaml -> add(yaml(e, yaml), unit);
      case null, default ->
          add(Remark.error(Rules.RENDER, e.position().orElse(at), problem(e)), unit);
    }
  }

  private void add(Remark remark, Unit unit) {
    revision.add(remark.of(unit.name()));
  }

  private static Remark yaml(RenderException e, YamlException cause) {
    Position at = e.position().orElse(cause.position());
    return RENDERED.matcher(problem(e)).matches()
        ? Remark.error(Rules.TEMPLATE, at, problem(e))
        : Remark.error(Rules.YAML, at, problem(e));
  }

  /// What is wrong with a chart in a directory; several things where several templates fail.
  List<Remark> chart(ChartException e, String directory) {
    List<Remark> remarks = new ArrayList<>(one(e, directory));
    e.further().forEach(further -> remarks.addAll(one(further, directory)));
    return remarks;
  }

  private List<Remark> one(ChartException e, String directory) {
    Matcher dependencies = DEPENDENCIES.matcher(message(e));
    if (dependencies.find()) {
      return new ChartDependencies(revision.files())
          .missing(directory, List.of(dependencies.group(1).split(", ")));
    }
    Position at = e.place().orElseGet(() -> Position.of(Files.join(directory, "Chart.yaml")));
    if (e.position().isEmpty()) {
      return List.of(Remark.error(Rules.CHART, at, oneLine(message(e))));
    }
    String callers =
        e.callers().isEmpty()
            ? ""
            : " (called from "
                + e.callers().stream().map(Position::toString).collect(Collectors.joining(", "))
                + ")";
    ValueProblem value = e.value().orElse(null);
    String text = oneLine(reason(e, value));
    if (value == null) {
      String rule = text.startsWith("nil pointer evaluating") ? Rules.NIL : Rules.TEMPLATE;
      String expression = e.nilPath().map(nil -> ": " + nil + " is nil").orElse("");
      return List.of(Remark.error(rule, at, text + expression + callers));
    }
    String rule =
        switch (value.kind()) {
          case MISSING, NULL -> text.startsWith("nil pointer") ? Rules.NIL : Rules.TEMPLATE;
          case EMPTY -> Rules.TEMPLATE;
          case UNFIT -> Rules.VALUE_TYPE;
        };
    return List.of(
        Remark.error(rule, at, text + ": " + value.explain(directory) + callers)
            .about(value.wanted()));
  }

  /// Go prints a value where it says that it cannot go through it.
  private static String reason(ChartException e, @Nullable ValueProblem value) {
    String over = "range can't iterate over ";
    return value != null && e.reason().startsWith(over) ? over + "this value" : e.reason();
  }

  Remark kustomization(KustomizeException e) {
    String problem = oneLine(e.problem());
    Position at =
        e.position().orElseGet(() -> Position.of(Files.join(e.path(), "kustomization.yaml")));
    // The place may stand at the end of a chain of kustomizations.
    int place = problem.lastIndexOf(at + ": ");
    if (place >= 0) {
      problem = problem.substring(place + at.toString().length() + 2);
    }
    Position precise =
        at.line() > 0 ? at : Kustomizations.entry(revision.files(), at.file(), problem);
    return Remark.error(
        Rules.KUSTOMIZE_BUILD,
        precise,
        "%s cannot be built: %s".formatted(Files.show(e.path()), problem));
  }

  /// The message without the place in front.
  private static String problem(RenderException e) {
    String message = message(e);
    String place = e.position().map(position -> position + ": ").orElse("");
    return oneLine(message.startsWith(place) ? message.substring(place.length()) : message);
  }

  private static String message(Exception e) {
    return Objects.requireNonNullElse(e.getMessage(), "it cannot be rendered");
  }

  static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\n\\s*", " ");
  }
}
