package dev.fairlead.chart.template;

import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.template.Token.Kind;
import java.util.Map;

/// Go's template lexer (`text/template/parse/lex.go`).
final class Lexer {
  private static final int EOF = -1;
  private static final Map<String, Kind> KEYWORDS =
      Map.ofEntries(
          Map.entry("block", Kind.BLOCK),
          Map.entry("break", Kind.BREAK),
          Map.entry("continue", Kind.CONTINUE),
          Map.entry("define", Kind.DEFINE),
          Map.entry("else", Kind.ELSE),
          Map.entry("end", Kind.END),
          Map.entry("if", Kind.IF),
          Map.entry("nil", Kind.NIL),
          Map.entry("range", Kind.RANGE),
          Map.entry("template", Kind.TEMPLATE),
          Map.entry("with", Kind.WITH));

  private final String name;
  private final String input;
  private int start;
  private int position;
  private int line = 1;
  private int startLine = 1;
  private int parens;
  private boolean inAction;
  private boolean failed;

  Lexer(String name, String input) {
    this.name = name;
    this.input = input;
  }

  /// The next token; behind the end, EOF again and again.
  Token next() {
    if (failed) {
      return new Token(Kind.EOF, position, "", startLine);
    }
    while (true) {
      Token token = inAction ? insideAction() : text();
      if (token != null) {
        return token;
      }
    }
  }

  private Token emit(Kind kind) {
    Token token = new Token(kind, start, input.substring(start, position), startLine);
    ignore();
    return token;
  }

  /// Moves the start behind what was read.
  private void ignore() {
    for (int i = start; i < position; i++) {
      if (input.charAt(i) == '\n') {
        line++;
      }
    }
    start = position;
    startLine = line;
  }

  private Token error(String message) {
    failed = true;
    return new Token(Kind.ERROR, start, message, startLine);
  }

  private int read() {
    if (position >= input.length()) {
      return EOF;
    }
    int c = input.codePointAt(position);
    position += Character.charCount(c);
    return c;
  }

  private int peek() {
    return position >= input.length() ? EOF : input.codePointAt(position);
  }

  private @org.jspecify.annotations.Nullable Token text() {
    int delimiter = input.indexOf("{{", position);
    if (delimiter < 0) {
      position = input.length();
      if (position > start) {
        return emit(Kind.TEXT);
      }
      return emit(Kind.EOF);
    }
    if (delimiter > start) {
      int end = delimiter;
      if (hasLeftTrim(delimiter + 2)) {
        while (end > start && isTrimSpace(input.charAt(end - 1))) {
          end--;
        }
      }
      position = end;
      Token token = end > start ? emit(Kind.TEXT) : null;
      position = delimiter;
      ignore();
      if (token != null) {
        return token;
      }
    }
    return leftDelimiter();
  }

  private boolean hasLeftTrim(int at) {
    return at + 1 < input.length() && input.charAt(at) == '-' && isTrimSpace(input.charAt(at + 1));
  }

  private static boolean isTrimSpace(int c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private @org.jspecify.annotations.Nullable Token leftDelimiter() {
    position += 2;
    boolean trim = hasLeftTrim(position);
    int after = trim ? 2 : 0;
    if (input.startsWith("/*", position + after)) {
      position += after;
      ignore();
      return comment();
    }
    Token token = emit(Kind.LEFT_DELIMITER);
    inAction = true;
    position += after;
    ignore();
    parens = 0;
    return token;
  }

  private @org.jspecify.annotations.Nullable Token comment() {
    position += 2;
    int end = input.indexOf("*/", position);
    if (end < 0) {
      return error("unclosed comment");
    }
    position = end + 2;
    boolean trim = isTrimDelimiter(position);
    if (!trim && !input.startsWith("}}", position)) {
      return error("comment ends before closing delimiter");
    }
    position += trim ? 4 : 2;
    if (trim) {
      skipTrimSpace();
    }
    ignore();
    return null;
  }

  private void skipTrimSpace() {
    while (position < input.length() && isTrimSpace(input.charAt(position))) {
      position++;
    }
  }

  /// Whether ` -}}` stands here.
  private boolean isTrimDelimiter(int at) {
    return at < input.length() && isTrimSpace(input.charAt(at)) && input.startsWith("-}}", at + 1);
  }

  private @org.jspecify.annotations.Nullable Token insideAction() {
    boolean trim = isTrimDelimiter(position);
    if (trim || input.startsWith("}}", position)) {
      if (parens != 0) {
        return error("unclosed left paren");
      }
      if (trim) {
        position += 2;
        ignore();
      }
      position += 2;
      Token token = emit(Kind.RIGHT_DELIMITER);
      if (trim) {
        skipTrimSpace();
        ignore();
      }
      inAction = false;
      return token;
    }
    int c = read();
    return switch (c) {
      case EOF -> error("unclosed action");
      case ' ', '\t', '\r', '\n' -> {
        position--;
        yield space();
      }
      case '=' -> emit(Kind.ASSIGN);
      case ':' -> {
        if (read() != '=') {
          yield error("expected :=");
        }
        yield emit(Kind.DECLARE);
      }
      case '|' -> emit(Kind.PIPE);
      case '"' -> quoted('"', Kind.STRING, "unterminated quoted string");
      case '`' -> {
        int end = input.indexOf('`', position);
        if (end < 0) {
          position = input.length();
          yield error("unterminated raw quoted string");
        }
        position = end + 1;
        yield emit(Kind.RAW_STRING);
      }
      case '$' -> atTerminator() ? emit(Kind.VARIABLE) : fieldOrVariable(Kind.VARIABLE);
      case '\'' -> quoted('\'', Kind.CHAR_CONSTANT, "unterminated character constant");
      case '(' -> {
        parens++;
        yield emit(Kind.LEFT_PAREN);
      }
      case ')' -> {
        parens--;
        yield parens < 0 ? error("unexpected right paren") : emit(Kind.RIGHT_PAREN);
      }
      default -> {
        if (c == '.' && position < input.length()) {
          char next = input.charAt(position);
          if (next < '0' || next > '9') {
            yield fieldOrVariable(Kind.FIELD);
          }
        }
        if (c == '.' || c == '+' || c == '-' || (c >= '0' && c <= '9')) {
          position--;
          yield number();
        }
        if (isAlphaNumeric(c)) {
          position -= Character.charCount(c);
          yield identifier();
        }
        if (c > ' ' && c < 0x7f) {
          yield emit(Kind.CHAR);
        }
        yield error("unrecognized character in action: " + unicode(c));
      }
    };
  }

  private Token space() {
    int spaces = 0;
    while (position < input.length() && isTrimSpace(input.charAt(position))) {
      position++;
      spaces++;
    }
    // A trim marker's own space belongs to the delimiter.
    if (input.startsWith("-}}", position) && isTrimDelimiter(position - 1)) {
      position--;
      if (spaces == 1) {
        Token token = insideAction();
        return token == null ? error("unclosed action") : token;
      }
    }
    return emit(Kind.SPACE);
  }

  private Token quoted(char quote, Kind kind, String problem) {
    while (true) {
      int c = read();
      if (c == '\\') {
        c = read();
        if (c != EOF && c != '\n') {
          continue;
        }
      }
      if (c == EOF || c == '\n') {
        return error(problem);
      }
      if (c == quote) {
        return emit(kind);
      }
    }
  }

  private Token identifier() {
    while (isAlphaNumeric(peek())) {
      read();
    }
    if (!atTerminator()) {
      return error("bad character " + unicode(peek()));
    }
    String word = input.substring(start, position);
    Kind keyword = KEYWORDS.get(word);
    if (keyword != null) {
      return emit(keyword);
    }
    return emit(word.equals("true") || word.equals("false") ? Kind.BOOL : Kind.IDENTIFIER);
  }

  private Token fieldOrVariable(Kind kind) {
    if (atTerminator()) {
      return emit(kind == Kind.VARIABLE ? Kind.VARIABLE : Kind.DOT);
    }
    while (isAlphaNumeric(peek())) {
      read();
    }
    if (!atTerminator()) {
      return error("bad character " + unicode(peek()));
    }
    return emit(kind);
  }

  private boolean atTerminator() {
    int c = peek();
    return switch (c) {
      case EOF, ' ', '\t', '\r', '\n', '.', ',', '|', ':', ')', '(' -> true;
      default -> input.startsWith("}}", position);
    };
  }

  private Token number() {
    if (!scanNumber()) {
      return error("bad number syntax: " + GoStrings.quote(input.substring(start, position)));
    }
    int sign = peek();
    if (sign == '+' || sign == '-') {
      if (!scanNumber() || input.charAt(position - 1) != 'i') {
        return error("bad number syntax: " + GoStrings.quote(input.substring(start, position)));
      }
      return emit(Kind.COMPLEX);
    }
    return emit(Kind.NUMBER);
  }

  private boolean accept(String valid) {
    int c = peek();
    if (c != EOF && c < 0x80 && valid.indexOf(c) >= 0) {
      position++;
      return true;
    }
    return false;
  }

  private void acceptRun(String valid) {
    while (accept(valid)) {
      // accept moves on
    }
  }

  private boolean scanNumber() {
    accept("+-");
    String digits = "0123456789_";
    if (accept("0")) {
      if (accept("xX")) {
        digits = "0123456789abcdefABCDEF_";
      } else if (accept("oO")) {
        digits = "01234567_";
      } else if (accept("bB")) {
        digits = "01_";
      }
    }
    acceptRun(digits);
    if (accept(".")) {
      acceptRun(digits);
    }
    if (digits.length() == 11 && accept("eE")) {
      accept("+-");
      acceptRun("0123456789_");
    }
    if (digits.length() == 23 && accept("pP")) {
      accept("+-");
      acceptRun("0123456789_");
    }
    accept("i");
    if (isAlphaNumeric(peek())) {
      read();
      return false;
    }
    return true;
  }

  private static boolean isAlphaNumeric(int c) {
    if (c < 0x80) {
      return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
    return Character.isLetter(c) || Character.isDigit(c);
  }

  /// `%#U`.
  static String unicode(int c) {
    if (c == EOF) {
      return "U+FFFFFFFFFFFFFFFF";
    }
    String text = "U+%04X".formatted(c);
    return GoStrings.isPrint(c) ? text + " '" + Character.toString(c) + "'" : text;
  }

  String name() {
    return name;
  }
}
