package dev.fairlead.sandbox.forge.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How one file changed.
public record FileDiff(List<Hunk> hunks) {
  private static final Pattern HEADER =
      Pattern.compile("@@ -(\\d+)(?:,\\d+)? \\+(\\d+)(?:,\\d+)? @@.*");

  public FileDiff {
    hunks = List.copyOf(hunks);
  }

  /// A line with the hunk that it stands in.
  public record Place(Hunk hunk, Line line) {}

  /// Reads the hunks of one file; what stands before the first one is left out.
  ///
  /// @param patch a file's unified diff
  public static FileDiff of(String patch) {
    var hunks = new ArrayList<Hunk>();
    var lines = new ArrayList<Line>();
    String header = null;
    int before = 0;
    int after = 0;
    int position = -1;
    for (String text : patch.split("\n", -1)) {
      Matcher start = HEADER.matcher(text);
      if (start.matches()) {
        if (header != null) {
          hunks.add(new Hunk(header, lines));
          lines.clear();
        }
        header = text;
        before = Integer.parseInt(start.group(1));
        after = Integer.parseInt(start.group(2));
        position++;
      } else if (header != null && !text.isEmpty()) {
        position++;
        String rest = text.substring(1);
        lines.add(
            switch (text.charAt(0)) {
              case '+' -> new Line(Line.Kind.ADDED, 0, after++, position, rest);
              case '-' -> new Line(Line.Kind.REMOVED, before++, 0, position, rest);
              case '\\' -> new Line(Line.Kind.NOTE, 0, 0, position, rest);
              default -> new Line(Line.Kind.CONTEXT, before++, after++, position, rest);
            });
      }
    }
    if (header != null) {
      hunks.add(new Hunk(header, lines));
    }
    return new FileDiff(hunks);
  }

  /// Where a line of the file stands.
  ///
  /// @param side `LEFT` for the old file's numbers, else the new one's
  /// @param number counted from 1
  public Optional<Place> find(String side, int number) {
    boolean left = side.equals("LEFT");
    return places(line -> (left ? line.before() : line.after()) == number && number > 0);
  }

  public Optional<Place> at(int position) {
    return places(line -> line.position() == position);
  }

  private Optional<Place> places(java.util.function.Predicate<Line> wanted) {
    for (Hunk hunk : hunks) {
      for (Line line : hunk.lines()) {
        if (wanted.test(line)) {
          return Optional.of(new Place(hunk, line));
        }
      }
    }
    return Optional.empty();
  }
}
