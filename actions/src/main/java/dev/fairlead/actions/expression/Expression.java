package dev.fairlead.actions.expression;

import java.util.Set;
import java.util.TreeSet;

/// One expression: what stands between `${{` and `}}`. Immutable.
public final class Expression {
  /// GitHub's limit for the length of one expression, in characters.
  public static final int MAX_LENGTH = 21_000;

  private static final Set<String> STATUS = Set.of("success", "failure", "always", "cancelled");

  private final String source;
  private final Node node;

  private Expression(String source, Node node) {
    this.source = source;
    this.node = node;
  }

  /// @throws ExpressionException with what is wrong, and where in the text
  public static Expression parse(String source) {
    return new Expression(source, Parser.parse(source));
  }

  /// @throws ExpressionException when it has no value, such as `fromJSON('')`
  public Value evaluate(Scope scope) {
    return new Evaluator(scope).evaluate(node);
  }

  /// The contexts it names, in lower case.
  public Set<String> contexts() {
    Set<String> names = new TreeSet<>();
    visit(
        node,
        each -> {
          if (each instanceof Node.Context(String name)) {
            names.add(name);
          }
        });
    return names;
  }

  /// The functions it calls, in lower case.
  public Set<String> functions() {
    Set<String> names = new TreeSet<>();
    visit(
        node,
        each -> {
          if (each instanceof Node.Call(String name, _)) {
            names.add(name);
          }
        });
    return names;
  }

  /// The properties that it looks up right below a context: `steps.a.outputs.x` gives `a` for
  /// `steps`.
  public Set<String> propertiesOf(String context) {
    Set<String> names = new TreeSet<>();
    visit(
        node,
        each -> {
          if (each
                  instanceof
                  Node.Index(Node.Context(String name), Node.Literal(Value.Text(String key)))
              && name.equals(context)) {
            names.add(key);
          }
        });
    return names;
  }

  /// Whether it asks for the status of what went before. An `if` that does not gets `success() &&
  /// ...`.
  public boolean asksForStatus() {
    return functions().stream().anyMatch(STATUS::contains);
  }

  private static void visit(Node node, java.util.function.Consumer<Node> visitor) {
    visitor.accept(node);
    switch (node) {
      case Node.Literal _, Node.Context _ -> {}
      case Node.Index(Node target, Node index) -> {
        visit(target, visitor);
        visit(index, visitor);
      }
      case Node.Wildcard(Node target) -> visit(target, visitor);
      case Node.Call(_, var arguments) -> arguments.forEach(each -> visit(each, visitor));
      case Node.Not(Node operand) -> visit(operand, visitor);
      case Node.And(Node left, Node right) -> {
        visit(left, visitor);
        visit(right, visitor);
      }
      case Node.Or(Node left, Node right) -> {
        visit(left, visitor);
        visit(right, visitor);
      }
      case Node.Compare(_, Node left, Node right) -> {
        visit(left, visitor);
        visit(right, visitor);
      }
    }
  }

  @Override
  public String toString() {
    return source;
  }
}
