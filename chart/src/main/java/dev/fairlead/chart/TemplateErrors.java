package dev.fairlead.chart;

import dev.fairlead.chart.ChartException.Details;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.LimitReached;
import dev.fairlead.chart.template.ExecutionException;
import dev.fairlead.chart.template.Misread;
import dev.fairlead.model.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns Go's template errors into helm's (`engine.go`).
final class TemplateErrors {
  private static final Pattern MARKED =
      Pattern.compile("HELM_ERR_START(.*)HELM_ERR_END", Pattern.DOTALL);

  private TemplateErrors() {}

  /// A template cannot be parsed: only the part behind the last `: ` is shown.
  static ChartException parse(String file, GoError error, Places places) {
    String[] tokens = error.text().split(": ", -1);
    String message =
        tokens.length == 1
            ? "parse error in (" + file + "): " + error.text()
            : "parse error at (" + tokens[1] + "): " + tokens[tokens.length - 1];
    Position position = Position.of(file);
    if (tokens.length > 1 && tokens[1].matches(".*:[0-9]+")) {
      int colon = tokens[1].lastIndexOf(':');
      position =
          new Position(
              tokens[1].substring(0, colon), Integer.parseInt(tokens[1].substring(colon + 1)), 0);
    }
    String reason = tokens[tokens.length - 1];
    return new ChartException(
        message,
        Details.of(position, places.of(position), List.of(), null, reason, null),
        "",
        true,
        error);
  }

  /// A template failed while it ran.
  ///
  /// @param value what the values say to the misread that is to blame
  static ChartException execution(
      HelmVersion helm,
      String file,
      GoError error,
      Places places,
      Function<Misread, @Nullable ValueProblem> value) {
    String message = message(helm, file, error);
    List<ExecutionException> chain = new ArrayList<>();
    Misread misread = null;
    GoError last = error;
    for (GoError each = error; each != null; each = each.inner()) {
      last = each;
      if (each instanceof ExecutionException execution) {
        misread = execution.misread() == null ? misread : execution.misread();
        if (!execution.file().equals("gotpl")) {
          chain.add(execution);
        }
      }
    }
    Position position = chain.isEmpty() ? Position.of(file) : place(chain.getLast());
    return new ChartException(
        message,
        Details.of(
            position,
            places.of(position),
            chain.stream()
                .limit(Math.max(0, chain.size() - 1))
                .map(each -> places.of(place(each)))
                .distinct()
                .toList(),
            chain.isEmpty() ? null : chain.getLast().nilPath(),
            reason(last),
            misread == null ? null : value.apply(misread)),
        "",
        true,
        error);
  }

  /// A template takes more than it may.
  static ChartException limit(String file, LimitReached limit, Places places) {
    String location = limit.location() == null ? file : limit.location();
    String[] parts = location.split(":", -1);
    Position position =
        parts.length == 3
            ? new Position(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]) + 1)
            : Position.of(file);
    return new ChartException(
        "execution error at (" + location + "): " + limit.problem(),
        Details.of(position, places.of(position), List.of(), null, limit.problem(), null),
        "",
        true,
        limit);
  }

  private static Position place(ExecutionException error) {
    return new Position(error.file(), error.line(), error.column());
  }

  /// A text without the marks that `fail` and `required` put around their messages.
  static String unmarked(String text) {
    return text.replace("HELM_ERR_START", "").replace("HELM_ERR_END", "");
  }

  /// What is wrong, without helm's marks.
  private static String reason(GoError error) {
    String text =
        error instanceof ExecutionException execution ? execution.problem() : error.text();
    Matcher marked = MARKED.matcher(text);
    return GoStrings.trimSpace(marked.find() ? marked.group(1) : text);
  }

  /// From helm's names of files to those of the tree that the chart was loaded from.
  interface Places {
    Position of(Position helms);
  }

  private static String message(HelmVersion helm, String file, GoError error) {
    if (!(error instanceof ExecutionException)) {
      return error.text();
    }
    String[] tokens = error.text().split(": ", 3);
    if (tokens.length != 3) {
      return "execution error in (" + file + "): " + error.text();
    }
    Matcher marked = MARKED.matcher(tokens[2]);
    if (marked.find()) {
      return "execution error at (" + tokens[1] + "): " + marked.group(1);
    }
    if (!helm.laysOutErrors()) {
      return error.text();
    }
    List<String> traces = new ArrayList<>();
    for (GoError each = error; each != null; each = each.inner()) {
      String trace = trace(each.text());
      if (trace == null) {
        return error.text();
      }
      if (traces.isEmpty() || !traces.getLast().equals(trace)) {
        traces.add(trace);
      }
    }
    return GoStrings.trimSpace(String.join("", traces));
  }

  private static String cut(String message) {
    int next = message.indexOf(" template:");
    return next < 0 ? message : message.substring(0, next);
  }

  /// One link of the chain in helm's layout; null where it has none.
  private static @Nullable String trace(String text) {
    if (!text.startsWith("template: ")) {
      return null;
    }
    String rest = text.substring("template: ".length());
    if (rest.startsWith("no template ")) {
      return text + "\n";
    }
    int executing = rest.indexOf(": executing ");
    if (executing >= 0) {
      String location = rest.substring(0, executing);
      String after = rest.substring(executing + ": executing ".length());
      int close = after.startsWith("\"") ? after.indexOf('"', 1) : -1;
      if (close > 0 && after.startsWith(" at <", close + 1)) {
        String name = after.substring(1, close);
        String at = after.substring(close + 1 + " at <".length());
        int end = at.indexOf(">: ");
        if (end >= 0) {
          return location
              + "\n  executing \""
              + name
              + "\" at <"
              + at.substring(0, end)
              + ">:\n    "
              + cut(at.substring(end + 3))
              + "\n";
        }
      }
    }
    int colon = rest.lastIndexOf(": ");
    if (colon < 0) {
      return null;
    }
    String message = cut(rest.substring(colon + 2));
    return rest.substring(0, colon) + "\n  " + (message.isEmpty() ? "" : message + "\n");
  }
}
