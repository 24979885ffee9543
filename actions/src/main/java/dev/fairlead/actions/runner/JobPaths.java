package dev.fairlead.actions.runner;

import java.nio.file.Path;

/// The places of one job below the run directory.
///
/// @param repositoryName last part of the repository's name: GitHub's workspaces lie in a folder of
///   that name, twice
record JobPaths(Path directory, String repositoryName) {

  Path journal() {
    return directory.resolve("journal.jsonl");
  }

  Path masks() {
    return directory.resolve("masks.json");
  }

  Path view() {
    return directory.resolve("view.json");
  }

  Path log(int step) {
    return directory.resolve("logs").resolve(step + ".log");
  }

  /// What one step needs: its script, command files and programs' output.
  Path step(String address) {
    return directory.resolve("steps").resolve(address);
  }

  Path work() {
    return directory.resolve("work");
  }

  Path workspace() {
    return work().resolve(repositoryName).resolve(repositoryName);
  }

  Path temp() {
    return work().resolve("_temp");
  }

  Path event() {
    return temp().resolve("_github_workflow").resolve("event.json");
  }

  Path home() {
    return work().resolve("_home");
  }

  Path hooks() {
    return work().resolve("_hooks");
  }

  Path actions() {
    return work().resolve("_actions");
  }
}
