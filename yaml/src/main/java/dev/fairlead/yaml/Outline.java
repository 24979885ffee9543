package dev.fairlead.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The first levels of a mapping that is written as most manifests are: one key or item a line,
/// quotes without much in them, block texts. Of such a text one look at each line tells that [Yaml]
/// would read it without a complaint, and what stands in its first levels; nodes are made of these
/// only. Any other text, right or wrong, has no outline.
public final class Outline {
  /// Deep enough for manifests.
  private static final int MAX_DEPTH = 100;

  /// Has fewer nodes than any limit allows: each takes a character at least.
  private static final int MAX_LENGTH = 1 << 23;

  private static final int MAX_KEY = 512;
  private static final String INDICATORS = "-?:,[]{}#&*!|>'\"%@`";

  /// The text is not that plain.
  private static final class NotPlain extends RuntimeException {
    NotPlain() {
      super(null, null, false, false);
    }
  }

  private final String text;
  private final int levels;
  private final Predicate<String> keys;
  private final int[] columns = new int[MAX_DEPTH];
  private final boolean[] lists = new boolean[MAX_DEPTH];

  /// The mappings that are kept; null for lists and what lies below the levels.
  private final @Nullable ObjectNode[] kept = new @Nullable ObjectNode[MAX_DEPTH];

  private int depth;
  private @Nullable ObjectNode root;

  /// Whether the entry read last has no value yet, which may come on the next lines.
  private boolean open;

  /// Whether a text was read last that may go on on the next line.
  private boolean continued;

  private String key = "";

  /// Whether the key of the first level is wanted that was read last.
  private boolean wanted;

  private int at;

  private Outline(String text, int levels, Predicate<String> keys) {
    this.text = text;
    this.levels = levels;
    this.keys = keys;
  }

  /// The mapping that a text holds, as `sigs.k8s.io/yaml` would decode it; collections below the
  /// first levels are there, but empty.
  ///
  /// @param levels how many mappings deep
  /// @param keys which keys of the first level are wanted; others are left out
  public static Optional<ObjectNode> of(String text, int levels, Predicate<String> keys) {
    if (text.length() > MAX_LENGTH || !isCommon(text)) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(new Outline(text, levels, keys).read());
    } catch (NotPlain _) {
      return Optional.empty();
    }
  }

  /// No control characters, no line breaks but `\n`, nothing beyond the first plane.
  private static boolean isCommon(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean common =
          c < 0x7f
              ? c >= ' ' || c == '\n' || c == '\t'
              : c >= 0xa0 && c < 0xd800 && c != 0x2028 && c != 0x2029;
      if (!common) {
        return false;
      }
    }
    return true;
  }

  private @Nullable ObjectNode read() {
    while (at < text.length()) {
      int start = at;
      int end = lineEnd(start);
      int column = start;
      while (column < end && text.charAt(column) == ' ') {
        column++;
      }
      at = Math.min(text.length(), end + 1);
      if (column == end || text.charAt(column) == '#') {
        comment(column, end);
        continued = false;
        continue;
      }
      line(start, column, trimmed(column, end));
    }
    return root;
  }

  private void comment(int from, int end) {
    for (int i = from; i < end; i++) {
      plain(text.charAt(i) != '\t');
    }
  }

  private int lineEnd(int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }

  private int trimmed(int from, int to) {
    int end = to;
    while (end > from && text.charAt(end - 1) == ' ') {
      end--;
    }
    return end;
  }

  private static void plain(boolean condition) {
    if (!condition) {
      throw new NotPlain();
    }
  }

  /// A line with something on it.
  private void line(int start, int from, int end) {
    boolean inside = depth > 0 && from - start > columns[depth - 1];
    if (continued && inside) {
      plain(INDICATORS.indexOf(text.charAt(from)) < 0 && textEnd(from, end) == end);
      return;
    }
    continued = false;
    if (open && inside && isEmptyFlow(from, end)) {
      flow(from, end);
      open = false;
      return;
    }
    int position = from;
    boolean item = isItem(position, end);
    place(position - start, item);
    while (item) {
      position++;
      while (position < end && text.charAt(position) == ' ') {
        position++;
      }
      open = true;
      if (position == end) {
        return;
      }
      item = isItem(position, end);
      if (item || keyEnd(position, end) >= 0) {
        push(position - start, item);
      } else {
        value(position, end, columns[depth - 1]);
        return;
      }
    }
    int colon = keyEnd(position, end);
    plain(colon >= 0);
    key = key(position, colon);
    wanted = depth > 1 ? wanted : keys.test(key);
    keep(NullNode.getInstance());
    open = true;
    int value = colon + 1;
    while (value < end && text.charAt(value) == ' ') {
      value++;
    }
    if (value < end && text.charAt(value) == '#' && value > colon + 1) {
      comment(value, end);
    } else if (value < end) {
      value(value, end, columns[depth - 1]);
    }
  }

  private boolean isItem(int position, int end) {
    return text.charAt(position) == '-'
        && (position + 1 == end || text.charAt(position + 1) == ' ');
  }

  /// Finds the collection that a line at a column belongs to.
  private void place(int column, boolean item) {
    if (depth == 0) {
      plain(root == null && !item);
      push(column, false);
      return;
    }
    int current = columns[depth - 1];
    // A list may stand at the column of its key.
    if (open && (column > current || (column == current && item && !lists[depth - 1]))) {
      push(column, item);
      return;
    }
    while (depth > 0
        && (columns[depth - 1] > column
            || (columns[depth - 1] == column && lists[depth - 1] && !item))) {
      depth--;
    }
    plain(depth > 0 && columns[depth - 1] == column && lists[depth - 1] == item);
    open = false;
  }

  private void push(int column, boolean list) {
    plain(depth < MAX_DEPTH);
    ObjectNode mapping = null;
    if (depth == 0) {
      mapping = JsonNodeFactory.instance.objectNode();
      root = mapping;
    } else if (isKept()) {
      if (list) {
        keep(JsonNodeFactory.instance.arrayNode());
      } else {
        ObjectNode inner = JsonNodeFactory.instance.objectNode();
        keep(inner);
        mapping = depth < levels ? inner : null;
      }
    }
    columns[depth] = column;
    lists[depth] = list;
    kept[depth] = mapping;
    depth++;
    open = false;
  }

  private void keep(JsonNode value) {
    ObjectNode mapping = kept[depth - 1];
    if (mapping != null && wanted) {
      mapping.set(key, value);
    }
  }

  private boolean isKept() {
    return kept[depth - 1] != null && wanted;
  }

  /// Where the colon behind a key stands; -1 where there is no plain key.
  private int keyEnd(int from, int end) {
    char first = text.charAt(from);
    int colon;
    if (first == '"' || first == '\'') {
      colon = from + 1;
      while (colon < end && text.charAt(colon) != first && text.charAt(colon) != '\\') {
        colon++;
      }
      colon++;
      if (colon >= end || text.charAt(colon - 1) != first) {
        return -1;
      }
    } else {
      colon = from;
      while (colon < end && isKeyCharacter(text.charAt(colon))) {
        colon++;
      }
    }
    boolean found =
        colon > from
            && colon < end
            && text.charAt(colon) == ':'
            && (colon + 1 == end || text.charAt(colon + 1) == ' ')
            && colon - from <= MAX_KEY;
    return found ? colon : -1;
  }

  private static boolean isKeyCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '.'
        || c == '/'
        // No plain text begins with it here: an item does.
        || c == '-';
  }

  private String key(int from, int colon) {
    char first = text.charAt(from);
    if (first == '"' || first == '\'') {
      String quoted = text.substring(from + 1, colon - 1);
      plain(!quoted.equals("<<"));
      return quoted;
    }
    plain(first != '-');
    String name = text.substring(from, colon);
    plain(PlainScalar.of(name) instanceof PlainScalar.Text);
    return name;
  }

  private void value(int from, int end, int parent) {
    open = false;
    char first = text.charAt(from);
    switch (first) {
      case '"', '\'' -> quoted(from, end, first);
      case '|', '>' -> block(from, end, parent);
      case '[', '{' -> flow(from, end);
      default -> {
        plain(
            INDICATORS.indexOf(first) < 0
                || (first == '-' && from + 1 < end && text.charAt(from + 1) != ' '));
        scalar(from, end);
      }
    }
  }

  private void scalar(int from, int end) {
    int to = textEnd(from, end);
    continued = to == end && !isKept();
    char first = text.charAt(from);
    // The only numbers that JSON does not have begin so.
    boolean special = first == '.' || first == '+' || first == '-';
    if (isKept() || special) {
      keep(meaning(text.substring(from, to)));
    }
  }

  /// Where a text without quotes ends on its line, in front of a comment.
  private int textEnd(int from, int end) {
    plain(text.charAt(from) != '\t');
    for (int i = from + 1; i < end; i++) {
      char c = text.charAt(i);
      plain(c != '\t' && !(c == ':' && (i + 1 == end || text.charAt(i + 1) == ' ')));
      if (c == '#' && text.charAt(i - 1) == ' ') {
        comment(i, end);
        return trimmed(from, i);
      }
    }
    return end;
  }

  private static JsonNode meaning(String scalar) {
    return switch (PlainScalar.of(scalar)) {
      case PlainScalar.Null _ -> NullNode.getInstance();
      case PlainScalar.Bool(boolean value) -> BooleanNode.valueOf(value);
      case PlainScalar.Int(BigInteger value) -> YamlJson.integer(value);
      case PlainScalar.Real(double value) -> {
        plain(!Double.isNaN(value) && !Double.isInfinite(value));
        yield YamlJson.number(value);
      }
      case PlainScalar.Timestamp(String text) -> TextNode.valueOf(text);
      case PlainScalar.Merge _ -> TextNode.valueOf("<<");
      case PlainScalar.Text(String text) -> TextNode.valueOf(text);
    };
  }

  private void quoted(int from, int end, char quote) {
    int close = from + 1;
    boolean escapes = false;
    while (true) {
      plain(close < end);
      char c = text.charAt(close);
      plain(c != '\t');
      if (c == quote) {
        boolean doubled = quote == '\'' && close + 1 < end && text.charAt(close + 1) == '\'';
        if (!doubled) {
          break;
        }
        escapes = true;
        close++;
      } else if (c == '\\' && quote == '"') {
        plain(close + 1 < end && "\\\"nt".indexOf(text.charAt(close + 1)) >= 0);
        escapes = true;
        close++;
      }
      close++;
    }
    nothingBehind(close + 1, end);
    if (isKept()) {
      plain(!escapes);
      keep(TextNode.valueOf(text.substring(from + 1, close)));
    }
  }

  private void nothingBehind(int from, int end) {
    if (from < end) {
      int next = from;
      while (next < end && text.charAt(next) == ' ') {
        next++;
      }
      plain(next > from && text.charAt(next) == '#');
      comment(next, end);
    }
  }

  /// `{}`, `[]` and lists of words.
  private void flow(int from, int end) {
    if (isEmptyFlow(from, end)) {
      keep(
          text.charAt(from) == '['
              ? JsonNodeFactory.instance.arrayNode()
              : JsonNodeFactory.instance.objectNode());
      return;
    }
    plain(!isKept() && text.charAt(from) == '[' && text.charAt(end - 1) == ']');
    int position = from + 1;
    while (true) {
      position = word(position, end);
      if (position == end - 1) {
        return;
      }
      plain(text.charAt(position) == ',');
      position++;
      while (text.charAt(position) == ' ') {
        position++;
      }
    }
  }

  private boolean isEmptyFlow(int from, int end) {
    return end == from + 2 && (text.startsWith("{}", from) || text.startsWith("[]", from));
  }

  /// The end of a word in a list.
  private int word(int from, int end) {
    char first = text.charAt(from);
    int position = from + 1;
    if (first == '"' || first == '\'') {
      while (position < end && text.charAt(position) != first) {
        char c = text.charAt(position);
        plain(c != '\\' && c != '\t');
        position++;
      }
      position++;
      plain(position < end && (text.charAt(position) == ',' || text.charAt(position) == ']'));
      return position;
    }
    plain(isKeyCharacter(first) && first != '-' && first != '.');
    while (position < end && isKeyCharacter(text.charAt(position))) {
      position++;
    }
    plain(position < end);
    return position;
  }

  /// A block text: all the lines that are indented further.
  private void block(int from, int end, int parent) {
    boolean chomped = end == from + 2 && "+-".indexOf(text.charAt(from + 1)) >= 0;
    plain((end == from + 1 || chomped) && !isKept());
    int indent = -1;
    while (at < text.length()) {
      int lineEnd = lineEnd(at);
      int column = at;
      while (column < lineEnd && text.charAt(column) == ' ') {
        column++;
      }
      if (column == lineEnd) {
        // Blanks in front of the first line would count for the indentation.
        plain(indent >= 0 || column == at);
      } else {
        if (indent < 0) {
          indent = column - at;
        }
        if (column - at < indent || indent <= parent) {
          return;
        }
        plain(text.charAt(column) != '\t');
      }
      at = Math.min(text.length(), lineEnd + 1);
    }
  }
}
