package dev.fairlead.chart.functions;

import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoMoment;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.GoTime;
import dev.fairlead.chart.go.Walk;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The parser of BurntSushi/toml 1.6 (`parse.go`), with its messages.
final class TomlReader {
  private static final String TABLE = "map[string]interface {}";

  private final TomlLexer lexer;
  private final Clock clock;
  private final GoMap mapping = GoMap.create();

  /// Tables that a longer key made, which may still be written out.
  private final Set<String> implicits = new HashSet<>();

  /// Whether the value of a key is an array.
  private final Map<String, Boolean> arrays = new HashMap<>();

  private final Walk walk = new Walk();
  private List<String> context = List.of();
  private String currentKey = "";
  private int line = 1;

  /// What the library returns as an error.
  static final class Problem extends Exception {
    Problem(String message) {
      super(message, null, false, false);
    }
  }

  private TomlReader(String bytes, Clock clock) {
    this.lexer = new TomlLexer(bytes);
    this.clock = clock;
  }

  /// @param clock its zone is the local one
  /// @throws Problem with the library's message where the text is not TOML
  static GoMap read(String text, Clock clock) throws Problem {
    String bytes = new String(GoStrings.encode(text), StandardCharsets.ISO_8859_1);
    if (bytes.startsWith("\u00ff\u00fe") || bytes.startsWith("\u00fe\u00ff")) {
      bytes = bytes.substring(2);
    } else if (bytes.startsWith("\u00ef\u00bb\u00bf")) {
      bytes = bytes.substring(3);
    }
    if (bytes.substring(0, Math.min(6, bytes.length())).indexOf(0) >= 0) {
      throw new Problem(
          "toml: line 1: files cannot contain NULL bytes; probably using UTF-16; TOML files must be"
              + " UTF-8");
    }
    TomlReader reader = new TomlReader(bytes, clock);
    for (TomlItem item = reader.next(); item.type() != TomlItem.Type.EOF; item = reader.next()) {
      reader.topLevel(item);
    }
    return reader.mapping;
  }

  private Problem problem(int at, String message) {
    String last = current();
    return new Problem(
        last.isEmpty()
            ? "toml: line " + at + ": " + message
            : "toml: line " + at + " (last key " + GoStrings.quote(last) + "): " + message);
  }

  private static GoError bug(String message) {
    return new GoError("BUG: " + message + "\n\n");
  }

  private String current() {
    if (currentKey.isEmpty()) {
      return key(context);
    }
    return context.isEmpty() ? currentKey : key(context) + "." + currentKey;
  }

  /// `Key.String`: parts that are no bare keys are quoted.
  private static String key(List<String> parts) {
    StringBuilder out = new StringBuilder();
    for (String part : parts) {
      out.append(out.isEmpty() ? "" : ".");
      boolean bare = !part.isEmpty() && part.codePoints().allMatch(TomlLexer::isBare);
      out.append(bare ? part : Toml.quoted(part));
    }
    return out.toString();
  }

  private TomlItem next() throws Problem {
    TomlItem item = lexer.next();
    if (item.type() == TomlItem.Type.ERROR) {
      throw problem(item.line(), item.text());
    }
    return item;
  }

  private TomlItem nextPlace() throws Problem {
    TomlItem item = next();
    line = item.line();
    return item;
  }

  /// The parts of a key or of a table's name.
  private List<String> keys(TomlItem.Type end) throws Problem {
    List<String> parts = new ArrayList<>();
    for (TomlItem item = nextPlace(); item.type() != end; item = next()) {
      if (item.type() == TomlItem.Type.EOF) {
        throw bug("unexpected end of a key");
      }
      parts.add(item.type() == TomlItem.Type.TEXT ? item.text() : (String) value(item, false));
    }
    return parts;
  }

  private static List<String> with(List<String> parts, String part) {
    List<String> out = new ArrayList<>(parts);
    out.add(part);
    return out;
  }

  private void topLevel(TomlItem item) throws Problem {
    switch (item.type()) {
      case COMMENT_START -> next();
      case TABLE_START -> {
        addContext(keys(TomlItem.Type.TABLE_END), false);
        setType("", false);
      }
      case ARRAY_TABLE_START -> {
        addContext(keys(TomlItem.Type.ARRAY_TABLE_END), true);
        setType("", false);
      }
      case KEY_START -> {
        List<String> outer = context;
        openKey();
        TomlItem start = next();
        Object value = value(start, false);
        setValue(currentKey, value);
        setType(currentKey, value instanceof GoList);
        context = outer;
        currentKey = "";
      }
      default -> throw bug("Unexpected type at top level: " + item.type());
    }
  }

  /// Reads a key; its last part becomes the current key, the others tables around it.
  private List<String> openKey() throws Problem {
    List<String> parts = keys(TomlItem.Type.KEY_END);
    currentKey = parts.getLast();
    List<String> parents = parts.subList(0, parts.size() - 1);
    for (String parent : parents) {
      List<String> inner = with(context, parent);
      implicits.add(key(inner));
      addContext(inner, false);
    }
    return parents;
  }

  private Object value(TomlItem item, boolean inArray) throws Problem {
    String text = item.text();
    return switch (item.type()) {
      case STRING, RAW_STRING -> text;
      case ESCAPED_STRING -> unescaped(item, text);
      case MULTILINE_STRING -> unescaped(item, joinedLines(withoutFirstLineEnd(text)));
      case RAW_MULTILINE_STRING -> withoutFirstLineEnd(text);
      case INTEGER -> integer(item);
      case FLOAT -> real(item);
      case BOOL -> text.equals("true");
      case DATETIME -> moment(item);
      case ARRAY -> array();
      case INLINE_TABLE_START -> inlineTable(inArray);
      default -> throw bug("Unexpected value type: " + item.type());
    };
  }

  private Long integer(TomlItem item) throws Problem {
    String text = item.text();
    if (!underscoresOk(text)) {
      throw invalid(item, "integer", "underscores must be surrounded by digits");
    }
    if (leadingZero(text)) {
      throw invalid(item, "integer", "cannot have leading zeroes");
    }
    String digits = text.replace("_", "");
    int base =
        digits.startsWith("0x")
            ? 16
            : digits.startsWith("0o") ? 8 : digits.startsWith("0b") ? 2 : 10;
    BigInteger number = new BigInteger(base == 10 ? digits : digits.substring(2), base);
    if (number.bitLength() > 63) {
      throw problem(item.line(), text + " is out of range for int64");
    }
    return number.longValue();
  }

  private Problem invalid(TomlItem item, String what, String why) {
    return problem(
        item.line(), "Invalid " + what + " " + GoStrings.quote(item.text()) + ": " + why);
  }

  private Double real(TomlItem item) throws Problem {
    String text = item.text();
    List<String> parts = new ArrayList<>();
    for (String part : text.split("[.eE]")) {
      if (!part.isEmpty()) {
        parts.add(part);
      }
    }
    for (String part : parts) {
      if (!underscoresOk(part)) {
        throw invalid(item, "float", "underscores must be surrounded by digits");
      }
    }
    if (!parts.isEmpty() && leadingZero(parts.getFirst())) {
      throw invalid(item, "float", "cannot have leading zeroes");
    }
    if (!text.matches("([^.]|\\.[0-9])*")) {
      throw invalid(item, "float", "'.' must be followed by one or more digits");
    }
    String digits = text.replace("_", "");
    String size = digits.startsWith("+") || digits.startsWith("-") ? digits.substring(1) : digits;
    if (size.equals("nan")) {
      return Double.NaN;
    }
    if (size.equals("inf")) {
      return digits.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (!size.matches("[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?")) {
      throw problem(item.line(), "Invalid float value: " + GoStrings.quote(text));
    }
    double number = Double.parseDouble(digits);
    if (Double.isInfinite(number)) {
      throw problem(item.line(), text + " is out of range for float64");
    }
    return number;
  }

  /// How a date may be written, and the library's name of its zone.
  private record Form(String layout, String zone) {}

  private static final List<Form> FORMS =
      List.of(
          new Form("2006-01-02T15:04:05.999999999Z07:00", ""),
          new Form("2006-01-02T15:04:05.999999999", "datetime-local"),
          new Form("2006-01-02", "date-local"),
          new Form("15:04:05.999999999", "time-local"),
          new Form("2006-01-02T15:04Z07:00", ""),
          new Form("2006-01-02T15:04", "datetime-local"),
          new Form("15:04", "time-local"));

  private GoMoment moment(TomlItem item) throws Problem {
    String text = item.text().replace('z', 'Z').replace('t', 'T').replace(' ', 'T');
    Problem refused = problem(item.line(), "invalid datetime: " + GoStrings.quote(text));
    for (Form form : FORMS) {
      // Dates without a zone have today's offset, whatever their season.
      ZoneOffset offset = clock.getZone().getRules().getOffset(clock.instant());
      ZoneId zone = form.zone().isEmpty() ? clock.getZone() : offset;
      GoMoment read = GoTime.parse(form.layout(), text, zone);
      if (read != null) {
        if (missesZero(text, form.layout())) {
          throw refused;
        }
        return form.zone().isEmpty() ? read : GoMoment.fixed(read.time(), form.zone(), offset);
      }
    }
    throw refused;
  }

  /// Package time takes one digit where two are meant.
  private static boolean missesZero(String text, String layout) {
    for (int i = 0; i < layout.length(); i++) {
      char c = layout.charAt(i);
      if (c == '.' || c == 'Z') {
        return false;
      }
      if ((c < '0' || c > '9') && text.charAt(i) != c) {
        return true;
      }
    }
    return false;
  }

  private GoList array() throws Problem {
    setType(currentKey, true);
    walk.enter(0);
    List<@Nullable Object> out = new ArrayList<>();
    for (TomlItem item = next(); item.type() != TomlItem.Type.ARRAY_END; item = next()) {
      if (item.type() == TomlItem.Type.COMMENT_START) {
        next();
      } else {
        out.add(value(item, true));
      }
    }
    walk.leave();
    return GoList.of(out);
  }

  private GoMap inlineTable(boolean inArray) throws Problem {
    walk.enter(0);
    GoMap top = GoMap.create();
    List<String> outerContext = context;
    String outerKey = currentKey;
    context = with(context, currentKey);
    List<String> own = context;
    currentKey = "";
    implicits.add(key(context));
    addContext(context, inArray);
    for (TomlItem item = next(); item.type() != TomlItem.Type.INLINE_TABLE_END; item = next()) {
      if (item.type() == TomlItem.Type.COMMENT_START) {
        next();
        continue;
      }
      List<String> parents = openKey();
      Object value = value(next(), false);
      setValue(currentKey, value);
      setType(currentKey, value instanceof GoList);
      GoMap into = top;
      for (String parent : parents) {
        if (!into.has(parent)) {
          into.put(parent, GoMap.create());
        }
        if (!(into.get(parent) instanceof GoMap inner)) {
          throw problem(line, GoStrings.quote(key(context)) + " is not a table");
        }
        into = inner;
      }
      into.put(currentKey, value);
      context = own;
    }
    context = outerContext;
    currentKey = outerKey;
    walk.leave();
    return top;
  }

  private static @Nullable GoMap lastTable(@Nullable Object value) {
    return switch (value) {
      case GoMap map -> map;
      case GoList list when isTables(list) -> (GoMap) list.items().getLast();
      case null, default -> null;
    };
  }

  private static boolean isTables(GoList list) {
    return list.element().equals(TABLE);
  }

  private void addContext(List<String> key, boolean array) throws Problem {
    GoMap into = mapping;
    List<String> parents = new ArrayList<>();
    for (String part : key.subList(0, key.size() - 1)) {
      parents.add(part);
      if (!into.has(part)) {
        implicits.add(key(parents));
        into.put(part, GoMap.create());
      }
      GoMap inner = lastTable(into.get(part));
      if (inner == null) {
        throw problem(line, "Key '" + key(parents) + "' was already created as a hash.");
      }
      into = inner;
    }
    context = parents;
    String last = key.getLast();
    if (!array) {
      setValue(last, GoMap.create());
    } else {
      if (!into.has(last)) {
        into.put(last, GoList.of(TABLE, new ArrayList<>()));
      }
      if (!(into.get(last) instanceof GoList list && isTables(list))) {
        throw problem(
            line, "Key '" + key(key) + "' was already created and cannot be used as an array.");
      }
      list.items().add(GoMap.create());
    }
    context = with(context, last);
  }

  private void setValue(String key, Object value) throws Problem {
    GoMap into = mapping;
    List<String> path = new ArrayList<>();
    for (String part : context) {
      path.add(part);
      if (!into.has(part)) {
        throw bug("Context for key '" + key(path) + "' has not been established.");
      }
      GoMap inner = lastTable(into.get(part));
      if (inner == null) {
        throw problem(line, "Key '" + key(path) + "' has already been defined.");
      }
      into = inner;
    }
    path.add(key);
    String name = key(path);
    if (!into.has(key)) {
      into.put(key, value);
      return;
    }
    if (!implicits.remove(name)) {
      throw problem(line, "Key '" + name + "' has already been defined.");
    }
    if (arrays.getOrDefault(name, false)) {
      into.put(key, value);
    }
  }

  private void setType(String key, boolean array) {
    List<String> path = key.isEmpty() ? context : with(context, key);
    arrays.put(path.isEmpty() ? key(List.of("")) : key(path), array);
  }

  private static boolean leadingZero(String text) {
    if (text.length() > 1 && text.charAt(0) == '0' && "box".indexOf(text.charAt(1)) < 0) {
      return true;
    }
    return text.length() > 2 && "+-".indexOf(text.charAt(0)) >= 0 && text.charAt(1) == '0';
  }

  private static boolean underscoresOk(String text) {
    if (text.matches("[-+]?(nan|inf)")) {
      return true;
    }
    boolean accept = false;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '_' && !accept) {
        return false;
      }
      accept = TomlLexer.isHex(text.charAt(i));
    }
    return accept;
  }

  private static String withoutFirstLineEnd(String text) {
    return text.startsWith("\n")
        ? text.substring(1)
        : text.startsWith("\r\n") ? text.substring(2) : text;
  }

  /// A backslash at the end of a line drops it and the blanks that follow.
  private static String joinedLines(String text) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    int i = text.indexOf('\\');
    while (i >= 0) {
      int end = i + 1;
      if (end < text.length() && text.charAt(end) == '\\') {
        i = text.indexOf('\\', i + 2);
        continue;
      }
      while (end < text.length() && " \t\r\n".indexOf(text.charAt(end)) >= 0) {
        end++;
      }
      if (text.substring(i, end).indexOf('\n') >= 0) {
        out.append(text, from, i);
        from = end;
        i = text.indexOf('\\', end);
      } else {
        i = text.indexOf('\\', i + 1);
      }
    }
    return out.append(text, from, text.length()).toString();
  }

  private String unescaped(TomlItem item, String text) throws Problem {
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c != '\\') {
        out.append(c);
        i++;
        continue;
      }
      char code = text.charAt(i + 1);
      int length = 2;
      switch (code) {
        case ' ', '\t' -> throw problem(item.line(), "invalid escape: '\\" + code + "'");
        case 'b' -> out.append('\b');
        case 't' -> out.append('\t');
        case 'n' -> out.append('\n');
        case 'f' -> out.append('\f');
        case 'r' -> out.append('\r');
        case 'e' -> out.append('\u001b');
        case '"', '\\' -> out.append(code);
        case 'x', 'u', 'U' -> {
          length += code == 'x' ? 2 : code == 'u' ? 4 : 8;
          String digits = text.substring(i + 2, i + length);
          long rune = Long.parseLong(digits, 16);
          boolean surrogate = rune >= Character.MIN_SURROGATE && rune <= Character.MAX_SURROGATE;
          if (rune > Character.MAX_CODE_POINT || surrogate) {
            throw problem(item.line(), "Escaped character '\\u" + digits + "' is not valid UTF-8.");
          }
          out.appendCodePoint((int) rune);
        }
        default ->
            throw bug(
                "Expected valid escape code after \\, but got "
                    + GoStrings.quote(Character.toString(code), '\'', false)
                    + ".");
      }
      i += length;
    }
    return out.toString();
  }
}
