package dev.fairlead.yaml;

import dev.fairlead.yaml.Token.Kind;
import dev.fairlead.yaml.Token.Mark;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The scanner of libyaml as go-yaml v2 has it (`scannerc.go`): what it accepts, what it says, and
/// how far ahead it reads before it says it.
final class Scanner {
  private static final int MAX_DEPTH = 10_000;

  /// A key without `?` fits on one line and into 1024 characters.
  private static final int MAX_SIMPLE_KEY = 1024;

  /// A problem found while scanning or parsing.
  static final class Problem extends RuntimeException {
    private final transient @Nullable Mark context;
    private final transient @Nullable Mark mark;
    private final boolean scanner;

    Problem(String problem, @Nullable Mark context, @Nullable Mark mark, boolean scanner) {
      super(problem, null, false, false);
      this.context = context;
      this.mark = mark;
      this.scanner = scanner;
    }

    String problem() {
      return String.valueOf(getMessage());
    }

    @Nullable Mark mark() {
      return mark != null ? mark : context;
    }

    /// The line that go-yaml names; 0 for none.
    int goLine() {
      if (mark != null && mark.line() != 0) {
        return scanner ? mark.line() + 1 : mark.line();
      }
      return context == null ? 0 : context.line();
    }
  }

  private static final class SimpleKey {
    boolean possible;
    boolean required;
    int token;
    Mark mark = new Mark(0, 0, 0);
  }

  private final String text;
  private final ArrayList<Token> tokens = new ArrayList<>();
  private final ArrayDeque<Integer> indents = new ArrayDeque<>();
  private final ArrayList<SimpleKey> keys = new ArrayList<>();

  /// Numbers of tokens that may turn out to be keys, with the level of flow collections where they
  /// wait. A closed collection takes out the number that it began with, which is its own where it
  /// held no key: the scanner then no longer looks ahead whether the collection is a key.
  private final Map<Integer, Integer> waiting = new HashMap<>();

  /// What the scalar is made of that is being read; kept, because most texts hold many.
  private final StringBuilder scalar = new StringBuilder();

  private final StringBuilder spaces = new StringBuilder();
  private final StringBuilder leadingBreak = new StringBuilder();
  private final StringBuilder trailing = new StringBuilder();

  private int head;
  private int parsed;

  /// The number of the token that is known to be no key that is still waiting; only fetching
  /// changes that, and nothing is fetched before it is taken.
  private int settled = -1;

  private int index;
  private int line;
  private int column;
  private int indent = -1;
  private int flowLevel;
  private boolean keyAllowed = true;
  private boolean started;
  private boolean ended;

  Scanner(String text) {
    this.text = text;
    keys.add(new SimpleKey());
    String problem = Reader.problem(text);
    if (problem != null) {
      throw new Problem(problem, null, null, false);
    }
    if (text.startsWith("\uFEFF")) {
      index = 1;
    }
  }

  Token peek() {
    fill();
    return tokens.get(head);
  }

  Token next() {
    Token token = peek();
    head++;
    parsed++;
    if (head > 64) {
      tokens.subList(0, head).clear();
      head = 0;
    }
    return token;
  }

  private void fill() {
    while (true) {
      if (head < tokens.size()) {
        if (settled == parsed) {
          return;
        }
        Integer level = waiting.isEmpty() ? null : waiting.get(parsed);
        if (level == null || !isValid(keys.get(level))) {
          settled = parsed;
          return;
        }
      }
      if (ended) {
        throw new IllegalStateException("the stream is over");
      }
      fetch();
    }
  }

  private Mark mark() {
    return new Mark(index, line, column);
  }

  private char at(int ahead) {
    return index + ahead < text.length() ? text.charAt(index + ahead) : 0;
  }

  private void skip() {
    index += Character.isHighSurrogate(at(0)) && Character.isLowSurrogate(at(1)) ? 2 : 1;
    column++;
  }

  private void skipLine() {
    if (at(0) == '\r' && at(1) == '\n') {
      index += 2;
    } else {
      index++;
    }
    column = 0;
    line++;
  }

  private void read(StringBuilder into) {
    int start = index;
    skip();
    into.append(text, start, index);
  }

  private void readLine(StringBuilder into) {
    char c = at(0);
    into.append(c == 0x2028 || c == 0x2029 ? c : '\n');
    skipLine();
  }

  private static boolean isBreak(char c) {
    return c == '\r' || c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029;
  }

  private static boolean isBreakOrEnd(char c) {
    return isBreak(c) || c == 0;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isBlankOrEnd(char c) {
    return isBlank(c) || isBreakOrEnd(c);
  }

  private static boolean isAlpha(char c) {
    return (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || c == '_'
        || c == '-';
  }

  private Problem problem(@Nullable Mark context, String message) {
    return new Problem(message, context, mark(), true);
  }

  private boolean isValid(SimpleKey key) {
    if (!key.possible) {
      return false;
    }
    if (key.mark.line() < line || key.mark.index() + MAX_SIMPLE_KEY < index) {
      if (key.required) {
        throw problem(key.mark, "could not find expected ':'");
      }
      key.possible = false;
      return false;
    }
    return true;
  }

  private void saveKey() {
    boolean required = flowLevel == 0 && indent == column;
    if (keyAllowed) {
      removeKey();
      SimpleKey key = keys.getLast();
      key.possible = true;
      key.required = required;
      key.token = nextToken();
      key.mark = mark();
      waiting.put(key.token, keys.size() - 1);
    }
  }

  private void removeKey() {
    SimpleKey key = keys.getLast();
    if (key.possible) {
      if (key.required) {
        throw problem(key.mark, "could not find expected ':'");
      }
      key.possible = false;
      waiting.remove(key.token);
    }
  }

  private int nextToken() {
    return parsed + tokens.size() - head;
  }

  private void rollIndent(int to, int number, Kind kind, Mark at) {
    if (flowLevel > 0 || indent >= to) {
      return;
    }
    indents.push(indent);
    indent = to;
    if (indents.size() > MAX_DEPTH) {
      throw problem(at, "exceeded max depth of " + MAX_DEPTH);
    }
    Token token = Token.of(kind, at, at);
    if (number < 0) {
      tokens.add(token);
    } else {
      tokens.add(head + number - parsed, token);
    }
  }

  private void unrollIndent(int to) {
    if (flowLevel > 0) {
      return;
    }
    while (indent > to) {
      tokens.add(Token.of(Kind.BLOCK_END, mark(), mark()));
      indent = indents.pop();
    }
  }

  private void fetch() {
    if (!started) {
      started = true;
      tokens.add(Token.of(Kind.STREAM_START, mark(), mark()));
      return;
    }
    scanToNextToken();
    unrollIndent(column);
    char c = at(0);
    if (index >= text.length()) {
      endStream();
      return;
    }
    if (column == 0 && c == '%') {
      unrollIndent(-1);
      removeKey();
      keyAllowed = false;
      tokens.add(directive());
      return;
    }
    if (column == 0 && isBlankOrEnd(at(3))) {
      if (text.startsWith("---", index)) {
        documentIndicator(Kind.DOCUMENT_START);
        return;
      }
      if (text.startsWith("...", index)) {
        documentIndicator(Kind.DOCUMENT_END);
        return;
      }
    }
    switch (c) {
      case '[' -> startFlow(Kind.FLOW_SEQUENCE_START);
      case '{' -> startFlow(Kind.FLOW_MAPPING_START);
      case ']' -> endFlow(Kind.FLOW_SEQUENCE_END);
      case '}' -> endFlow(Kind.FLOW_MAPPING_END);
      case ',' -> {
        removeKey();
        keyAllowed = true;
        single(Kind.FLOW_ENTRY);
      }
      case '*' -> {
        saveKey();
        keyAllowed = false;
        tokens.add(anchor(Kind.ALIAS));
      }
      case '&' -> {
        saveKey();
        keyAllowed = false;
        tokens.add(anchor(Kind.ANCHOR));
      }
      case '!' -> {
        saveKey();
        keyAllowed = false;
        tokens.add(tag());
      }
      case '\'', '"' -> {
        saveKey();
        keyAllowed = false;
        tokens.add(quoted(c == '\''));
      }
      default -> fetchOther(c);
    }
  }

  private void fetchOther(char c) {
    boolean blankNext = isBlankOrEnd(at(1));
    if (c == '-' && blankNext) {
      blockEntry();
    } else if (c == '?' && (flowLevel > 0 || blankNext)) {
      key();
    } else if (c == ':' && (flowLevel > 0 || blankNext)) {
      value();
    } else if ((c == '|' || c == '>') && flowLevel == 0) {
      removeKey();
      keyAllowed = true;
      tokens.add(block(c == '|'));
    } else if (!(isBlankOrEnd(c) || "-?:,[]{}#&*!|>'\"%@`".indexOf(c) >= 0)
        || (c == '-' && !isBlank(at(1)))
        || (flowLevel == 0 && (c == '?' || c == ':') && !blankNext)) {
      saveKey();
      keyAllowed = false;
      tokens.add(plain());
    } else {
      throw problem(mark(), "found character that cannot start any token");
    }
  }

  private void endStream() {
    if (column != 0) {
      column = 0;
      line++;
    }
    unrollIndent(-1);
    removeKey();
    keyAllowed = false;
    tokens.add(Token.of(Kind.STREAM_END, mark(), mark()));
    ended = true;
  }

  private void documentIndicator(Kind kind) {
    unrollIndent(-1);
    removeKey();
    keyAllowed = false;
    Mark start = mark();
    skip();
    skip();
    skip();
    tokens.add(Token.of(kind, start, mark()));
  }

  private void single(Kind kind) {
    Mark start = mark();
    skip();
    tokens.add(Token.of(kind, start, mark()));
  }

  private void startFlow(Kind kind) {
    saveKey();
    SimpleKey inner = new SimpleKey();
    inner.token = nextToken();
    keys.add(inner);
    flowLevel++;
    if (flowLevel > MAX_DEPTH) {
      throw problem(mark(), "exceeded max depth of " + MAX_DEPTH);
    }
    keyAllowed = true;
    single(kind);
  }

  private void endFlow(Kind kind) {
    removeKey();
    if (flowLevel > 0) {
      flowLevel--;
      waiting.remove(keys.removeLast().token);
    }
    keyAllowed = false;
    single(kind);
  }

  private void blockEntry() {
    if (flowLevel == 0) {
      if (!keyAllowed) {
        throw problem(mark(), "block sequence entries are not allowed in this context");
      }
      rollIndent(column, -1, Kind.BLOCK_SEQUENCE_START, mark());
    }
    removeKey();
    keyAllowed = true;
    single(Kind.BLOCK_ENTRY);
  }

  private void key() {
    if (flowLevel == 0) {
      if (!keyAllowed) {
        throw problem(mark(), "mapping keys are not allowed in this context");
      }
      rollIndent(column, -1, Kind.BLOCK_MAPPING_START, mark());
    }
    removeKey();
    keyAllowed = flowLevel == 0;
    single(Kind.KEY);
  }

  private void value() {
    SimpleKey key = keys.getLast();
    if (isValid(key)) {
      tokens.add(head + key.token - parsed, Token.of(Kind.KEY, key.mark, key.mark));
      rollIndent(key.mark.column(), key.token, Kind.BLOCK_MAPPING_START, key.mark);
      key.possible = false;
      waiting.remove(key.token);
      keyAllowed = false;
    } else {
      if (flowLevel == 0) {
        if (!keyAllowed) {
          throw problem(mark(), "mapping values are not allowed in this context");
        }
        rollIndent(column, -1, Kind.BLOCK_MAPPING_START, mark());
      }
      keyAllowed = flowLevel == 0;
    }
    single(Kind.VALUE);
  }

  private void scanToNextToken() {
    while (true) {
      while (at(0) == ' ' || ((flowLevel > 0 || !keyAllowed) && at(0) == '\t')) {
        skip();
      }
      if (at(0) == '#') {
        while (!isBreakOrEnd(at(0))) {
          skip();
        }
      }
      if (!isBreak(at(0))) {
        return;
      }
      skipLine();
      if (flowLevel == 0) {
        keyAllowed = true;
      }
    }
  }

  private Token directive() {
    Mark start = mark();
    skip();
    StringBuilder name = new StringBuilder();
    while (isAlpha(at(0))) {
      read(name);
    }
    if (name.isEmpty()) {
      throw problem(start, "could not find expected directive name");
    }
    if (!isBlankOrEnd(at(0))) {
      throw problem(start, "found unexpected non-alphabetical character");
    }
    Token token;
    switch (name.toString()) {
      case "YAML" -> {
        skipBlanks();
        String major = versionNumber(start);
        if (at(0) != '.') {
          throw problem(start, "did not find expected digit or '.' character");
        }
        skip();
        String minor = versionNumber(start);
        token =
            new Token(Kind.VERSION_DIRECTIVE, start, mark(), major, minor, YamlScalar.Style.PLAIN);
      }
      case "TAG" -> {
        skipBlanks();
        String handle = tagHandle(true, start);
        if (!isBlank(at(0))) {
          throw problem(start, "did not find expected whitespace");
        }
        skipBlanks();
        String prefix = tagUri("", start);
        if (!isBlankOrEnd(at(0))) {
          throw problem(start, "did not find expected whitespace or line break");
        }
        token =
            new Token(Kind.TAG_DIRECTIVE, start, mark(), handle, prefix, YamlScalar.Style.PLAIN);
      }
      default -> throw problem(start, "found unknown directive name");
    }
    endOfLine(start);
    return token;
  }

  private void skipBlanks() {
    while (isBlank(at(0))) {
      skip();
    }
  }

  private void endOfLine(Mark start) {
    skipBlanks();
    if (at(0) == '#') {
      while (!isBreakOrEnd(at(0))) {
        skip();
      }
    }
    if (!isBreakOrEnd(at(0))) {
      throw problem(start, "did not find expected comment or line break");
    }
    if (isBreak(at(0))) {
      skipLine();
    }
  }

  private String versionNumber(Mark start) {
    StringBuilder digits = new StringBuilder();
    while (at(0) >= '0' && at(0) <= '9') {
      if (digits.length() == 2) {
        throw problem(start, "found extremely long version number");
      }
      read(digits);
    }
    if (digits.isEmpty()) {
      throw problem(start, "did not find expected version number");
    }
    return digits.toString();
  }

  private Token anchor(Kind kind) {
    Mark start = mark();
    skip();
    StringBuilder name = new StringBuilder();
    while (isAlpha(at(0))) {
      read(name);
    }
    if (name.isEmpty() || !(isBlankOrEnd(at(0)) || "?:,]}%@`".indexOf(at(0)) >= 0)) {
      throw problem(start, "did not find expected alphabetic or numeric character");
    }
    return new Token(kind, start, mark(), name.toString(), "", YamlScalar.Style.PLAIN);
  }

  private Token tag() {
    Mark start = mark();
    String handle = "";
    String suffix;
    if (at(1) == '<') {
      skip();
      skip();
      suffix = tagUri("", start);
      if (at(0) != '>') {
        throw problem(start, "did not find the expected '>'");
      }
      skip();
    } else {
      handle = tagHandle(false, start);
      if (handle.length() > 1 && handle.endsWith("!")) {
        suffix = tagUri("", start);
      } else {
        suffix = tagUri(handle, start);
        handle = "!";
        if (suffix.isEmpty()) {
          handle = "";
          suffix = "!";
        }
      }
    }
    if (!isBlankOrEnd(at(0))) {
      throw problem(start, "did not find expected whitespace or line break");
    }
    return new Token(Kind.TAG, start, mark(), handle, suffix, YamlScalar.Style.PLAIN);
  }

  private String tagHandle(boolean directive, Mark start) {
    if (at(0) != '!') {
      throw problem(start, "did not find expected '!'");
    }
    StringBuilder handle = new StringBuilder();
    read(handle);
    while (isAlpha(at(0))) {
      read(handle);
    }
    if (at(0) == '!') {
      read(handle);
    } else if (directive && handle.length() > 1) {
      throw problem(start, "did not find expected '!'");
    }
    return handle.toString();
  }

  private String tagUri(String head, Mark start) {
    StringBuilder uri = new StringBuilder(head.length() > 1 ? head.substring(1) : "");
    boolean any = !head.isEmpty();
    while (isAlpha(at(0)) || (at(0) != 0 && ";/?:@&=+$,.!~*'()[]%".indexOf(at(0)) >= 0)) {
      if (at(0) == '%') {
        escapes(uri, start);
      } else {
        read(uri);
      }
      any = true;
    }
    if (!any) {
      throw problem(start, "did not find expected tag URI");
    }
    return uri.toString();
  }

  private void escapes(StringBuilder into, Mark start) {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    while (at(0) == '%') {
      int high = Character.digit(at(1), 16);
      int low = Character.digit(at(2), 16);
      if (high < 0 || low < 0) {
        throw problem(start, "did not find URI escaped octet");
      }
      bytes.write(high << 4 | low);
      skip();
      skip();
      skip();
    }
    into.append(bytes.toString(StandardCharsets.UTF_8));
  }

  private StringBuilder emptyScalar() {
    spaces.setLength(0);
    leadingBreak.setLength(0);
    trailing.setLength(0);
    scalar.setLength(0);
    return scalar;
  }

  private Token block(boolean literal) {
    Mark start = mark();
    skip();
    int chomping = 0;
    int increment = 0;
    if (at(0) == '+' || at(0) == '-') {
      chomping = at(0) == '+' ? 1 : -1;
      skip();
      if (isDigit()) {
        increment = blockIncrement(start);
      }
    } else if (isDigit()) {
      increment = blockIncrement(start);
      if (at(0) == '+' || at(0) == '-') {
        chomping = at(0) == '+' ? 1 : -1;
        skip();
      }
    }
    endOfLine(start);
    Mark[] end = {mark()};
    int[] wanted = {increment > 0 ? Math.max(0, indent) + increment : 0};
    StringBuilder out = emptyScalar();
    blockBreaks(wanted, start, end);
    boolean leadingBlank = false;
    while (column == wanted[0] && index < text.length()) {
      boolean trailingBlank = isBlank(at(0));
      if (!literal
          && !leadingBlank
          && !trailingBlank
          && !leadingBreak.isEmpty()
          && leadingBreak.charAt(0) == '\n') {
        if (trailing.isEmpty()) {
          out.append(' ');
        }
      } else {
        out.append(leadingBreak);
      }
      leadingBreak.setLength(0);
      out.append(trailing);
      trailing.setLength(0);
      leadingBlank = isBlank(at(0));
      int from = index;
      while (!isBreakOrEnd(at(0))) {
        skip();
      }
      out.append(text, from, index);
      if (isBreak(at(0))) {
        readLine(leadingBreak);
      }
      blockBreaks(wanted, start, end);
    }
    if (chomping != -1) {
      out.append(leadingBreak);
    }
    if (chomping == 1) {
      out.append(trailing);
    }
    return new Token(
        Kind.SCALAR,
        start,
        end[0],
        out.toString(),
        "",
        literal ? YamlScalar.Style.LITERAL : YamlScalar.Style.FOLDED);
  }

  private boolean isDigit() {
    return at(0) >= '0' && at(0) <= '9';
  }

  private int blockIncrement(Mark start) {
    if (at(0) == '0') {
      throw problem(start, "found an indentation indicator equal to 0");
    }
    int increment = at(0) - '0';
    skip();
    return increment;
  }

  private void blockBreaks(int[] wanted, Mark start, Mark[] end) {
    end[0] = mark();
    int most = 0;
    while (true) {
      while ((wanted[0] == 0 || column < wanted[0]) && at(0) == ' ') {
        skip();
      }
      most = Math.max(most, column);
      if ((wanted[0] == 0 || column < wanted[0]) && at(0) == '\t') {
        throw problem(start, "found a tab character where an indentation space is expected");
      }
      if (!isBreak(at(0))) {
        break;
      }
      readLine(trailing);
      end[0] = mark();
    }
    if (wanted[0] == 0) {
      wanted[0] = Math.max(1, Math.max(most, indent + 1));
    }
  }

  private boolean isDocumentIndicator() {
    return column == 0
        && (text.startsWith("---", index) || text.startsWith("...", index))
        && isBlankOrEnd(at(3));
  }

  private Token quoted(boolean single) {
    Mark start = mark();
    char quote = single ? '\'' : '"';
    skip();
    StringBuilder out = emptyScalar();
    while (true) {
      if (isDocumentIndicator()) {
        throw problem(start, "found unexpected document indicator");
      }
      if (index >= text.length()) {
        throw problem(start, "found unexpected end of stream");
      }
      boolean leadingBlanks = false;
      while (!isBlankOrEnd(at(0))) {
        if (single && at(0) == '\'' && at(1) == '\'') {
          out.append('\'');
          skip();
          skip();
        } else if (at(0) == quote) {
          break;
        } else if (!single && at(0) == '\\' && isBreak(at(1))) {
          skip();
          skipLine();
          leadingBlanks = true;
          break;
        } else if (!single && at(0) == '\\') {
          escape(out, start);
        } else {
          int from = index;
          do {
            skip();
          } while (!isBlankOrEnd(at(0)) && at(0) != quote && at(0) != '\\');
          out.append(text, from, index);
        }
      }
      if (at(0) == quote) {
        break;
      }
      leadingBlanks = spaces(leadingBlanks);
      if (leadingBlanks) {
        fold(out);
      } else {
        out.append(spaces);
        spaces.setLength(0);
      }
    }
    skip();
    return new Token(
        Kind.SCALAR,
        start,
        mark(),
        out.toString(),
        "",
        single ? YamlScalar.Style.SINGLE_QUOTED : YamlScalar.Style.DOUBLE_QUOTED);
  }

  /// Reads blanks and line breaks; answers whether there was a break.
  private boolean spaces(boolean after) {
    boolean leadingBlanks = after;
    while (isBlank(at(0)) || isBreak(at(0))) {
      if (isBlank(at(0))) {
        if (leadingBlanks) {
          skip();
        } else {
          read(spaces);
        }
      } else if (!leadingBlanks) {
        spaces.setLength(0);
        readLine(leadingBreak);
        leadingBlanks = true;
      } else {
        readLine(trailing);
      }
    }
    return leadingBlanks;
  }

  private void fold(StringBuilder out) {
    if (!leadingBreak.isEmpty() && leadingBreak.charAt(0) == '\n') {
      if (trailing.isEmpty()) {
        out.append(' ');
      } else {
        out.append(trailing);
      }
    } else {
      out.append(leadingBreak).append(trailing);
    }
    trailing.setLength(0);
    leadingBreak.setLength(0);
  }

  private void escape(StringBuilder out, Mark start) {
    int digits = 0;
    switch (at(1)) {
      case '0' -> out.append('\0');
      case 'a' -> out.append('\u0007');
      case 'b' -> out.append('\b');
      case 't', '\t' -> out.append('\t');
      case 'n' -> out.append('\n');
      case 'v' -> out.append('\u000b');
      case 'f' -> out.append('\f');
      case 'r' -> out.append('\r');
      case 'e' -> out.append('\u001b');
      case ' ' -> out.append(' ');
      case '"' -> out.append('"');
      case '\'' -> out.append('\'');
      case '\\' -> out.append('\\');
      case 'N' -> out.append('\u0085');
      case '_' -> out.append('\u00a0');
      case 'L' -> out.append('\u2028');
      case 'P' -> out.append('\u2029');
      case 'x' -> digits = 2;
      case 'u' -> digits = 4;
      case 'U' -> digits = 8;
      default -> throw problem(start, "found unknown escape character");
    }
    skip();
    skip();
    if (digits == 0) {
      return;
    }
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = Character.digit(at(i), 16);
      if (digit < 0) {
        throw problem(start, "did not find expected hexdecimal number");
      }
      value = value << 4 | digit;
    }
    if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) {
      throw problem(start, "found invalid Unicode character escape code");
    }
    out.appendCodePoint((int) value);
    for (int i = 0; i < digits; i++) {
      skip();
    }
  }

  private boolean endsPlain(char c) {
    return (c == ':' && isBlankOrEnd(at(1))) || (flowLevel > 0 && ",?[]{}".indexOf(c) >= 0);
  }

  private Token plain() {
    StringBuilder out = emptyScalar();
    boolean leadingBlanks = false;
    int least = indent + 1;
    Mark start = mark();
    Mark end = start;
    while (true) {
      if (isDocumentIndicator() || at(0) == '#') {
        break;
      }
      int from = index;
      while (!isBlankOrEnd(at(0)) && !endsPlain(at(0))) {
        skip();
      }
      if (index > from) {
        if (leadingBlanks) {
          fold(out);
          leadingBlanks = false;
        } else if (!spaces.isEmpty()) {
          out.append(spaces);
          spaces.setLength(0);
        }
        out.append(text, from, index);
        end = mark();
      }
      if (!(isBlank(at(0)) || isBreak(at(0)))) {
        break;
      }
      while (isBlank(at(0)) || isBreak(at(0))) {
        if (isBlank(at(0))) {
          if (leadingBlanks && column < least && at(0) == '\t') {
            throw problem(start, "found a tab character that violates indentation");
          }
          if (leadingBlanks) {
            skip();
          } else {
            read(spaces);
          }
        } else if (!leadingBlanks) {
          spaces.setLength(0);
          readLine(leadingBreak);
          leadingBlanks = true;
        } else {
          readLine(trailing);
        }
      }
      if (flowLevel == 0 && column < least) {
        break;
      }
    }
    if (leadingBlanks) {
      keyAllowed = true;
    }
    return new Token(Kind.SCALAR, start, end, out.toString(), "", YamlScalar.Style.PLAIN);
  }
}
