package dev.fairlead.actions.action;

import java.util.Map;

/// A common action, done natively. It may be repeated after an interruption, so it must be safe to
/// run twice.
public interface BuiltIn {

  /// The inputs that it knows, with their defaults.
  Map<String, String> inputs();

  /// @throws ActionException when it fails
  void run(ActionContext context);

  /// What it does when the job ends; only called when [#run] was.
  default void post(ActionContext context) {}

  /// Whether [#post] does anything.
  default boolean hasPost() {
    return false;
  }
}
