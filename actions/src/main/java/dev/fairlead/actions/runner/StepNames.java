package dev.fairlead.actions.runner;

import dev.fairlead.actions.workflow.Template;
import dev.fairlead.actions.workflow.Uses;
import dev.fairlead.actions.workflow.Workflow;

/// What steps are called.
final class StepNames {

  private StepNames() {}

  /// Before anything can be evaluated.
  static String early(Workflow.Step step) {
    return step.name()
        .map(Template::source)
        .filter(name -> !name.isBlank())
        .orElseGet(() -> derived(step));
  }

  static String derived(Workflow.Step step) {
    return "Run "
        + step.action()
            .map(Uses::text)
            .orElseGet(() ->
                step.run()
                    .map(Template::source)
                    .flatMap(text -> text.lines().filter(line -> !line.isBlank()).findFirst())
                    .map(String::strip)
                    .orElse(""));
  }
}
