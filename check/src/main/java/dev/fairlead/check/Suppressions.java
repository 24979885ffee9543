package dev.fairlead.check;

import dev.fairlead.model.Finding;
import dev.fairlead.model.RevisionTree;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `fairlead:ignore <rule> <reason> [until=YYYY-MM-DD]` in a comment: on the line of a finding, in
/// the comment right above it, or in the comment at the top of its YAML document or file.
final class Suppressions {
  private static final Pattern COMMENT =
      Pattern.compile("fairlead:ignore\\s+([a-z0-9-]+)([^\\r\\n]*?)\\s*(?:\\*/|-->|\\}\\})?\\s*$");
  private static final Pattern UNTIL = Pattern.compile("\\buntil=(\\S+)");

  private final RevisionTree tree;
  private final LocalDate today;
  private final Map<String, List<String>> lines = new HashMap<>();

  Suppressions(RevisionTree tree, LocalDate today) {
    this.tree = tree;
    this.today = today;
  }

  /// @param expired whether its date is over, so that it does not hold any more
  record Suppression(String reason, boolean expired) {}

  Optional<Suppression> of(Finding finding) {
    String file = finding.at().file();
    List<String> text = lines.computeIfAbsent(file, this::read);
    int line = Math.min(finding.at().line(), text.size());
    if (line > 0) {
      Optional<Suppression> here = at(text.get(line - 1), finding.rule());
      if (here.isPresent()) {
        return here;
      }
    }
    for (int i = line - 2; i >= 0 && isComment(text.get(i)); i--) {
      Optional<Suppression> above = at(text.get(i), finding.rule());
      if (above.isPresent()) {
        return above;
      }
    }
    int top = Math.max(0, line - 1);
    while (top > 0 && !text.get(top).startsWith("---")) {
      top--;
    }
    for (int i = top; i < text.size(); i++) {
      String each = text.get(i);
      if (!isComment(each) && !each.isBlank() && !each.startsWith("---")) {
        break;
      }
      Optional<Suppression> first = at(each, finding.rule());
      if (first.isPresent()) {
        return first;
      }
    }
    return Optional.empty();
  }

  private List<String> read(String file) {
    return tree.isFile(file) ? tree.text(file).lines().toList() : List.of();
  }

  private static boolean isComment(String line) {
    String text = line.strip();
    return text.startsWith("#")
        || text.startsWith("//")
        || text.startsWith("{{/*")
        || text.startsWith("{{- /*")
        || text.startsWith("<!--");
  }

  private Optional<Suppression> at(String line, String rule) {
    Matcher comment = COMMENT.matcher(line);
    if (!comment.find() || !comment.group(1).equals(rule)) {
      return Optional.empty();
    }
    String rest = comment.group(2).strip();
    Matcher until = UNTIL.matcher(rest);
    if (!until.find()) {
      return Optional.of(new Suppression(rest, false));
    }
    String day = until.group(1);
    String reason = until.replaceAll("").strip();
    try {
      boolean expired = LocalDate.parse(day).isBefore(today);
      return Optional.of(new Suppression(reason + " (until " + day + ")", expired));
    } catch (DateTimeException _) {
      // A date that nobody can read must not hide anything for ever.
      return Optional.of(new Suppression(reason + " (until " + day + ", which is no date)", true));
    }
  }
}
