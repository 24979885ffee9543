package dev.fairlead.terraform.project;

import java.util.List;

/// The projects that a command covers.
public sealed interface Selection {

  /// @param projects in the order in which they run; may be empty
  record Found(List<Project> projects) implements Selection {
    public Found {
      projects = List.copyOf(projects);
    }
  }

  /// Another server's business: nothing at all is said.
  record Silence() implements Selection {}

  /// What is wrong with the command, for people.
  record Wrong(String problem) implements Selection {}
}
