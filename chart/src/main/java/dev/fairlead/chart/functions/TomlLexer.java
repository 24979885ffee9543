package dev.fairlead.chart.functions;

import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoStrings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;

/// The lexer of BurntSushi/toml 1.6 (`lex.go`), state by state, for its messages and lines.
final class TomlLexer {
  private static final int EOF = 0;
  private static final int RUNE_ERROR = 0xfffd;

  private enum State {
    TOP,
    TOP_END,
    TABLE_START,
    TABLE_END,
    ARRAY_TABLE_END,
    TABLE_NAME_START,
    TABLE_NAME_END,
    BARE_NAME,
    QUOTED_NAME,
    KEY_START,
    KEY_NAME_START,
    KEY_END,
    VALUE,
    ARRAY_VALUE,
    ARRAY_VALUE_END,
    ARRAY_END,
    INLINE_TABLE_VALUE,
    INLINE_TABLE_VALUE_END,
    INLINE_TABLE_END,
    STRING,
    MULTILINE_STRING,
    RAW_STRING,
    MULTILINE_RAW_STRING,
    MULTILINE_STRING_ESCAPE,
    STRING_ESCAPE,
    HEX_ESCAPE,
    SHORT_UNICODE_ESCAPE,
    LONG_UNICODE_ESCAPE,
    NUMBER_OR_DATE_START,
    NUMBER_OR_DATE,
    DATETIME,
    HEX_INTEGER,
    OCTAL_INTEGER,
    BINARY_INTEGER,
    DECIMAL_NUMBER,
    DECIMAL_NUMBER_START,
    BASE_NUMBER_OR_DATE,
    FLOAT,
    BOOL,
    COMMENT_START,
    COMMENT,
    /// Nothing follows an error, or the end.
    STOPPED
  }

  /// The bytes of the document, each a character.
  private final String input;

  private final Queue<TomlItem> items = new ArrayDeque<>();
  private final Deque<State> stack = new ArrayDeque<>();
  private State state = State.TOP;
  private int start;
  private int pos;
  private int line = 1;
  private boolean escaped;

  /// The lengths of the last four characters, for going back.
  private final int[] widths = new int[4];

  private int known;
  private boolean atEnd;

  /// @param input bytes, each a character
  TomlLexer(String input) {
    this.input = input;
  }

  TomlItem next() {
    while (items.isEmpty()) {
      state = step(state);
    }
    return items.remove();
  }

  private State pop() {
    return stack.pop();
  }

  private String current() {
    return start <= pos ? input.substring(start, pos) : "";
  }

  private static String text(String bytes) {
    return GoStrings.decode(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void emit(TomlItem.Type type) {
    // A multi-line string may end with an incomplete character.
    if (start > pos) {
      error("invalid UTF-8 byte: 0x%02x".formatted((int) input.charAt(pos)));
      return;
    }
    items.add(new TomlItem(type, text(current()), line));
    start = pos;
  }

  private int read() {
    if (atEnd) {
      throw new GoError("BUG in lexer: next called after EOF");
    }
    if (pos >= input.length()) {
      atEnd = true;
      return EOF;
    }
    if (input.charAt(pos) == '\n') {
      line++;
    }
    System.arraycopy(widths, 0, widths, 1, 3);
    known = Math.min(4, known + 1);
    int rune = text(input.substring(pos, Math.min(input.length(), pos + 4))).codePointAt(0);
    if (GoStrings.isBroken(rune)) {
      error("invalid UTF-8 byte: 0x%02x".formatted((int) input.charAt(pos)));
      return RUNE_ERROR;
    }
    boolean strayReturn =
        rune == '\r' && (pos == input.length() - 1 || input.charAt(pos + 1) != '\n');
    boolean control = (rune <= 0x1f && "\t\r\n".indexOf(rune) < 0) || rune == 0x7f;
    if (control || strayReturn) {
      error("TOML files cannot contain control characters: '0x%02x'".formatted(rune), line);
      return RUNE_ERROR;
    }
    widths[0] = GoStrings.length(Character.toString(rune));
    pos += widths[0];
    return rune;
  }

  private void ignore() {
    start = pos;
  }

  private void backup() {
    if (atEnd) {
      atEnd = false;
      return;
    }
    if (known < 1) {
      throw new GoError("BUG in lexer: backed up too far");
    }
    int width = widths[0];
    System.arraycopy(widths, 1, widths, 0, 3);
    known--;
    pos -= width;
    if (pos < input.length() && input.charAt(pos) == '\n') {
      line--;
    }
  }

  private boolean accept(int valid) {
    if (read() == valid) {
      return true;
    }
    backup();
    return false;
  }

  private int peek() {
    int rune = read();
    backup();
    return rune;
  }

  private void skipBlanks() {
    while (isBlank(read())) {
      // on to what follows
    }
    backup();
    ignore();
  }

  private void error(String message, int at) {
    items.add(new TomlItem(TomlItem.Type.ERROR, message, at));
  }

  /// `lexer.error`: at the end, the line before is meant.
  private State error(String message) {
    error(message, atEnd ? line - 1 : line);
    return State.STOPPED;
  }

  /// So that a missing value is not shown on the next line.
  private State errorBefore(String message) {
    error(message, line - 1);
    return State.STOPPED;
  }

  private State errorf(String message) {
    boolean blank = atEnd && pos >= 1 && input.charAt(pos - 1) == '\n';
    error(message, blank ? line - 1 : line);
    return State.STOPPED;
  }

  private static String quoted(int rune) {
    return GoStrings.quote(Character.toString(rune), '\'', false);
  }

  private static String orEnd(int rune) {
    return rune == EOF ? "end of file" : "'" + Character.toString(rune) + "'";
  }

  private State skip(State next) {
    ignore();
    return next;
  }

  private State comment(State after) {
    stack.push(after);
    return State.COMMENT_START;
  }

  private State emitted(TomlItem.Type type) {
    emit(type);
    return pop();
  }

  private State step(State at) {
    return switch (at) {
      case TOP -> top();
      case TOP_END -> topEnd();
      case TABLE_START -> tableStart();
      case TABLE_END -> {
        emit(TomlItem.Type.TABLE_END);
        yield State.TOP_END;
      }
      case ARRAY_TABLE_END -> {
        int rune = read();
        if (rune != ']') {
          yield errorf(
              "expected end of table array name delimiter ']', but got "
                  + quoted(rune)
                  + " instead");
        }
        emit(TomlItem.Type.ARRAY_TABLE_END);
        yield State.TOP_END;
      }
      case TABLE_NAME_START -> tableNameStart();
      case TABLE_NAME_END -> tableNameEnd();
      case BARE_NAME -> {
        if (isBare(read())) {
          yield State.BARE_NAME;
        }
        backup();
        yield emitted(TomlItem.Type.TEXT);
      }
      case QUOTED_NAME -> {
        int quote = read();
        ignore();
        yield quote == '"' ? State.STRING : State.RAW_STRING;
      }
      case KEY_START -> keyStart();
      case KEY_NAME_START -> keyNameStart();
      case KEY_END -> keyEnd();
      case VALUE -> value();
      case ARRAY_VALUE -> arrayValue();
      case ARRAY_VALUE_END -> arrayValueEnd();
      case ARRAY_END -> {
        ignore();
        yield emitted(TomlItem.Type.ARRAY_END);
      }
      case INLINE_TABLE_VALUE -> inlineValue();
      case INLINE_TABLE_VALUE_END -> inlineValueEnd();
      case INLINE_TABLE_END -> {
        ignore();
        yield emitted(TomlItem.Type.INLINE_TABLE_END);
      }
      case STRING -> string();
      case MULTILINE_STRING -> multiline('"');
      case RAW_STRING -> rawString();
      case MULTILINE_RAW_STRING -> multiline('\'');
      case MULTILINE_STRING_ESCAPE -> {
        if (isLineEnd(read())) {
          yield State.MULTILINE_STRING;
        }
        backup();
        stack.push(State.MULTILINE_STRING);
        yield State.STRING_ESCAPE;
      }
      case STRING_ESCAPE -> escape();
      case HEX_ESCAPE -> hexadecimal(2, "expected two hexadecimal digits after '\\x'");
      case SHORT_UNICODE_ESCAPE -> hexadecimal(4, "expected four hexadecimal digits after '\\u'");
      case LONG_UNICODE_ESCAPE -> hexadecimal(8, "expected eight hexadecimal digits after '\\U'");
      case NUMBER_OR_DATE_START -> read() == '0' ? State.BASE_NUMBER_OR_DATE : State.NUMBER_OR_DATE;
      case NUMBER_OR_DATE -> numberOrDate();
      case DATETIME -> {
        int rune = read();
        if (isDigit(rune) || "-:Tt .Zz+".indexOf(rune) >= 0) {
          yield State.DATETIME;
        }
        backup();
        items.add(new TomlItem(TomlItem.Type.DATETIME, text(current()).strip(), line));
        start = pos;
        yield pop();
      }
      case HEX_INTEGER -> digits(State.HEX_INTEGER, read(), 16);
      case OCTAL_INTEGER -> digits(State.OCTAL_INTEGER, read(), 8);
      case BINARY_INTEGER -> digits(State.BINARY_INTEGER, read(), 2);
      case DECIMAL_NUMBER -> {
        int rune = read();
        yield ".eE".indexOf(rune) >= 0 ? State.FLOAT : digits(State.DECIMAL_NUMBER, rune, 10);
      }
      case DECIMAL_NUMBER_START -> signedNumber();
      case BASE_NUMBER_OR_DATE -> baseNumber();
      case FLOAT -> {
        int rune = read();
        if (isDigit(rune) || "_.-+eE".indexOf(rune) >= 0) {
          yield State.FLOAT;
        }
        backup();
        yield emitted(TomlItem.Type.FLOAT);
      }
      case BOOL -> bool();
      case COMMENT_START -> {
        ignore();
        emit(TomlItem.Type.COMMENT_START);
        yield State.COMMENT;
      }
      case COMMENT -> {
        int rune = read();
        if (isLineEnd(rune) || rune == EOF) {
          backup();
          yield emitted(TomlItem.Type.TEXT);
        }
        yield State.COMMENT;
      }
      case STOPPED -> throw new IllegalStateException("the error before was not looked at");
    };
  }

  private State top() {
    int rune = read();
    if (isBlank(rune) || isLineEnd(rune)) {
      return skip(State.TOP);
    }
    return switch (rune) {
      case '#' -> comment(State.TOP);
      case '[' -> State.TABLE_START;
      case EOF -> {
        emit(TomlItem.Type.EOF);
        yield State.STOPPED;
      }
      default -> {
        backup();
        stack.push(State.TOP_END);
        yield State.KEY_START;
      }
    };
  }

  private State topEnd() {
    int rune = read();
    if (rune == '#') {
      return comment(State.TOP);
    }
    if (isBlank(rune)) {
      return State.TOP_END;
    }
    if (isLineEnd(rune)) {
      return skip(State.TOP);
    }
    if (rune == EOF) {
      emit(TomlItem.Type.EOF);
      return State.STOPPED;
    }
    return errorf(
        "expected a top-level item to end with a newline, comment, or EOF, but got "
            + quoted(rune)
            + " instead");
  }

  private State tableStart() {
    if (peek() == '[') {
      read();
      emit(TomlItem.Type.ARRAY_TABLE_START);
      stack.push(State.ARRAY_TABLE_END);
    } else {
      emit(TomlItem.Type.TABLE_START);
      stack.push(State.TABLE_END);
    }
    return State.TABLE_NAME_START;
  }

  private State tableNameStart() {
    skipBlanks();
    int rune = peek();
    if (rune == ']' || rune == EOF) {
      return errorf("unexpected end of table name (table names cannot be empty)");
    }
    if (rune == '.') {
      return errorf("unexpected table separator (table names cannot be empty)");
    }
    stack.push(State.TABLE_NAME_END);
    if (rune == '"' || rune == '\'') {
      return skip(State.QUOTED_NAME);
    }
    return State.BARE_NAME;
  }

  private State tableNameEnd() {
    skipBlanks();
    int rune = read();
    if (rune == '.') {
      return skip(State.TABLE_NAME_START);
    }
    if (rune == ']') {
      return pop();
    }
    return errorf("expected '.' or ']' to end table name, but got " + quoted(rune) + " instead");
  }

  private State keyStart() {
    skipBlanks();
    int rune = peek();
    if (rune == '=' || rune == EOF) {
      return errorf("unexpected '=': key name appears blank");
    }
    if (rune == '.') {
      return errorf("unexpected '.': keys cannot start with a '.'");
    }
    if (rune == '"' || rune == '\'') {
      ignore();
    }
    emit(TomlItem.Type.KEY_START);
    return State.KEY_NAME_START;
  }

  private State keyNameStart() {
    skipBlanks();
    int rune = peek();
    if (rune == '"' || rune == '\'') {
      stack.push(State.KEY_END);
      return skip(State.QUOTED_NAME);
    }
    if (rune == '=' || rune == EOF) {
      return errorf("unexpected '='");
    }
    if (rune == '.') {
      return errorf("unexpected '.'");
    }
    stack.push(State.KEY_END);
    return State.BARE_NAME;
  }

  private State keyEnd() {
    skipBlanks();
    int rune = read();
    if (isBlank(rune)) {
      return skip(State.KEY_END);
    }
    return switch (rune) {
      case EOF -> errorf("unexpected EOF; expected key separator '='");
      case '.' -> skip(State.KEY_NAME_START);
      case '=' -> {
        emit(TomlItem.Type.KEY_END);
        yield skip(State.VALUE);
      }
      default -> {
        String message = "expected '.' or '=', but got " + quoted(rune) + " instead";
        yield rune == '\n' ? errorBefore(message) : errorf(message);
      }
    };
  }

  private State value() {
    int rune = read();
    if (isBlank(rune)) {
      return skip(State.VALUE);
    }
    if (isDigit(rune)) {
      backup();
      return State.NUMBER_OR_DATE_START;
    }
    switch (rune) {
      case '[' -> {
        ignore();
        emit(TomlItem.Type.ARRAY);
        return State.ARRAY_VALUE;
      }
      case '{' -> {
        ignore();
        emit(TomlItem.Type.INLINE_TABLE_START);
        return State.INLINE_TABLE_VALUE;
      }
      case '"' -> {
        return opened('"', State.MULTILINE_STRING, State.STRING);
      }
      case '\'' -> {
        return opened('\'', State.MULTILINE_RAW_STRING, State.RAW_STRING);
      }
      case '.' -> {
        return errorf("floats must start with a digit, not '.'");
      }
      case 'i', 'n' -> {
        if ((accept('n') && accept('f')) || (accept('a') && accept('n'))) {
          return emitted(TomlItem.Type.FLOAT);
        }
      }
      case '-', '+' -> {
        return State.DECIMAL_NUMBER_START;
      }
      default -> {
        // a word, or nothing of TOML
      }
    }
    if (Character.isLetter(rune)) {
      backup();
      return State.BOOL;
    }
    if (rune == EOF) {
      return errorf("unexpected EOF; expected value");
    }
    String message = "expected value but found " + quoted(rune) + " instead";
    return rune == '\n' ? errorBefore(message) : errorf(message);
  }

  private State opened(int quote, State multiline, State single) {
    if (accept(quote)) {
      if (accept(quote)) {
        return skip(multiline);
      }
      backup();
    }
    return skip(single);
  }

  private State arrayValue() {
    int rune = read();
    if (isBlank(rune) || isLineEnd(rune)) {
      return skip(State.ARRAY_VALUE);
    }
    return switch (rune) {
      case '#' -> comment(State.ARRAY_VALUE);
      case ',' -> errorf("unexpected comma");
      case ']' -> State.ARRAY_END;
      default -> {
        backup();
        stack.push(State.ARRAY_VALUE_END);
        yield State.VALUE;
      }
    };
  }

  private State arrayValueEnd() {
    int rune = read();
    if (isBlank(rune) || isLineEnd(rune)) {
      return skip(State.ARRAY_VALUE_END);
    }
    return switch (rune) {
      case '#' -> comment(State.ARRAY_VALUE_END);
      case ',' -> skip(State.ARRAY_VALUE);
      case ']' -> State.ARRAY_END;
      default -> errorf("expected a comma (',') or array terminator (']'), but got " + orEnd(rune));
    };
  }

  private State inlineValue() {
    int rune = read();
    if (isBlank(rune) || isLineEnd(rune)) {
      return skip(State.INLINE_TABLE_VALUE);
    }
    return switch (rune) {
      case '#' -> comment(State.INLINE_TABLE_VALUE);
      case ',' -> errorf("unexpected comma");
      case '}' -> State.INLINE_TABLE_END;
      default -> {
        backup();
        stack.push(State.INLINE_TABLE_VALUE_END);
        yield State.KEY_START;
      }
    };
  }

  private State inlineValueEnd() {
    int rune = read();
    if (isBlank(rune) || isLineEnd(rune)) {
      return skip(State.INLINE_TABLE_VALUE_END);
    }
    return switch (rune) {
      case '#' -> comment(State.INLINE_TABLE_VALUE_END);
      case ',' -> {
        ignore();
        skipBlanks();
        yield peek() == '}' ? State.INLINE_TABLE_VALUE_END : State.INLINE_TABLE_VALUE;
      }
      case '}' -> State.INLINE_TABLE_END;
      default ->
          errorf(
              "expected a comma or an inline table terminator '}', but got "
                  + orEnd(rune)
                  + " instead");
    };
  }

  private State string() {
    int rune = read();
    if (rune == EOF) {
      return errorf("unexpected EOF; expected '\"'");
    }
    if (isLineEnd(rune)) {
      return errorBefore("strings cannot contain newlines");
    }
    if (rune == '\\') {
      stack.push(State.STRING);
      return State.STRING_ESCAPE;
    }
    if (rune == '"') {
      backup();
      emit(escaped ? TomlItem.Type.ESCAPED_STRING : TomlItem.Type.STRING);
      escaped = false;
      read();
      ignore();
      return pop();
    }
    return State.STRING;
  }

  private State rawString() {
    int rune = read();
    if (rune == EOF) {
      return errorf("unexpected EOF; expected \"'\"");
    }
    if (isLineEnd(rune)) {
      return errorBefore("strings cannot contain newlines");
    }
    if (rune == '\'') {
      backup();
      emit(TomlItem.Type.RAW_STRING);
      read();
      ignore();
      return pop();
    }
    return State.RAW_STRING;
  }

  /// The end is three quotes; up to two more may stand before them.
  private State multiline(int quote) {
    boolean raw = quote == '\'';
    State same = raw ? State.MULTILINE_RAW_STRING : State.MULTILINE_STRING;
    String mark = Character.toString(quote).repeat(3);
    int rune = read();
    if (rune == EOF) {
      return errorf("unexpected EOF; expected " + (raw ? "\"'''\"" : "'\"\"\"'"));
    }
    if (rune == '\\' && !raw) {
      return State.MULTILINE_STRING_ESCAPE;
    }
    if (rune != quote || !accept(quote)) {
      return same;
    }
    if (!accept(quote)) {
      backup();
      return same;
    }
    if (peek() == quote) {
      String five = mark + mark.substring(1);
      if (current().endsWith(five) && (raw || !current().endsWith("\\" + five))) {
        return errorf("unexpected " + (raw ? "\"''''''\"" : "'\"\"\"\"\"\"'"));
      }
      backup();
      backup();
      return same;
    }
    backup();
    backup();
    backup();
    if (!raw) {
      escaped = false;
    }
    emit(raw ? TomlItem.Type.RAW_MULTILINE_STRING : TomlItem.Type.MULTILINE_STRING);
    read();
    read();
    read();
    ignore();
    return pop();
  }

  private State escape() {
    escaped = true;
    int rune = read();
    return switch (rune) {
      case 'e', 'b', 't', 'n', 'f', 'r', '"', ' ', '\t', '\\' -> pop();
      case 'x' -> State.HEX_ESCAPE;
      case 'u' -> State.SHORT_UNICODE_ESCAPE;
      case 'U' -> State.LONG_UNICODE_ESCAPE;
      default -> error("invalid escape in string '\\" + Character.toString(rune) + "'");
    };
  }

  private State hexadecimal(int count, String expected) {
    for (int i = 0; i < count; i++) {
      if (!isHex(read())) {
        return errorf(expected + ", but got " + GoStrings.quote(text(current())) + " instead");
      }
    }
    return pop();
  }

  private State numberOrDate() {
    int rune = read();
    if (isDigit(rune)) {
      return State.NUMBER_OR_DATE;
    }
    return switch (rune) {
      case '-', ':' -> State.DATETIME;
      case '_' -> State.DECIMAL_NUMBER;
      case '.', 'e', 'E' -> State.FLOAT;
      default -> {
        backup();
        yield emitted(TomlItem.Type.INTEGER);
      }
    };
  }

  private State digits(State same, int rune, int base) {
    if (rune == '_' || isDigit(rune, base)) {
      return same;
    }
    backup();
    return emitted(TomlItem.Type.INTEGER);
  }

  private State signedNumber() {
    int rune = read();
    switch (rune) {
      case 'i', 'n' -> {
        boolean whole = rune == 'i' ? accept('n') && accept('f') : accept('a') && accept('n');
        return whole
            ? emitted(TomlItem.Type.FLOAT)
            : errorf("invalid float: '" + text(current()) + "'");
      }
      case '0' -> {
        int base = peek();
        if (base == 'b' || base == 'o' || base == 'x') {
          return errorf(
              "cannot use sign with non-decimal numbers: '" + text(current()) + (char) base + "'");
        }
      }
      case '.' -> {
        return errorf("floats must start with a digit, not '.'");
      }
      default -> {
        // a digit, or not
      }
    }
    return isDigit(rune)
        ? State.DECIMAL_NUMBER
        : errorf("expected a digit but got " + quoted(rune));
  }

  private State baseNumber() {
    int rune = read();
    if (isDigit(rune)) {
      return State.NUMBER_OR_DATE;
    }
    return switch (rune) {
      case '_' -> State.DECIMAL_NUMBER;
      case '.', 'e', 'E' -> State.FLOAT;
      case 'b' -> based(State.BINARY_INTEGER, 2, "not a binary number: '");
      case 'o' -> based(State.OCTAL_INTEGER, 8, "not an octal number: '");
      case 'x' -> based(State.HEX_INTEGER, 16, "not a hexadecimal number: '");
      default -> {
        backup();
        yield emitted(TomlItem.Type.INTEGER);
      }
    };
  }

  private State based(State next, int base, String problem) {
    int rune = peek();
    if (!isDigit(rune, base)) {
      errorf(problem + text(current()) + Character.toString(rune) + "'");
    }
    return next;
  }

  private State bool() {
    StringBuilder word = new StringBuilder();
    int rune = read();
    while (Character.isLetter(rune)) {
      word.appendCodePoint(rune);
      rune = read();
    }
    backup();
    String text = word.toString();
    return text.equals("true") || text.equals("false")
        ? emitted(TomlItem.Type.BOOL)
        : errorf("expected value but found " + GoStrings.quote(text) + " instead");
  }

  private static boolean isBlank(int rune) {
    return rune == ' ' || rune == '\t';
  }

  private static boolean isLineEnd(int rune) {
    return rune == '\n' || rune == '\r';
  }

  private static boolean isDigit(int rune) {
    return rune >= '0' && rune <= '9';
  }

  private static boolean isDigit(int rune, int base) {
    return rune < 0x80 && Character.digit(rune, base) >= 0;
  }

  static boolean isHex(int rune) {
    return isDigit(rune, 16);
  }

  static boolean isBare(int rune) {
    return isDigit(rune, 36) || rune == '_' || rune == '-';
  }
}
