package dev.fairlead.actions.workflow;

/// Whether an event starts a workflow, and why.
public sealed interface Routing {
  /// One sentence for people.
  String reason();

  record Runs(String reason) implements Routing {}

  record Stays(String reason) implements Routing {}
}
