package dev.fairlead.yaml;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.regex.Pattern;

/// The block style of go-yaml's emitter (`emitterc.go`): indent 2; in v2 width 80 and lists not
/// indented under their key, in v3 no folding and lists indented. Column arithmetic and odd corners
/// follow it exactly.
final class GoYamlEmitter {
  private static final int MAX_SIMPLE_KEY = 128;
  private static final Pattern BASE_60 =
      Pattern.compile("[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?");

  /// Where a node stands.
  enum Place {
    ROOT,
    ITEM,
    SIMPLE_KEY,
    COMPLEX_KEY,
    SIMPLE_VALUE,
    COMPLEX_VALUE;

    boolean inMapping() {
      return this != ROOT && this != ITEM;
    }
  }

  private enum Style {
    PLAIN,
    SINGLE,
    DOUBLE,
    LITERAL
  }

  private final StringBuilder out = new StringBuilder();
  private final ArrayDeque<Integer> indents = new ArrayDeque<>();
  private int indent = -1;
  private int column;
  private boolean whitespace = true;
  private boolean indention = true;

  private final int width;
  private final boolean v3;

  private GoYamlEmitter(int width, boolean v3) {
    this.width = width;
    this.v3 = v3;
  }

  static GoYamlEmitter standard() {
    return new GoYamlEmitter(80, false);
  }

  static GoYamlEmitter pretty() {
    return new GoYamlEmitter(Integer.MAX_VALUE, true);
  }

  String finish() {
    writeIndent();
    return out.toString();
  }

  void startMapping(Place place, boolean empty) {
    before(place);
    if (empty) {
      indicator("{", true, true, false);
      return;
    }
    increaseIndent(false, false);
  }

  void endMapping(boolean empty) {
    if (empty) {
      indicator("}", false, false, false);
      return;
    }
    indent = indents.pop();
  }

  void startSequence(Place place, boolean empty) {
    before(place);
    if (empty) {
      indicator("[", true, true, false);
      return;
    }
    increaseIndent(false, place.inMapping() && !indention && !v3);
  }

  void endSequence(boolean empty) {
    if (empty) {
      indicator("]", false, false, false);
      return;
    }
    indent = indents.pop();
  }

  void item() {
    writeIndent();
    indicator("-", true, false, true);
  }

  /// Writes a key; answers whether it is a simple one (`key:`) or a complex one (`? key`).
  boolean key(String key) {
    return key("", key);
  }

  /// Writes a key with a tag (`!!binary`).
  boolean key(String tag, String key) {
    writeIndent();
    boolean simple = isShort(tag.length(), key) && !hasBreak(key);
    if (!simple) {
      indicator("?", true, false, true);
    }
    text(tag, key, simple ? Place.SIMPLE_KEY : Place.COMPLEX_KEY);
    return simple;
  }

  /// Whether a tag and a key fit into the 128 bytes of a simple key; a character has 3 at most, and
  /// two of UTF-16 have 4.
  private static boolean isShort(int tag, String key) {
    return tag + 3 * key.length() <= MAX_SIMPLE_KEY
        || tag + key.getBytes(StandardCharsets.UTF_8).length <= MAX_SIMPLE_KEY;
  }

  private static boolean hasBreak(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isBreak(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /// Writes a text with a tag, which then says what it is, so that it needs no quotes for that.
  void text(String tag, String value, Place place) {
    if (tag.isEmpty()) {
      text(value, place);
      return;
    }
    before(place);
    indicator(tag, true, false, false);
    scalar(value, value.indexOf('\n') >= 0 ? Style.LITERAL : Style.PLAIN, place);
  }

  void text(String value, Place place) {
    before(place);
    boolean resolvesToText =
        PlainScalar.of(value) instanceof PlainScalar.Text || value.equals("<<");
    boolean base60 = value.indexOf(':') >= 0 && BASE_60.matcher(value).matches();
    Style wanted =
        value.indexOf('\n') >= 0
            ? Style.LITERAL
            : resolvesToText && !base60 ? Style.PLAIN : Style.DOUBLE;
    scalar(value, wanted, place);
  }

  void plain(String value, Place place) {
    before(place);
    scalar(value, Style.PLAIN, place);
  }

  private void before(Place place) {
    if (place == Place.SIMPLE_VALUE) {
      indicator(":", false, false, false);
    } else if (place == Place.COMPLEX_VALUE) {
      writeIndent();
      indicator(":", true, false, true);
    }
  }

  private void scalar(String value, Style wanted, Place place) {
    boolean simpleKey = place == Place.SIMPLE_KEY;
    Style style = new Analysis(value, v3).select(wanted, simpleKey);
    increaseIndent(true, false);
    switch (style) {
      case PLAIN -> writePlain(value, !simpleKey);
      case SINGLE -> writeSingle(value, !simpleKey);
      case DOUBLE -> writeDouble(value, !simpleKey);
      case LITERAL -> writeLiteral(value);
    }
    indent = indents.pop();
  }

  private void increaseIndent(boolean flow, boolean indentless) {
    indents.push(indent);
    if (indent < 0) {
      indent = flow ? 2 : 0;
    } else if (!indentless) {
      indent += 2;
    }
  }

  private void writeIndent() {
    int wanted = Math.max(0, indent);
    if (!indention || column > wanted || (column == wanted && !whitespace)) {
      lineBreak();
    }
    while (column < wanted) {
      put(' ');
    }
    whitespace = true;
    indention = true;
  }

  private void indicator(
      String text, boolean needWhitespace, boolean isWhitespace, boolean isIndention) {
    if (needWhitespace && !whitespace) {
      put(' ');
    }
    for (int i = 0; i < text.length(); i++) {
      put(text.charAt(i));
    }
    whitespace = isWhitespace;
    indention = indention && isIndention;
  }

  private void put(int codePoint) {
    out.appendCodePoint(codePoint);
    column++;
  }

  private void lineBreak() {
    out.append('\n');
    column = 0;
  }

  private void writeBreak(char c) {
    out.append(c);
    column = 0;
  }

  private void writePlain(String value, boolean allowBreaks) {
    if (!whitespace) {
      put(' ');
    }
    boolean spaces = false;
    boolean breaks = false;
    for (int i = 0; i < value.length(); ) {
      int c = value.codePointAt(i);
      if (c == ' ') {
        if (allowBreaks && !spaces && column > width && !isSpace(value, i + 1)) {
          writeIndent();
        } else {
          put(c);
        }
        spaces = true;
      } else if (isBreak(c)) {
        if (!breaks && c == '\n') {
          lineBreak();
        }
        writeBreak((char) c);
        indention = true;
        breaks = true;
      } else {
        if (breaks) {
          writeIndent();
        }
        put(c);
        indention = false;
        spaces = false;
        breaks = false;
      }
      i += Character.charCount(c);
    }
    whitespace = false;
    indention = false;
  }

  private void writeSingle(String value, boolean allowBreaks) {
    indicator("'", true, false, false);
    boolean spaces = false;
    boolean breaks = false;
    for (int i = 0; i < value.length(); ) {
      int c = value.codePointAt(i);
      if (c == ' ') {
        if (allowBreaks
            && !spaces
            && column > width
            && i > 0
            && i < value.length() - 1
            && !isSpace(value, i + 1)) {
          writeIndent();
        } else {
          put(c);
        }
        spaces = true;
      } else if (isBreak(c)) {
        if (!breaks && c == '\n') {
          lineBreak();
        }
        writeBreak((char) c);
        indention = true;
        breaks = true;
      } else {
        if (breaks) {
          writeIndent();
        }
        if (c == '\'') {
          put('\'');
        }
        put(c);
        indention = false;
        spaces = false;
        breaks = false;
      }
      i += Character.charCount(c);
    }
    indicator("'", false, false, false);
    whitespace = false;
    indention = false;
  }

  private void writeDouble(String value, boolean allowBreaks) {
    indicator("\"", true, false, false);
    // The original looks for the byte order mark at the start of the text, whatever the position.
    boolean mark = value.startsWith("\uFEFF");
    boolean spaces = false;
    for (int i = 0; i < value.length(); ) {
      int c = value.codePointAt(i);
      if (!isPrintable(c) || mark || isBreak(c) || c == '"' || c == '\\') {
        escape(c);
        spaces = false;
      } else if (c == ' ') {
        if (allowBreaks && !spaces && column > width && i > 0 && i < value.length() - 1) {
          writeIndent();
          if (isSpace(value, i + 1)) {
            put('\\');
          }
        } else {
          put(c);
        }
        spaces = true;
      } else {
        put(c);
        spaces = false;
      }
      i += Character.charCount(c);
    }
    indicator("\"", false, false, false);
    whitespace = false;
    indention = false;
  }

  private void escape(int c) {
    String text =
        switch (c) {
          case 0x00 -> "0";
          case 0x07 -> "a";
          case 0x08 -> "b";
          case 0x09 -> "t";
          case 0x0a -> "n";
          case 0x0b -> "v";
          case 0x0c -> "f";
          case 0x0d -> "r";
          case 0x1b -> "e";
          case 0x22 -> "\"";
          case 0x5c -> "\\";
          case 0x85 -> "N";
          case 0xa0 -> "_";
          case 0x2028 -> "L";
          case 0x2029 -> "P";
          default ->
              c <= 0xff
                  ? "x%02X".formatted(c)
                  : c <= 0xffff ? "u%04X".formatted(c) : "U%08X".formatted(c);
        };
    put('\\');
    for (int i = 0; i < text.length(); i++) {
      put(text.charAt(i));
    }
  }

  private void writeLiteral(String value) {
    indicator("|", true, false, false);
    if (value.startsWith(" ") || isBreak(value.charAt(0))) {
      indicator("2", false, false, false);
    }
    int last = value.length() - 1;
    if (!isBreak(value.charAt(last))) {
      indicator("-", false, false, false);
    } else if (last == 0 || isBreak(value.charAt(last - 1))) {
      indicator("+", false, false, false);
    }
    lineBreak();
    indention = true;
    whitespace = true;
    boolean breaks = true;
    for (int i = 0; i < value.length(); ) {
      int c = value.codePointAt(i);
      if (isBreak(c)) {
        writeBreak((char) c);
        indention = true;
        breaks = true;
      } else {
        if (breaks) {
          writeIndent();
        }
        put(c);
        indention = false;
        breaks = false;
      }
      i += Character.charCount(c);
    }
  }

  private static boolean isSpace(String value, int index) {
    return index < value.length() && value.charAt(index) == ' ';
  }

  static boolean isBreak(int c) {
    return c == '\r' || c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029;
  }

  private static boolean isPrintable(int c) {
    return c == '\n'
        || (c >= 0x20 && c <= 0x7e)
        || (c >= 0xa0 && c <= 0xd7ff)
        || (c >= 0xe000 && c <= 0xfffd && c != 0xfeff);
  }

  /// Which styles a text can have (`yaml_emitter_analyze_scalar`).
  private static final class Analysis {
    private final boolean empty;
    private final boolean multiline;
    private final boolean plainAllowed;
    private final boolean singleAllowed;
    private final boolean blockAllowed;

    Analysis(String value, boolean v3) {
      empty = value.isEmpty();
      if (empty) {
        multiline = false;
        plainAllowed = true;
        singleAllowed = true;
        blockAllowed = false;
        return;
      }
      boolean indicators = value.startsWith("---") || value.startsWith("...");
      boolean lineBreaks = false;
      boolean special = false;
      boolean tabs = false;
      boolean breakSpace = false;
      boolean spaceBreak = false;
      boolean previousSpace = false;
      boolean previousBreak = false;
      boolean afterBlank = true;
      for (int i = 0; i < value.length(); ) {
        int c = value.codePointAt(i);
        int next = i + Character.charCount(c);
        boolean beforeBlank =
            next >= value.length() || value.charAt(next) == ' ' || value.charAt(next) == '\t';
        if (i == 0) {
          indicators |= "#,[]{}&*!|>'\"%@`".indexOf(c) >= 0;
          indicators |= (c == '?' || c == ':' || c == '-') && beforeBlank;
        } else {
          indicators |= c == ':' && beforeBlank;
          indicators |= c == '#' && afterBlank;
        }
        if (c == '\t' && v3) {
          tabs = true;
        } else {
          special |= !isPrintable(c);
        }
        if (c == ' ') {
          breakSpace |= previousBreak;
          previousSpace = true;
          previousBreak = false;
        } else if (isBreak(c)) {
          lineBreaks = true;
          spaceBreak |= previousSpace;
          previousSpace = false;
          previousBreak = true;
        } else {
          previousSpace = false;
          previousBreak = false;
        }
        afterBlank = c == ' ' || c == '\t' || isBreak(c) || c == 0;
        i = next;
      }
      char first = value.charAt(0);
      char last = value.charAt(value.length() - 1);
      boolean edges = first == ' ' || isBreak(first) || last == ' ' || isBreak(last);
      multiline = lineBreaks;
      singleAllowed = !(breakSpace || spaceBreak || special || tabs);
      plainAllowed = singleAllowed && !(edges || lineBreaks || indicators);
      blockAllowed = !(last == ' ' || spaceBreak || special);
    }

    Style select(Style wanted, boolean simpleKey) {
      Style style = simpleKey && multiline ? Style.DOUBLE : wanted;
      if (style == Style.PLAIN && (!plainAllowed || (empty && simpleKey))) {
        style = Style.SINGLE;
      }
      if (style == Style.SINGLE && !singleAllowed) {
        style = Style.DOUBLE;
      }
      if (style == Style.LITERAL && (!blockAllowed || simpleKey)) {
        style = Style.DOUBLE;
      }
      return style;
    }
  }
}
