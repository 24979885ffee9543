package dev.fairlead.chart.functions;

import static dev.fairlead.chart.functions.Arguments.text;

import dev.fairlead.chart.go.GoType;

/// Sprig's semantic versions.
final class Versions {
  private Versions() {}

  static void register(Registry registry) {
    registry.fixed("semver", a -> Version.parse(text(a[0])), GoType.STRING);
    registry.fixed(
        "semverCompare",
        a -> {
          Constraint constraint = Constraint.parse(text(a[0]));
          return constraint.check(Version.parse(text(a[1])));
        },
        GoType.STRING,
        GoType.STRING);
  }
}
