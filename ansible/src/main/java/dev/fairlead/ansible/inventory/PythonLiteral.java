package dev.fairlead.ansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Values of INI inventories: what reads as a Python literal (`ast.literal_eval`) is that, all else
/// is text.
final class PythonLiteral {
  private static final Pattern NUMBER =
      Pattern.compile(
          "0[xX](_?[0-9a-fA-F])+|0[oO](_?[0-7])+|0[bB](_?[01])+"
              + "|([0-9](_?[0-9])*)?\\.[0-9](_?[0-9])*([eE][-+]?[0-9](_?[0-9])*)?"
              + "|[0-9](_?[0-9])*\\.([eE][-+]?[0-9](_?[0-9])*)?"
              + "|[0-9](_?[0-9])*[eE][-+]?[0-9](_?[0-9])*"
              + "|[0-9](_?[0-9])*");
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final int DEEPEST = 60;

  private final String text;
  private int at;
  private int depth;

  private PythonLiteral(String text) {
    this.text = text;
  }

  /// Not a literal; the message is of no use to anybody.
  private static final class NoLiteral extends Exception {
    NoLiteral() {
      super(null, null, false, false);
    }
  }

  static JsonNode of(String text) {
    try {
      var reader = new PythonLiteral(text.replaceFirst("^[ \t]+", ""));
      JsonNode value = reader.topLevel();
      return value;
    } catch (NoLiteral _) {
      return TextNode.valueOf(text);
    }
  }

  private JsonNode topLevel() throws NoLiteral {
    JsonNode first = value();
    blanks();
    if (peek() != ',') {
      end();
      return first;
    }
    ArrayNode tuple = JsonNodeFactory.instance.arrayNode().add(first);
    while (accept(',')) {
      if (at == text.length() || peek() == '#') {
        break;
      }
      tuple.add(value());
      blanks();
    }
    end();
    return tuple;
  }

  private void end() throws NoLiteral {
    blanks();
    if (at < text.length() && peek() != '#') {
      throw new NoLiteral();
    }
  }

  private JsonNode value() throws NoLiteral {
    blanks();
    if (++depth > DEEPEST) {
      throw new NoLiteral();
    }
    try {
      return switch (peek()) {
        case '[' -> list(']');
        case '(' -> parentheses();
        case '{' -> braces();
        case '-', '+' -> signed();
        case '\'', '"' -> TextNode.valueOf(strings());
        default -> plain();
      };
    } finally {
      depth--;
    }
  }

  private ArrayNode list(char close) throws NoLiteral {
    at++;
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    while (!accept(close)) {
      items.add(value());
      if (!accept(',')) {
        expect(close);
        return items;
      }
    }
    return items;
  }

  private JsonNode parentheses() throws NoLiteral {
    at++;
    if (accept(')')) {
      return JsonNodeFactory.instance.arrayNode();
    }
    JsonNode first = value();
    if (accept(')')) {
      return first;
    }
    ArrayNode tuple = JsonNodeFactory.instance.arrayNode().add(first);
    expect(',');
    while (!accept(')')) {
      tuple.add(value());
      if (!accept(',')) {
        expect(')');
        return tuple;
      }
    }
    return tuple;
  }

  private JsonNode braces() throws NoLiteral {
    at++;
    ObjectNode map = JsonNodeFactory.instance.objectNode();
    while (!accept('}')) {
      JsonNode key = value();
      if (key.isContainerNode()) {
        throw new NoLiteral();
      }
      expect(':');
      map.set(key.isNull() ? "null" : key.asText(), value());
      if (!accept(',')) {
        expect('}');
        return map;
      }
    }
    return map;
  }

  private JsonNode signed() throws NoLiteral {
    boolean negative = peek() == '-';
    at++;
    blanks();
    JsonNode number = number();
    if (number == null) {
      throw new NoLiteral();
    }
    if (!negative) {
      return number;
    }
    return number.isIntegralNumber()
        ? integer(number.bigIntegerValue().negate())
        : DoubleNode.valueOf(-number.doubleValue());
  }

  private JsonNode plain() throws NoLiteral {
    JsonNode number = number();
    if (number != null) {
      return number;
    }
    Matcher word = WORD.matcher(text).region(at, text.length());
    if (!word.lookingAt()) {
      throw new NoLiteral();
    }
    String name = word.group();
    boolean prefix = word.end() < text.length() && "'\"".indexOf(text.charAt(word.end())) >= 0;
    if (prefix && name.toLowerCase(Locale.ROOT).matches("u|b|r|br|rb")) {
      return TextNode.valueOf(strings());
    }
    at = word.end();
    return switch (name) {
      case "True" -> BooleanNode.TRUE;
      case "False" -> BooleanNode.FALSE;
      case "None" -> NullNode.getInstance();
      default -> throw new NoLiteral();
    };
  }

  private @Nullable JsonNode number() throws NoLiteral {
    Matcher matcher = NUMBER.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return null;
    }
    String digits = matcher.group().replace("_", "");
    int next = matcher.end();
    if (next < text.length()
        && (Character.isLetterOrDigit(text.charAt(next)) || "_.".indexOf(text.charAt(next)) >= 0)) {
      throw new NoLiteral(); // 1.2.3, 10.0.0.1, 5j, 12ab
    }
    at = next;
    String lower = digits.toLowerCase(Locale.ROOT);
    if (lower.startsWith("0x")) {
      return integer(new BigInteger(lower.substring(2), 16));
    }
    if (lower.startsWith("0o")) {
      return integer(new BigInteger(lower.substring(2), 8));
    }
    if (lower.startsWith("0b")) {
      return integer(new BigInteger(lower.substring(2), 2));
    }
    if (lower.indexOf('.') >= 0 || lower.indexOf('e') >= 0) {
      return DoubleNode.valueOf(Double.parseDouble(lower));
    }
    if (lower.length() > 1 && lower.startsWith("0") && !lower.matches("0+")) {
      throw new NoLiteral(); // 010 is no number in Python 3.
    }
    return integer(new BigInteger(lower));
  }

  private static JsonNode integer(BigInteger value) {
    return value.bitLength() < 64
        ? LongNode.valueOf(value.longValue())
        : BigIntegerNode.valueOf(value);
  }

  /// One or more texts beside each other, which are one.
  private String strings() throws NoLiteral {
    StringBuilder out = new StringBuilder();
    while (true) {
      int start = at;
      boolean raw = false;
      while (at < text.length() && "uUbBrR".indexOf(text.charAt(at)) >= 0) {
        raw |= "rR".indexOf(text.charAt(at)) >= 0;
        at++;
      }
      char quote = peek();
      if (quote != '\'' && quote != '"') {
        at = start;
        return out.toString();
      }
      one(quote, raw, out);
      blanks();
    }
  }

  private void one(char quote, boolean raw, StringBuilder out) throws NoLiteral {
    String triple = String.valueOf(quote).repeat(3);
    String end = text.startsWith(triple, at) ? triple : String.valueOf(quote);
    at += end.length();
    while (!text.startsWith(end, at)) {
      if (at >= text.length()) {
        throw new NoLiteral();
      }
      char c = text.charAt(at++);
      if (c != '\\' || at >= text.length()) {
        out.append(c);
      } else if (raw) {
        out.append(c).append(text.charAt(at++));
      } else {
        escape(text.charAt(at++), out);
      }
    }
    at += end.length();
  }

  private void escape(char c, StringBuilder out) throws NoLiteral {
    switch (c) {
      case 'n' -> out.append('\n');
      case 't' -> out.append('\t');
      case 'r' -> out.append('\r');
      case 'a' -> out.append('\u0007');
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'v' -> out.append('\u000b');
      case '\\', '\'', '"' -> out.append(c);
      case 'x' -> code(2, out);
      case 'u' -> code(4, out);
      case 'U' -> code(8, out);
      default -> {
        if (c >= '0' && c <= '7') {
          int end = at;
          while (end < text.length() && end < at + 2 && "01234567".indexOf(text.charAt(end)) >= 0) {
            end++;
          }
          out.append((char) Integer.parseInt(text.substring(at - 1, end), 8));
          at = end;
        } else {
          out.append('\\').append(c);
        }
      }
    }
  }

  private void code(int digits, StringBuilder out) throws NoLiteral {
    int end = at + digits;
    if (end > text.length() || !text.substring(at, end).matches("[0-9a-fA-F]+")) {
      throw new NoLiteral();
    }
    int code = Integer.parseUnsignedInt(text.substring(at, end), 16);
    if (!Character.isValidCodePoint(code)) {
      throw new NoLiteral();
    }
    out.appendCodePoint(code);
    at = end;
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private boolean accept(char c) {
    blanks();
    if (peek() == c && at < text.length()) {
      at++;
      blanks();
      return true;
    }
    return false;
  }

  private void expect(char c) throws NoLiteral {
    if (!accept(c)) {
      throw new NoLiteral();
    }
  }
}
