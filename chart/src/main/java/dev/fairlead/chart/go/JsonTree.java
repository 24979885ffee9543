package dev.fairlead.chart.go;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;

/// Reads the trees of JSON texts, the same that Jackson's `ObjectMapper` gives. Getting that ready
/// (dates, locales, handlers of beans), or only its parser (a table of large decimals), takes as
/// long as rendering a small chart.
public final class JsonTree {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /// As many levels as Jackson reads.
  private static final int MAX_DEPTH = 1000;

  private final String text;
  private final boolean exactly;
  private int at;

  private JsonTree(String text, boolean exactly) {
    this.text = text;
    this.exactly = exactly;
  }

  /// The tree of a text, with fractions as doubles; the missing node for a text of nothing but
  /// white space. The last one of equal keys counts.
  ///
  /// @throws GoError when it is not JSON, when something follows, or when it is nested more than
  ///   1000 deep
  public static JsonNode read(String text) {
    return new JsonTree(text, false).whole();
  }

  /// As [#read(String)], with every digit of fractions kept.
  ///
  /// @throws GoError as [#read(String)]
  public static JsonNode readExactly(String text) {
    return new JsonTree(text, true).whole();
  }

  private JsonNode whole() {
    space();
    if (at == text.length()) {
      return MissingNode.getInstance();
    }
    JsonNode node = value(0);
    space();
    if (at < text.length()) {
      throw wrong("the end");
    }
    return node;
  }

  private GoError wrong(String expected) {
    return new GoError("invalid JSON at character " + (at + 1) + ": expected " + expected);
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean skip(char wanted) {
    if (at < text.length() && text.charAt(at) == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private JsonNode value(int depth) {
    if (depth > MAX_DEPTH) {
      throw new GoError("the JSON is nested deeper than the limit of " + MAX_DEPTH + " levels");
    }
    char first = at < text.length() ? text.charAt(at) : ' ';
    return switch (first) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> NODES.textNode(string());
      case 't' -> word("true", NODES.booleanNode(true));
      case 'f' -> word("false", NODES.booleanNode(false));
      case 'n' -> word("null", NODES.nullNode());
      default -> number();
    };
  }

  private JsonNode word(String word, JsonNode node) {
    if (!text.startsWith(word, at)) {
      throw wrong(word);
    }
    at += word.length();
    return node;
  }

  private JsonNode object(int depth) {
    ObjectNode object = NODES.objectNode();
    at++;
    space();
    if (skip('}')) {
      return object;
    }
    while (true) {
      space();
      String key = string();
      space();
      if (!skip(':')) {
        throw wrong("a colon");
      }
      space();
      object.set(key, value(depth + 1));
      space();
      if (skip('}')) {
        return object;
      }
      if (!skip(',')) {
        throw wrong("a comma or the end of the object");
      }
    }
  }

  private JsonNode array(int depth) {
    ArrayNode array = NODES.arrayNode();
    at++;
    space();
    if (skip(']')) {
      return array;
    }
    while (true) {
      space();
      array.add(value(depth + 1));
      space();
      if (skip(']')) {
        return array;
      }
      if (!skip(',')) {
        throw wrong("a comma or the end of the array");
      }
    }
  }

  private String string() {
    if (!skip('"')) {
      throw wrong("a string");
    }
    int start = at;
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\\') {
      plain();
    }
    if (skip('"')) {
      return text.substring(start, at - 1);
    }
    StringBuilder out = new StringBuilder(text.substring(start, at));
    while (!skip('"')) {
      out.append(skip('\\') ? escaped() : plain());
    }
    return out.toString();
  }

  private char plain() {
    if (at == text.length() || text.charAt(at) < ' ') {
      throw wrong("the rest of a string");
    }
    return text.charAt(at++);
  }

  private char escaped() {
    char letter = at < text.length() ? text.charAt(at++) : ' ';
    return switch (letter) {
      case '"', '\\', '/' -> letter;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw wrong("an escape that JSON knows");
    };
  }

  private char unicode() {
    int code = 0;
    for (int i = 0; i < 4; i++, at++) {
      int digit = at < text.length() ? hex(text.charAt(at)) : -1;
      if (digit < 0) {
        throw wrong("four hexadecimal digits");
      }
      code = code << 4 | digit;
    }
    return (char) code;
  }

  /// Of the ASCII digits; -1 for anything else.
  private static int hex(char digit) {
    return digit < 128 ? Character.digit(digit, 16) : -1;
  }

  private JsonNode number() {
    int start = at;
    skip('-');
    if (!skip('0')) {
      digits();
    }
    boolean whole = true;
    if (skip('.')) {
      whole = false;
      digits();
    }
    if (skip('e') || skip('E')) {
      whole = false;
      if (!skip('+')) {
        skip('-');
      }
      digits();
    }
    String number = text.substring(start, at);
    if (whole) {
      return whole(number);
    }
    return exactly
        ? DecimalNode.valueOf(new BigDecimal(number))
        : NODES.numberNode(Double.parseDouble(number));
  }

  private void digits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start) {
      throw wrong("a value");
    }
  }

  private static JsonNode whole(String number) {
    if (number.length() > 18) {
      BigInteger large = new BigInteger(number);
      return large.bitLength() < Long.SIZE
          ? NODES.numberNode(large.longValue())
          : NODES.numberNode(large);
    }
    long value = Long.parseLong(number);
    return value == (int) value ? NODES.numberNode((int) value) : NODES.numberNode(value);
  }
}
