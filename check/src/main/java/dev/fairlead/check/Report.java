package dev.fairlead.check;

import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import dev.fairlead.model.Severity;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What people read of a check.
public final class Report {
  /// The first line of the comment, by which a later check finds and replaces it.
  public static final String MARKER = "<!-- fairlead:check -->";

  /// GitHub takes 65,536 characters.
  private static final int MAX_COMMENT = 65_000;

  private static final int MAX_STATUS = 140;
  private static final int MAX_MESSAGE = 1_500;

  /// Room for the line that says how much is left out, and for what closes the sections.
  private static final int RESERVE = 400;

  private final String blobUrl;
  private final StringBuilder out = new StringBuilder();
  private int leftOut;

  private Report(String blobUrl) {
    this.blobUrl = blobUrl;
  }

  /// A comment for a pull request, in GitHub's Markdown, at most 65,000 characters long.
  ///
  /// @param blobUrl what a path is put behind to link to a file at the checked commit, such as
  ///   `https://github.com/o/r/blob/<sha>/`; empty for no links
  public static String comment(Checked checked, String blobUrl) {
    return new Report(blobUrl).write(checked);
  }

  /// One line for a commit status, at most 140 characters long.
  public static String status(Checked checked) {
    List<Judged> fresh = checked.fresh();
    long errors = count(fresh, Severity.ERROR);
    if (errors > 0) {
      Finding first = fresh.getFirst().finding();
      String text = plural(errors, "error") + ": " + first.at() + ": " + first.message();
      return text.length() <= MAX_STATUS ? text : text.substring(0, MAX_STATUS - 1).strip() + "…";
    }
    long warnings = fresh.size();
    String inherited =
        checked.inherited().isEmpty() ? "" : ", " + checked.inherited().size() + " from before";
    return (warnings == 0 ? "nothing found" : plural(warnings, "remark") + ", no error")
        + inherited;
  }

  private static long count(List<Judged> list, Severity severity) {
    return list.stream().filter(each -> each.finding().severity() == severity).count();
  }

  private static String plural(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private String write(Checked checked) {
    out.append(MARKER).append('\n');
    out.append("### ").append(checked.passed() ? "✓" : "✗").append(" Check: ");
    out.append(headline(checked)).append("\n");
    if (!checked.fresh().isEmpty()) {
      out.append('\n');
      checked.fresh().forEach(this::item);
    }
    folded("from before this change, not blocking", checked.inherited());
    folded("ignored by a comment in the files", checked.suppressed());
    unchecked(checked.unchecked());
    if (leftOut > 0) {
      out.append("\n_").append(leftOut).append(" more did not fit into this comment._\n");
    }
    return out.toString();
  }

  private static String headline(Checked checked) {
    List<Judged> fresh = checked.fresh();
    long errors = count(fresh, Severity.ERROR);
    long others = fresh.size() - errors;
    if (fresh.isEmpty()) {
      return "nothing found";
    }
    List<String> parts = new ArrayList<>();
    if (errors > 0) {
      parts.add(plural(errors, "error"));
    }
    if (others > 0) {
      parts.add(plural(others, "remark"));
    }
    return String.join(", ", parts);
  }

  private void item(Judged judged) {
    Finding finding = judged.finding();
    String text =
        "- %s %s  \n  %s%s%s\n"
            .formatted(
                sign(finding.severity()),
                link(finding.at()),
                escape(shorten(finding.message())),
                judged.valuesPath().isEmpty() ? "" : "  \n  value " + code(judged.valuesPath()),
                "  \n  <sub>" + finding.rule() + reason(judged) + "</sub>");
    if (out.length() + text.length() > MAX_COMMENT - RESERVE) {
      leftOut++;
    } else {
      out.append(text);
    }
  }

  private static String reason(Judged judged) {
    return judged.reason().isEmpty() ? "" : " · " + escape(judged.reason());
  }

  private static String shorten(String message) {
    return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
  }

  private static String sign(Severity severity) {
    return switch (severity) {
      case ERROR -> "✗";
      case WARNING -> "!";
      case NOTICE -> "·";
    };
  }

  private String link(Position at) {
    String shown = code(at.toString());
    if (blobUrl.isEmpty() || (at.file().contains(" ") && at.line() == 0)) {
      return "**" + shown + "**";
    }
    String path =
        java.util.Arrays.stream(at.file().split("/"))
            .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
            .collect(Collectors.joining("/"));
    return "[%s](%s%s%s)".formatted(shown, blobUrl, path, at.line() == 0 ? "" : "#L" + at.line());
  }

  private void folded(String what, List<Judged> list) {
    if (list.isEmpty() || out.length() > MAX_COMMENT - 2 * RESERVE) {
      leftOut += list.size();
      return;
    }
    out.append("\n<details><summary>%d %s</summary>\n\n".formatted(list.size(), what));
    list.forEach(this::item);
    out.append("\n</details>\n");
  }

  private void unchecked(List<String> lines) {
    if (lines.isEmpty() || out.length() > MAX_COMMENT - 2 * RESERVE) {
      return;
    }
    out.append("\n<details><summary>%d not checked</summary>\n\n".formatted(lines.size()));
    for (String line : lines) {
      String text = "- " + escape(shorten(line)) + "\n";
      if (out.length() + text.length() > MAX_COMMENT - RESERVE) {
        break;
      }
      out.append(text);
    }
    out.append("\n</details>\n");
  }

  private static String code(String text) {
    String fence = text.contains("`") ? "``" : "`";
    String pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
    return fence + pad + text + pad + fence;
  }

  /// What a message says is never markup, and calls nobody.
  private static String escape(String text) {
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\', '`', '*', '_', '[', ']', '|', '~', '#' -> safe.append('\\').append(c);
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '&' -> safe.append("&amp;");
        // A word joiner keeps GitHub from telling whoever has that name.
        case '@' -> safe.append("@\u2060");
        case '\n', '\r' -> safe.append(' ');
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }
}
