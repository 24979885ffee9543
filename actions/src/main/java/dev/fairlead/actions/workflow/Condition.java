package dev.fairlead.actions.workflow;

import dev.fairlead.actions.expression.Expression;
import dev.fairlead.actions.expression.ExpressionException;
import dev.fairlead.actions.expression.Scope;
import dev.fairlead.actions.expression.Value;
import dev.fairlead.model.Position;

/// An `if`. One that does not ask for the status of what went before holds only while all went
/// well.
public record Condition(Position at, Expression expression) {

  /// @throws EvaluationException when it has no value
  public boolean holds(Scope scope) {
    try {
      if (!expression.asksForStatus() && !scope.call("success", java.util.List.of()).truthy()) {
        return false;
      }
      Value value = expression.evaluate(scope);
      return value.truthy();
    } catch (ExpressionException e) {
      throw new EvaluationException(at, "if: " + expression + ": " + e.getMessage(), e);
    }
  }
}
