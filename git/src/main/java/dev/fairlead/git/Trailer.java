package dev.fairlead.git;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One `Key: value` line at the end of a commit message, as `git interpret-trailers` reads it.
public record Trailer(String key, String value) {
  private static final Pattern LINE = Pattern.compile("([A-Za-z0-9-]+)[ \\t]*:[ \\t]*(.*)");

  /// What Git itself writes: one of them makes a mixed paragraph a trailer block.
  private static final List<String> GENERATED =
      List.of("Signed-off-by: ", "(cherry picked from commit ");

  /// The trailers of a message. The block is the last paragraph (never the first one, which holds
  /// the subject), when all of its lines are trailers, or when Git wrote one of them and at least a
  /// quarter are; a line that starts with a blank continues the one before it.
  public static List<Trailer> parse(String message) {
    List<String> lines = new ArrayList<>(message.lines().map(String::stripTrailing).toList());
    lines.removeIf(line -> line.startsWith("#"));
    while (!lines.isEmpty() && lines.getLast().isEmpty()) {
      lines.removeLast();
    }
    int start = lines.lastIndexOf("") + 1;
    if (start == 0 || lines.subList(0, start).stream().allMatch(String::isEmpty)) {
      return List.of();
    }
    List<Trailer> trailers = new ArrayList<>();
    int others = 0;
    boolean generated = false;
    for (String line : lines.subList(start, lines.size())) {
      generated |= GENERATED.stream().anyMatch(line::startsWith);
      Matcher matcher = LINE.matcher(line);
      if (Character.isWhitespace(line.charAt(0))) {
        if (trailers.isEmpty()) {
          others++;
        } else {
          Trailer last = trailers.removeLast();
          trailers.add(new Trailer(last.key(), last.value() + " " + line.strip()));
        }
      } else if (matcher.matches()) {
        trailers.add(new Trailer(matcher.group(1), matcher.group(2)));
      } else if (!line.startsWith("(cherry picked from commit ")) {
        others++;
      }
    }
    return others == 0 || (generated && trailers.size() * 3 >= others)
        ? List.copyOf(trailers)
        : List.of();
  }

  /// A message with trailers added to its trailer block; one that is there already, with the same
  /// value, is not added again.
  public static String add(String message, List<Trailer> added) {
    List<Trailer> present = parse(message);
    String text = message.stripTrailing();
    StringBuilder result = new StringBuilder(text);
    boolean block = !present.isEmpty();
    for (Trailer trailer : added) {
      if (present.contains(trailer)) {
        continue;
      }
      result
          .append(block ? "\n" : "\n\n")
          .append(trailer.key())
          .append(": ")
          .append(trailer.value());
      block = true;
    }
    return result.append('\n').toString();
  }
}
