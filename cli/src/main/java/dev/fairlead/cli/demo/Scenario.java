package dev.fairlead.cli.demo;

import java.util.List;
import java.util.Set;

/// One thing that a team does, and how it turned out.
interface Scenario {

  /// Its number in the list of all scenarios.
  int number();

  String title();

  /// What it needs of the machine.
  default Set<Tool> needs() {
    return Set.of();
  }

  /// Does it through Git and API calls, and checks the outcome from outside.
  ///
  /// @throws DemoException where something is not as it should be
  Report play(Platform platform) throws InterruptedException;

  /// @param verified what was seen from outside
  /// @param seconds where the time went
  record Report(List<String> verified, List<String> seconds) {}
}
