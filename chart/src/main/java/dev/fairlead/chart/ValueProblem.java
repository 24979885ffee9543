package dev.fairlead.chart;

import dev.fairlead.model.Position;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A value that a template wanted and did not get. It never holds a value itself, which may be a
/// secret.
///
/// @param path as the template's chart sees it: `.Values.api.auth.probe`
/// @param wanted the whole path that was to be read: `.Values.api.auth.probe.path`; equal to `path`
///   where the value itself was wanted
/// @param settable the path as it is set from outside, different from `path` for a subchart:
///   `.Values.redis.auth` for its `.Values.auth`
/// @param read the values files that were read, the strongest last
/// @param set where they set the value, the strongest last; each is not what the template wants
/// @param nearest what somebody may have meant; null where nothing is near
public record ValueProblem(
    Kind kind,
    String path,
    String wanted,
    String settable,
    String found,
    List<String> read,
    List<Position> set,
    @Nullable Near nearest) {

  public ValueProblem {
    read = List.copyOf(read);
    set = List.copyOf(set);
  }

  /// What is wrong with it.
  public enum Kind {
    /// Nobody sets it.
    MISSING,
    /// It is set to null, which also removes the chart's default.
    NULL,
    /// It is an empty text where one is required.
    EMPTY,
    /// It is of another type, or not what a function takes.
    UNFIT
  }

  /// @param path in the same terms as [ValueProblem#path]
  /// @param at where it is set
  public record Near(String path, Position at) {}

  /// One line: what is wrong with the value, where it would be expected and what is near.
  ///
  /// @param base directory whose files are named by what is behind it; empty for full paths
  public String explain(String base) {
    String places =
        set.stream()
            .map(place -> shorten(place.toString(), base))
            .collect(Collectors.joining(", "));
    String text =
        switch (kind) {
          case MISSING -> path + missing(base);
          case NULL -> path + " is null" + at(places);
          case EMPTY -> path + " is empty" + at(places);
          case UNFIT -> path + " is " + found + at(places);
        };
    if (!settable.equals(path)) {
      text += ", set it as " + settable.substring(1).replaceFirst("^Values\\.", "");
    }
    return nearest == null
        ? text
        : text
            + " (nearest: %s, %s)"
                .formatted(nearest.path(), shorten(nearest.at().toString(), base));
  }

  private String missing(String base) {
    if (read.isEmpty()) {
      return " is set nowhere";
    }
    String files = read.stream().map(file -> shorten(file, base)).collect(Collectors.joining(", "));
    return read.size() == 1 ? " is not set by " + files : " is set by none of " + files;
  }

  private static String at(String places) {
    return places.isEmpty() ? "" : " (" + places + ")";
  }

  private static String shorten(String file, String base) {
    return !base.isEmpty() && file.startsWith(base + "/")
        ? file.substring(base.length() + 1)
        : file;
  }

  /// How a type of Go is called in sentences.
  static String article(String noun) {
    return ("aeiou".indexOf(noun.toLowerCase(Locale.ROOT).charAt(0)) >= 0 ? "an " : "a ") + noun;
  }
}
