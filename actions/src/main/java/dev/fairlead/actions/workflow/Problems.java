package dev.fairlead.actions.workflow;

import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong with a file. Confined to one reader.
final class Problems {
  static final String SYNTAX = "workflow-syntax";
  static final String EXPRESSION = "workflow-expression";

  private final List<Finding> found = new ArrayList<>();

  void error(Position at, String message) {
    found.add(Finding.error(SYNTAX, at, message));
  }

  void expression(Position at, String message) {
    found.add(Finding.error(EXPRESSION, at, message));
  }

  void warning(Position at, String message) {
    found.add(Finding.warning(SYNTAX, at, message));
  }

  List<Finding> sorted() {
    return found.stream().sorted(java.util.Comparator.comparing(Finding::at)).toList();
  }
}
