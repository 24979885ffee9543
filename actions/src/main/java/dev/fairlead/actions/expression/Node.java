package dev.fairlead.actions.expression;

import java.util.List;

/// A parsed expression.
sealed interface Node {

  record Literal(Value value) implements Node {}

  /// A context such as `github`.
  record Context(String name) implements Node {}

  record Index(Node target, Node index) implements Node {}

  /// `.*` or `[*]`.
  record Wildcard(Node target) implements Node {}

  /// @param name lower case
  record Call(String name, List<Node> arguments) implements Node {}

  record Not(Node operand) implements Node {}

  record And(Node left, Node right) implements Node {}

  record Or(Node left, Node right) implements Node {}

  record Compare(Operator operator, Node left, Node right) implements Node {}

  enum Operator {
    EQUAL("=="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    String sign() {
      return sign;
    }
  }
}
