package dev.fairlead.check;

import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;

/// A finding on its way to the outcome.
///
/// @param valuesPath as in [Judged]
/// @param unit what was being checked where it was seen, such as an Application's name; empty for a
///   file by itself
record Remark(Finding finding, String valuesPath, String unit) {

  static Remark error(String rule, Position at, String message) {
    return new Remark(Finding.error(rule, at, message), "", "");
  }

  static Remark warning(String rule, Position at, String message) {
    return new Remark(Finding.warning(rule, at, message), "", "");
  }

  Remark of(String name) {
    return new Remark(finding, valuesPath, name);
  }

  Remark about(String path) {
    return new Remark(finding, path, unit);
  }

  Remark saying(String message) {
    return new Remark(
        new Finding(finding.severity(), finding.rule(), finding.at(), message), valuesPath, unit);
  }
}
