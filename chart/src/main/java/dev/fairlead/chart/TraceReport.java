package dev.fairlead.chart;

import dev.fairlead.chart.Trace.FileRead;
import dev.fairlead.chart.Trace.OutputLine;
import dev.fairlead.chart.Trace.Printed;
import dev.fairlead.chart.Trace.ValueRead;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoValues;
import dev.fairlead.chart.template.Place;
import dev.fairlead.chart.template.Tracer;
import dev.fairlead.model.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Makes a [Trace] of what a [Tracer] saw. Confined to one rendering.
final class TraceReport {
  private final Tracer tracer = new Tracer();
  private @Nullable WorkingChart root;
  private @Nullable ValueOrigins origins;
  private GoMap values = GoMap.create();
  private final Map<String, String> printed = new HashMap<>();
  private @Nullable Trace trace;

  Tracer tracer() {
    return tracer;
  }

  /// The values are final, and no template has run.
  void begin(WorkingChart chart, GoMap finalValues, RenderRequest request) {
    root = chart;
    values = (GoMap) Objects.requireNonNull(GoValues.deepCopy(finalValues));
    origins = new ValueOrigins(chart, values, request);
    tracer.values(finalValues, List.of());
  }

  /// What the templates of a chart see.
  void context(WorkingChart chart, GoMap context) {
    if (context.get("Files") instanceof GoMap files) {
      tracer.files(files, chart.fullPath());
    }
    for (String name : List.of("Chart", "Release", "Capabilities")) {
      tracer.object(context.get(name), name);
    }
    if (context.get("Values") instanceof GoMap own) {
      String[] names = chart.fullPath().split("/charts/", -1);
      tracer.values(own, List.<Object>of((Object[]) names).subList(1, names.length));
    }
  }

  /// A template file has printed a text.
  void printed(String path, String text) {
    printed.put(path, text);
  }

  Trace trace() {
    return Objects.requireNonNull(trace);
  }

  /// The rendering is done.
  ///
  /// @param places from helm's names of files to those of the tree that the chart was loaded from
  void end(List<Rendered.Document> documents, UnaryOperator<Position> places) {
    ValueOrigins all = Objects.requireNonNull(origins);
    Map<List<Object>, ValueRead> reads = new LinkedHashMap<>();
    Set<List<Object>> touched = new LinkedHashSet<>();
    conditions(Objects.requireNonNull(root), List.of(), reads);
    for (Tracer.Read read : tracer.reads()) {
      List<Object> path = all.canonical(read.path());
      touched.add(path);
      if (read.single()) {
        ValueRead fresh =
            new ValueRead(
                ValueOrigins.show(path),
                read.whole(),
                read.found(),
                Optional.ofNullable(read.first())
                    .map(place -> places.apply(position(inFile(place)))));
        reads.merge(path, fresh, TraceReport::both);
      }
    }
    touched.addAll(reads.keySet());
    trace =
        new Trace(
            withoutSteps(reads),
            tracer.files().entrySet().stream()
                .map(each -> new FileRead(each.getKey(), each.getValue()))
                .toList(),
            tracer.objects().stream().sorted().toList(),
            List.copyOf(tracer.templates()),
            lines(documents, places),
            all.all(),
            all.unused(touched));
  }

  private static ValueRead both(ValueRead first, ValueRead second) {
    return new ValueRead(
        first.path(),
        first.whole() || second.whole(),
        first.found() || second.found(),
        first.by().or(second::by));
  }

  /// `a` and `a.b` are read on the way to `a.b.c`.
  private static List<ValueRead> withoutSteps(Map<List<Object>, ValueRead> reads) {
    Set<List<Object>> steps = new LinkedHashSet<>();
    for (List<Object> path : reads.keySet()) {
      for (int length = path.size() - 1; length >= 0; length--) {
        if (!steps.add(path.subList(0, length))) {
          break;
        }
      }
    }
    List<ValueRead> out = new ArrayList<>();
    reads.forEach((path, read) -> {
      if (!path.isEmpty() && (read.whole() || !steps.contains(path))) {
        out.add(read);
      }
    });
    return out;
  }

  /// Helm looks at the conditions of a dependency until one is there, and at all of its tags.
  private void conditions(
      WorkingChart chart, List<Object> path, Map<List<Object>, ValueRead> into) {
    for (Dependency dependency : chart.source.metadata().dependencies().orElse(List.of())) {
      for (String tag : dependency.tags()) {
        look(List.of("tags", tag), into);
      }
      for (String condition : dependency.condition().split(",", -1)) {
        if (!condition.isBlank()) {
          List<Object> full = new ArrayList<>(path);
          full.addAll(List.of((Object[]) condition.strip().split("\\.", -1)));
          if (look(full, into) instanceof Boolean) {
            break;
          }
        }
      }
    }
    for (WorkingChart sub : chart.dependencies()) {
      List<Object> below = new ArrayList<>(path);
      below.add(sub.name());
      conditions(sub, below, into);
    }
  }

  private @Nullable Object look(List<Object> path, Map<List<Object>, ValueRead> into) {
    Object at = values;
    boolean found = true;
    for (Object key : path) {
      found = at instanceof GoMap map && map.has((String) key);
      at = at instanceof GoMap map ? map.get((String) key) : null;
    }
    into.putIfAbsent(path, new ValueRead(ValueOrigins.show(path), false, found, Optional.empty()));
    return at;
  }

  /// A text that is given to `tpl` has no file; who gave it has one.
  private static Place inFile(Place place) {
    Place at = place;
    while (at.file().equals("gotpl") && at.from() != null) {
      at = at.from();
    }
    return at;
  }

  private static Position position(Place place) {
    return new Position(place.file(), place.line(), 0);
  }

  private List<OutputLine> lines(
      List<Rendered.Document> documents, UnaryOperator<Position> places) {
    Map<String, Pieces> pieces = new HashMap<>();
    Map<Place, Printed> known = new HashMap<>();
    List<OutputLine> out = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      Rendered.Document document = documents.get(i);
      int count = document.text().split("\n", -1).length;
      if (document.kind() == Rendered.Kind.CRD) {
        for (int line = 1; line <= count; line++) {
          Position at = places.apply(new Position(document.path(), line, 0));
          out.add(new OutputLine(i, line, List.of(new Printed(at, document.path(), List.of()))));
        }
        continue;
      }
      String text = printed.get(document.path());
      List<Set<Place>> lines = text == null ? List.of() : tracer.lines(text);
      int first =
          text == null
              ? 0
              : pieces
                  .computeIfAbsent(document.path(), _ -> new Pieces(text))
                  .lineOf(document.text());
      for (int line = 0; line < count; line++) {
        Set<Place> from = first + line < lines.size() ? lines.get(first + line) : Set.of();
        out.add(
            new OutputLine(
                i,
                line + 1,
                from.stream()
                    .map(place -> known.computeIfAbsent(place, each -> printed(each, places)))
                    .distinct()
                    .toList()));
      }
    }
    return out;
  }

  private static Printed printed(Place place, UnaryOperator<Position> places) {
    List<Position> via = new ArrayList<>();
    for (Place from = place.from(); from != null; from = from.from()) {
      via.add(places.apply(position(from)));
    }
    return new Printed(places.apply(position(place)), place.template(), via);
  }

  /// The documents of a file's output are put into another order; equal ones are alike here.
  private static final class Pieces {
    private final Map<String, Integer> lines = new HashMap<>();

    Pieces(String text) {
      // What helm cuts from the output has no line feed in it.
      String clean = text.replace("<no value>", "");
      int from = 0;
      int line = 0;
      for (String piece : Manifests.split(clean)) {
        int at = clean.indexOf(piece, from);
        if (at < 0) {
          continue;
        }
        for (int i = clean.indexOf('\n', from); i >= 0 && i < at; i = clean.indexOf('\n', i + 1)) {
          line++;
        }
        from = at;
        lines.putIfAbsent(piece, line);
      }
    }

    int lineOf(String piece) {
      return lines.getOrDefault(piece, 0);
    }
  }
}
