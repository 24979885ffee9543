package dev.fairlead.actions.expression;

import java.util.List;
import java.util.Optional;

/// What an expression can see.
public interface Scope {

  /// A context by its lower-case name; empty where there is none here.
  Optional<Value> context(String name);

  /// Calls `success`, `failure`, `always`, `cancelled` (arguments: job ids) or `hashfiles`.
  ///
  /// @param function lower case
  Value call(String function, List<Value> arguments);

  /// Contexts only: every call is an error.
  static Scope of(java.util.Map<String, Value> contexts) {
    return new Scope() {
      @Override
      public Optional<Value> context(String name) {
        return Optional.ofNullable(contexts.get(name));
      }

      @Override
      public Value call(String function, List<Value> arguments) {
        throw new ExpressionException(function + "() cannot be used here");
      }
    };
  }
}
