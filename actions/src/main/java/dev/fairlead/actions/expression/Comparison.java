package dev.fairlead.actions.expression;

import dev.fairlead.actions.expression.Node.Operator;

/// Compares values by GitHub's rules of coercion.
final class Comparison {

  private Comparison() {}

  static boolean compare(Operator operator, Value left, Value right) {
    return switch (operator) {
      case EQUAL -> equal(left, right);
      case NOT_EQUAL -> !equal(left, right);
      case LESS -> order(left, right, Operator.LESS);
      case LESS_OR_EQUAL -> order(left, right, Operator.LESS_OR_EQUAL);
      case GREATER -> order(left, right, Operator.GREATER);
      case GREATER_OR_EQUAL -> order(left, right, Operator.GREATER_OR_EQUAL);
    };
  }

  @SuppressWarnings("ReferenceEquality") // Lists and maps are equal only as the same instance.
  private static boolean equal(Value left, Value right) {
    if (left instanceof Value.Text(String one) && right instanceof Value.Text(String other)) {
      return folded(one).equals(folded(other));
    }
    if (!left.primitive() || !right.primitive()) {
      return left == right;
    }
    if (left instanceof Value.Null && right instanceof Value.Null) {
      return true;
    }
    return left.number() == right.number();
  }

  private static boolean order(Value left, Value right, Operator operator) {
    if (left instanceof Value.Text(String one) && right instanceof Value.Text(String other)) {
      int order = folded(one).compareTo(folded(other));
      return switch (operator) {
        case LESS -> order < 0;
        case LESS_OR_EQUAL -> order <= 0;
        case GREATER -> order > 0;
        case GREATER_OR_EQUAL -> order >= 0;
        case EQUAL, NOT_EQUAL -> throw new IllegalArgumentException(operator.sign());
      };
    }
    double one = left.number();
    double other = right.number();
    return switch (operator) {
      case LESS -> one < other;
      case LESS_OR_EQUAL -> one <= other;
      case GREATER -> one > other;
      case GREATER_OR_EQUAL -> one >= other;
      case EQUAL, NOT_EQUAL -> throw new IllegalArgumentException(operator.sign());
    };
  }

  /// Upper case character by character, without a locale; the dotless i stays itself.
  static String folded(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      folded.append(c == 'ı' ? c : Character.toUpperCase(c));
    }
    return folded.toString();
  }
}
