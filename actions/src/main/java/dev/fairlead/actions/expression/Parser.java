package dev.fairlead.actions.expression;

import dev.fairlead.actions.expression.Node.Operator;
import dev.fairlead.actions.expression.Tokens.Kind;
import dev.fairlead.actions.expression.Tokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Recursive descent over the tokens of one expression.
final class Parser {
  /// GitHub's limit.
  private static final int MAX_DEPTH = 50;

  private final List<Token> tokens;
  private int next;
  private int depth;

  private Parser(List<Token> tokens) {
    this.tokens = tokens;
  }

  static Node parse(String text) {
    if (text.length() > Expression.MAX_LENGTH) {
      throw new ExpressionException(
          "the expression is longer than " + Expression.MAX_LENGTH + " characters");
    }
    var parser = new Parser(Tokens.of(text));
    if (parser.tokens.isEmpty()) {
      throw new ExpressionException("the expression is empty");
    }
    Node node = parser.or();
    if (parser.next < parser.tokens.size()) {
      throw parser.unexpected();
    }
    return node;
  }

  private ExpressionException unexpected() {
    if (next >= tokens.size()) {
      return new ExpressionException("the expression ends too early");
    }
    Token token = tokens.get(next);
    return new ExpressionException(
        "unexpected '" + token.text() + "' at character " + (token.at() + 1));
  }

  private boolean take(String sign) {
    if (next < tokens.size() && tokens.get(next).is(sign)) {
      next++;
      return true;
    }
    return false;
  }

  private void expect(String sign) {
    if (!take(sign)) {
      throw unexpected();
    }
  }

  private Node or() {
    if (++depth > MAX_DEPTH) {
      throw new ExpressionException("nested deeper than " + MAX_DEPTH + " levels");
    }
    Node left = and();
    while (take("||")) {
      left = new Node.Or(left, and());
    }
    depth--;
    return left;
  }

  private Node and() {
    Node left = equality();
    while (take("&&")) {
      left = new Node.And(left, equality());
    }
    return left;
  }

  private Node equality() {
    Node left = relation();
    while (true) {
      if (take("==")) {
        left = new Node.Compare(Operator.EQUAL, left, relation());
      } else if (take("!=")) {
        left = new Node.Compare(Operator.NOT_EQUAL, left, relation());
      } else {
        return left;
      }
    }
  }

  private Node relation() {
    Node left = unary();
    while (true) {
      Operator operator = null;
      for (Operator each :
          List.of(
              Operator.LESS_OR_EQUAL, Operator.GREATER_OR_EQUAL, Operator.LESS, Operator.GREATER)) {
        if (take(each.sign())) {
          operator = each;
          break;
        }
      }
      if (operator == null) {
        return left;
      }
      left = new Node.Compare(operator, left, unary());
    }
  }

  private Node unary() {
    int nots = 0;
    while (take("!")) {
      nots++;
    }
    Node node = lookups(primary());
    for (; nots > 0; nots--) {
      node = new Node.Not(node);
    }
    return node;
  }

  private Node lookups(Node start) {
    Node node = start;
    // Only contexts, calls and groups can be looked into.
    boolean open = !(start instanceof Node.Literal);
    while (true) {
      if (next < tokens.size() && (tokens.get(next).is(".") || tokens.get(next).is("["))) {
        if (!open) {
          throw unexpected();
        }
      }
      if (take(".")) {
        if (take("*")) {
          node = new Node.Wildcard(node);
        } else if (next < tokens.size() && tokens.get(next).kind() == Kind.NAME) {
          node = new Node.Index(node, new Node.Literal(Value.of(tokens.get(next++).text())));
        } else {
          throw unexpected();
        }
      } else if (take("[")) {
        if (take("*")) {
          node = new Node.Wildcard(node);
        } else {
          node = new Node.Index(node, or());
        }
        expect("]");
      } else {
        return node;
      }
    }
  }

  private Node primary() {
    if (next >= tokens.size()) {
      throw unexpected();
    }
    Token token = tokens.get(next);
    if (token.kind() == Kind.SIGN) {
      expect("(");
      Node node = or();
      expect(")");
      return node;
    }
    next++;
    return switch (token.kind()) {
      case NUMBER -> new Node.Literal(Value.of(Numbers.parse(token.text())));
      case STRING -> new Node.Literal(Value.of(token.text()));
      case NAME -> take("(") ? call(token) : word(token);
      case SIGN -> throw unexpected();
    };
  }

  private static Node word(Token token) {
    return switch (token.text()) {
      case "null" -> new Node.Literal(Value.none());
      case "true" -> new Node.Literal(Value.of(true));
      case "false" -> new Node.Literal(Value.of(false));
      case "NaN" -> new Node.Literal(Value.of(Double.NaN));
      case "Infinity" -> new Node.Literal(Value.of(Double.POSITIVE_INFINITY));
      default -> new Node.Context(token.text().toLowerCase(Locale.ROOT));
    };
  }

  private Node call(Token name) {
    List<Node> arguments = new ArrayList<>();
    if (!take(")")) {
      do {
        arguments.add(or());
      } while (take(","));
      expect(")");
    }
    Function function =
        Function.named(name.text())
            .orElseThrow(() ->
                new ExpressionException(
                    "there is no function '" + name.text() + "'; known are " + Function.names()));
    function.checkCount(arguments.size());
    return new Node.Call(function.key(), List.copyOf(arguments));
  }
}
