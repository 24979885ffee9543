package dev.fairlead.yaml;

import dev.fairlead.model.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Changes one scalar of a text and no other byte: comments, order, indentation and line ends stay.
public final class YamlEdit {
  private static final Pattern STEP = Pattern.compile("([^.\\[\\]\\\\]|\\\\.)+|\\[([0-9]+)]");

  private YamlEdit() {}

  /// Sets the scalar at a path such as `api.auth.image.tag` or `images[0].newTag`; a dot inside a
  /// key is written `\.`. The quoting style stays where the new value can be written in it; a plain
  /// scalar whose new value would not read back as the same text is double-quoted.
  ///
  /// @param file what messages call the text
  /// @return the whole new text
  /// @throws YamlException where the path does not exist, or ends at a mapping or list
  public static String set(String file, String text, String path, String value) {
    YamlScalar scalar = find(file, text, path);
    if (scalar.value().equals(value)) {
      return text;
    }
    return text.substring(0, scalar.start())
        + write(scalar, value, indentation(text, scalar.start()))
        + text.substring(end(text, scalar));
  }

  /// The scalar at a path.
  ///
  /// @throws YamlException as [#set]
  public static YamlScalar find(String file, String text, String path) {
    YamlNode node =
        Yaml.parseOne(file, text)
            .orElseThrow(() ->
                new YamlException(
                    Position.of(file), "cannot find %s: the file is empty".formatted(path)));
    StringBuilder walked = new StringBuilder();
    for (String step : steps(path)) {
      node = child(node, step, walked.toString(), path);
      walked.append(walked.isEmpty() || step.startsWith("[") ? "" : ".").append(step);
    }
    if (node instanceof YamlScalar scalar) {
      return scalar;
    }
    throw new YamlException(
        node.position(),
        "cannot change %s: it is a %s, expected a single value"
            .formatted(path, node instanceof YamlMapping ? "mapping" : "list"));
  }

  private static List<String> steps(String path) {
    List<String> steps = new ArrayList<>();
    Matcher matcher = STEP.matcher(path);
    while (matcher.find()) {
      String step = matcher.group();
      steps.add(step.startsWith("[") ? step : step.replaceAll("\\\\(.)", "$1"));
    }
    return steps;
  }

  private static YamlNode child(YamlNode node, String step, String walked, String path) {
    String where = walked.isEmpty() ? "the top level" : walked;
    if (step.startsWith("[")) {
      int index = Integer.parseInt(step.substring(1, step.length() - 1));
      if (!(node instanceof YamlSequence sequence)) {
        throw new YamlException(
            node.position(), "cannot find %s: %s is not a list".formatted(path, where));
      }
      if (index >= sequence.items().size()) {
        throw new YamlException(
            node.position(),
            "cannot find %s: %s has %d items".formatted(path, where, sequence.items().size()));
      }
      return sequence.items().get(index);
    }
    if (!(node instanceof YamlMapping mapping)) {
      throw new YamlException(
          node.position(), "cannot find %s: %s is not a mapping".formatted(path, where));
    }
    return mapping
        .find(step)
        .orElseThrow(() ->
            new YamlException(
                node.position(),
                "cannot find %s: %s has no key \"%s\", only %s"
                    .formatted(path, where, step, names(mapping))));
  }

  private static String names(YamlMapping mapping) {
    List<String> names =
        mapping.entries().stream().flatMap(entry -> entry.name().stream()).limit(12).toList();
    return names.isEmpty() ? "nothing" : String.join(", ", names);
  }

  private static int indentation(String text, int offset) {
    int start = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
    int end = start;
    while (end < text.length() && text.charAt(end) == ' ') {
      end++;
    }
    return end - start;
  }

  /// A block scalar's range ends at the start of what follows; its last line end belongs to the
  /// text.
  private static int end(String text, YamlScalar scalar) {
    int end = scalar.end();
    if (scalar.style() == YamlScalar.Style.LITERAL || scalar.style() == YamlScalar.Style.FOLDED) {
      while (end > scalar.start() && Character.isWhitespace(text.charAt(end - 1))) {
        end--;
      }
    }
    return end;
  }

  private static String write(YamlScalar old, String value, int indentation) {
    return switch (old.style()) {
      case PLAIN -> {
        // An empty value stands directly behind the colon.
        String gap = old.start() == old.end() ? " " : "";
        yield gap + (isPlain(value, old) ? value : doubleQuoted(value));
      }
      case SINGLE_QUOTED ->
          value.chars().allMatch(c -> c >= ' ')
              ? "'" + value.replace("'", "''") + "'"
              : doubleQuoted(value);
      case DOUBLE_QUOTED -> doubleQuoted(value);
      case LITERAL, FOLDED -> block(value, indentation);
    };
  }

  private static String block(String value, int indentation) {
    if (value.isEmpty() || value.startsWith(" ") || value.startsWith("\n")) {
      return doubleQuoted(value);
    }
    String pad = " ".repeat(indentation + 2);
    String body = value.endsWith("\n") ? value.substring(0, value.length() - 1) : value;
    if (body.endsWith("\n") || !body.chars().allMatch(c -> c >= ' ' || c == '\n' || c == '\t')) {
      return doubleQuoted(value);
    }
    StringBuilder out = new StringBuilder(value.endsWith("\n") ? "|" : "|-");
    for (String line : body.split("\n", -1)) {
      out.append('\n').append(line.isEmpty() ? "" : pad + line);
    }
    return out.toString();
  }

  /// Whether a value can stand in place of a plain scalar: it parses back to the same text, and it
  /// does not silently turn text into a number or boolean.
  private static boolean isPlain(String value, YamlScalar old) {
    if (!isSafe(value)) {
      return false;
    }
    PlainScalar before = PlainScalar.of(old.value());
    PlainScalar after = PlainScalar.of(value);
    // 12e4567 is too large for Go and so text, but a number for other readers.
    boolean text =
        after instanceof PlainScalar.Text && !PlainScalar.Words.FLOAT.matcher(value).matches();
    return text || (before.getClass() == after.getClass() && !(after instanceof PlainScalar.Text));
  }

  private static boolean isSafe(String value) {
    if (value.isEmpty() || value.strip().length() != value.length()) {
      return false;
    }
    try {
      List<YamlNode> block = Yaml.parse("value", "k: " + value + "\n");
      List<YamlNode> flow = Yaml.parse("value", "{k: " + value + "}\n");
      return same(block, value) && same(flow, value);
    } catch (YamlException _) {
      // Not readable as a plain scalar, so it is quoted.
      return false;
    }
  }

  private static boolean same(List<YamlNode> documents, String value) {
    return documents.size() == 1
        && documents.getFirst() instanceof YamlMapping mapping
        && mapping.entries().size() == 1
        && mapping.scalar("k").filter(s -> s.isPlain() && s.value().equals(value)).isPresent();
  }

  private static String doubleQuoted(String value) {
    StringBuilder out = new StringBuilder("\"");
    value
        .codePoints()
        .forEach(c -> {
          switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\t' -> out.append("\\t");
            case '\r' -> out.append("\\r");
            default -> {
              if (c < ' ' || c == 0x7f) {
                out.append("\\x%02x".formatted(c));
              } else {
                out.appendCodePoint(c);
              }
            }
          }
        });
    return out.append('"').toString();
  }
}
