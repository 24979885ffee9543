package dev.fairlead.chart;

import dev.fairlead.model.Position;
import java.util.List;
import java.util.Optional;

/// What a rendering read, what printed its lines, where its values come from, and which supplied
/// ones had no effect. It holds paths and places, never a value, which may be a secret.
///
/// Paths of values are those by which they are set from outside: `redis.auth.enabled` for what the
/// subchart `redis` reads as `.Values.auth.enabled`; a global has the path of where it is set.
///
/// @param values the paths of values that templates, conditions and tags read, by first read; those
///   that only led to a longer one are left out
/// @param files files of charts that templates asked for with `.Files`
/// @param objects parts of built-in objects that templates read, as
///   `Capabilities.KubeVersion.Minor` or `Capabilities.APIVersions.Has "batch/v1"`, `Release.Name`,
///   `Chart.Version`; sorted
/// @param templates the template files and definitions that were executed, by first use
/// @param lines for each line of each document, in the order of [Rendered#documents], what printed
///   it
/// @param origins where each value that the templates could see comes from, by path
/// @param unused the supplied values that had no effect, by source
public record Trace(
    List<ValueRead> values,
    List<FileRead> files,
    List<String> objects,
    List<String> templates,
    List<OutputLine> lines,
    List<ValueOrigin> origins,
    List<UnusedValue> unused) {

  public Trace {
    values = List.copyOf(values);
    files = List.copyOf(files);
    objects = List.copyOf(objects);
    templates = List.copyOf(templates);
    lines = List.copyOf(lines);
    origins = List.copyOf(origins);
    unused = List.copyOf(unused);
  }

  /// A path that was read.
  ///
  /// @param whole with all that is in it, as `toYaml` or printing does
  /// @param found whether there was anything under the path, null included
  /// @param by the place of the first read; empty for a condition or tag of a dependency
  public record ValueRead(String path, boolean whole, boolean found, Optional<Position> by) {}

  /// A file that was asked for.
  ///
  /// @param path from the chart's name on: `shop/config/app.ini`
  /// @param found whether the chart has it
  public record FileRead(String path, boolean found) {}

  /// A line of a document.
  ///
  /// @param document index in [Rendered#documents]
  /// @param line in [Rendered.Document#text], from 1
  /// @param from what printed it, from left to right; empty where that is not known, as for a line
  ///   without text
  public record OutputLine(int document, int line, List<Printed> from) {
    public OutputLine {
      from = List.copyOf(from);
    }
  }

  /// A text or action that printed something.
  ///
  /// @param at its line; file `gotpl` for a text that was given to `tpl`
  /// @param template the definition that it is in, the file's name outside of one
  /// @param via the lines that included it, the innermost first
  public record Printed(Position at, String template, List<Position> via) {
    public Printed {
      via = List.copyOf(via);
    }
  }

  /// Who supplied a value.
  public enum SourceKind {
    /// The `values.yaml` of the chart that reads it.
    CHART,
    /// The `values.yaml` of a chart around it.
    PARENT_CHART,
    /// `import-values` of a dependency.
    IMPORT,
    /// `-f`.
    FILE,
    /// An object given by [ValuesSource.Values].
    OBJECT,
    SET_JSON,
    SET,
    SET_STRING,
    SET_FILE,
    SET_LITERAL
  }

  /// Where a value comes from.
  ///
  /// @param source the file, the flag, or the chart for [SourceKind#IMPORT]
  /// @param at where it is set there; empty where it has no place
  public record Source(SourceKind kind, String source, Optional<Position> at) {}

  /// A single value, or an empty map or list, and where it comes from.
  public record ValueOrigin(String path, Source source) {}

  /// A supplied value that had no effect.
  public record UnusedValue(String path, Source source, Reason reason) {
    /// One line, without the value.
    public String explain() {
      String place =
          source
              .at()
              .map(at -> source.kind() == SourceKind.FILE ? at.toString() : "")
              .filter(text -> !text.isEmpty())
              .orElse(source.source());
      return place + ": " + path + " " + reason.text();
    }
  }

  /// Why a supplied value had no effect.
  public enum Reason {
    NEVER_READ("is never read"),
    OVERRIDDEN("is overridden by a stronger source"),
    GLOBAL_OF_PARENT("is hidden by the global of a chart above"),
    DEPENDENCY_OFF("is of a dependency that is switched off");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /// The rest of a sentence that starts with the path.
    public String text() {
      return text;
    }
  }

  /// A rendering and its trace.
  public record Traced(Rendered rendered, Trace trace) {}
}
