package dev.fairlead.server.pages;

import gg.jte.Content;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A log line with ANSI colours as HTML. Everything else that a terminal understands is dropped.
public final class AnsiHtml {
  private static final Pattern ESCAPE =
      Pattern.compile(
          "\u001b(?:\\[([0-9;]*)([@-~])|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)|[@-_])");

  private AnsiHtml() {}

  /// The line as content that a template writes as it is; text is escaped here.
  public static Content content(String line) {
    String html = of(line);
    return output -> output.writeContent(html);
  }

  static String of(String line) {
    var html = new StringBuilder(line.length() + 32);
    Matcher matcher = ESCAPE.matcher(line);
    int from = 0;
    boolean open = false;
    while (matcher.find()) {
      escape(line, from, matcher.start(), html);
      from = matcher.end();
      if (!"m".equals(matcher.group(2))) {
        continue;
      }
      if (open) {
        html.append("</span>");
        open = false;
      }
      String classes = classes(matcher.group(1));
      if (!classes.isEmpty()) {
        html.append("<span class=\"").append(classes).append("\">");
        open = true;
      }
    }
    escape(line, from, line.length(), html);
    return open ? html.append("</span>").toString() : html.toString();
  }

  private static String classes(String codes) {
    var classes = new StringBuilder();
    for (String code : codes.split(";")) {
      String name =
          switch (code) {
            case "1" -> "b";
            case "31", "91" -> "red";
            case "32", "92" -> "green";
            case "33", "93" -> "yellow";
            case "34", "94" -> "blue";
            case "35", "95" -> "magenta";
            case "36", "96" -> "cyan";
            case "2", "90" -> "dim";
            default -> "";
          };
      if (!name.isEmpty()) {
        classes.append(classes.isEmpty() ? "" : " ").append("ansi-").append(name);
      }
    }
    return classes.toString();
  }

  private static void escape(String text, int from, int to, StringBuilder html) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> html.append("&lt;");
        case '>' -> html.append("&gt;");
        case '&' -> html.append("&amp;");
        case '"' -> html.append("&quot;");
        default -> {
          if (c >= ' ' || c == '\t') {
            html.append(c);
          }
        }
      }
    }
  }
}
