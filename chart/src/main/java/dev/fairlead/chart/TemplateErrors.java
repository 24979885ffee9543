package dev.fairlead.chart;

import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.template.ExecutionException;
import dev.fairlead.model.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns Go's template errors into helm's (`engine.go`).
final class TemplateErrors {
  private static final Pattern MARKED =
      Pattern.compile("HELM_ERR_START(.*)HELM_ERR_END", Pattern.DOTALL);

  private TemplateErrors() {}

  /// A template cannot be parsed: only the part behind the last `: ` is shown.
  static ChartException parse(String file, GoError error) {
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
    return new ChartException(message, position, null, "", true, error);
  }

  /// A template failed while it ran.
  static ChartException execution(String file, GoError error) {
    String message = message(file, error);
    ExecutionException inner = innermost(error);
    return new ChartException(
        message,
        inner == null
            ? Position.of(file)
            : new Position(inner.file(), inner.line(), inner.column()),
        inner == null ? null : inner.nilPath(),
        "",
        true,
        error);
  }

  private static @Nullable ExecutionException innermost(GoError error) {
    ExecutionException found = null;
    for (GoError each = error; each != null; each = each.inner()) {
      if (each instanceof ExecutionException execution && !execution.file().equals("gotpl")) {
        found = execution;
      }
    }
    return found;
  }

  private static String message(String file, GoError error) {
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
