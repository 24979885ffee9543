package dev.fairlead.terraform.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Cuts a long comment into several. It is cut from its end backwards, so that the last part, which
/// people see first, is full; code fences and folds that are open at a cut are closed and opened
/// again.
public final class CommentSplitter {
  /// What GitHub takes, in characters.
  public static final int GITHUB = 65_536;

  /// How far a cut moves to find the end of a line.
  private static final int REACH = 500;

  /// Room for what closes and opens a part, and for a marker.
  private static final int OVERHEAD = 600;

  private final int limit;
  private final int maxParts;

  public CommentSplitter(int limit, int maxParts) {
    if (limit < 2 * OVERHEAD) {
      throw new IllegalArgumentException("comments of " + limit + " characters are too short");
    }
    this.limit = limit;
    this.maxParts = maxParts;
  }

  /// @param command named in the notices, such as `plan`
  public List<String> split(String comment, String command) {
    if (comment.length() <= limit - OVERHEAD) {
      return List.of(comment);
    }
    int capacity = limit - OVERHEAD;
    List<Integer> cuts = new ArrayList<>();
    int end = comment.length();
    while (end > capacity && cuts.size() < maxParts - 1) {
      end = cut(comment, end - capacity, end);
      cuts.add(end);
    }
    Collections.reverse(cuts);
    int start = 0;
    boolean dropped = end > capacity;
    if (dropped) {
      start = cut(comment, end - capacity, end);
    }
    cuts.add(comment.length());
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < cuts.size(); i++) {
      int stop = cuts.get(i);
      Open before = Open.at(comment, start);
      Open after = Open.at(comment, stop);
      String notice = "";
      if (i > 0) {
        notice = "Continued " + command + " output from previous comment.\n\n";
      } else if (dropped) {
        notice =
            "> [!WARNING]\n> **Warning**: the output is too long for "
                + maxParts
                + " comments; its beginning was dropped. The log has all of it.\n\n";
      }
      parts.add(
          notice
              + before.opening()
              + comment.substring(start, stop).stripTrailing()
              + (i + 1 < cuts.size()
                  ? after.closing()
                      + "\n\n**Warning**: Output length greater than max comment size."
                      + " Continued in next comment."
                  : ""));
      start = stop;
    }
    return List.copyOf(parts);
  }

  private static int cut(String text, int from, int end) {
    int line = text.indexOf('\n', from);
    if (line >= 0 && line < Math.min(from + REACH, end - 1)) {
      return line + 1;
    }
    int blank = text.indexOf(' ', from);
    if (blank >= 0 && blank < Math.min(from + REACH, end - 1)) {
      return blank + 1;
    }
    return Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from;
  }

  /// What is open at a place of the text.
  ///
  /// @param fence the line that opened a code block; empty outside of one
  private record Open(String fence, boolean details) {

    static Open at(String text, int place) {
      String fence = "";
      boolean details = false;
      for (String line : text.substring(0, place).split("\n", -1)) {
        String bare = line.strip();
        if (fence.isEmpty()) {
          if (bare.startsWith("```")) {
            fence = bare;
          } else if (bare.startsWith("<details>")) {
            details = true;
          } else if (bare.startsWith("</details>")) {
            details = false;
          }
        } else if (bare.equals(ticks(fence))) {
          fence = "";
        }
      }
      return new Open(fence, details);
    }

    String opening() {
      return (details ? "<details><summary>Show Output</summary>\n\n" : "")
          + (fence.isEmpty() ? "" : fence + "\n");
    }

    String closing() {
      return (fence.isEmpty() ? "" : "\n" + ticks(fence)) + (details ? "\n</details>" : "");
    }

    private static String ticks(String fence) {
      int end = 0;
      while (end < fence.length() && fence.charAt(end) == '`') {
        end++;
      }
      return fence.substring(0, end);
    }
  }
}
