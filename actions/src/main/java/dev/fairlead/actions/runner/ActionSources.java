package dev.fairlead.actions.runner;

import dev.fairlead.actions.action.Directories;
import dev.fairlead.actions.action.Sources;
import dev.fairlead.actions.workflow.ActionDefinition;
import dev.fairlead.actions.workflow.Uses;
import dev.fairlead.git.GitException;
import dev.fairlead.git.Mirror;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.State;
import dev.fairlead.model.TreeEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// Finds the files of actions that are not built in.
///
/// @param folder where the files of remote actions are put
record ActionSources(Sources sources, Path folder) {

  /// @param directory the action's own folder
  record Located(ActionDefinition definition, Path directory) {}

  /// An action of the workspace, as it is at this moment.
  Located local(Path workspace, Uses.Local uses) {
    Path directory = workspace.resolve(uses.path()).normalize();
    for (String name : ActionDefinition.FILE_NAMES) {
      Path file = directory.resolve(name);
      if (Files.isRegularFile(file)) {
        try {
          String shown = uses.path().isEmpty() ? name : uses.path() + "/" + name;
          return new Located(ActionDefinition.read(shown, Files.readString(file)), directory);
        } catch (IOException e) {
          throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
      }
    }
    throw new StepFailure(
        State.FAILED,
        uses.at()
            + ": there is no action.yml in '"
            + uses.text()
            + "'; did you forget to run actions/checkout before your local action?");
  }

  /// An action of another repository that Fairlead mirrors.
  Located remote(Uses.Remote uses) {
    Mirror mirror =
        sources
            .mirror(uses.owner() + "/" + uses.name())
            .orElseThrow(() -> new StepFailure(State.FAILED, uses.at() + ": " + unavailable(uses)));
    CommitId commit;
    try {
      commit = resolve(mirror, uses.ref());
    } catch (GitException e) {
      throw new StepFailure(State.FAILED, uses.at() + ": " + uses.text() + ": " + e.getMessage());
    }
    RevisionTree tree = mirror.tree(commit);
    ActionDefinition definition =
        definition(tree, uses.path())
            .orElseThrow(() ->
                new StepFailure(
                    State.FAILED, uses.at() + ": there is no action.yml in " + uses.text()));
    Path target = folder.resolve(uses.owner()).resolve(uses.name()).resolve(commit.hex());
    extract(tree, target.toAbsolutePath());
    return new Located(definition, target.toAbsolutePath().resolve(uses.path()).normalize());
  }

  static CommitId resolve(Mirror mirror, String ref) {
    Optional<CommitId> known = mirror.find(ref);
    if (known.isEmpty()) {
      mirror.fetch();
    }
    return mirror.resolve(ref);
  }

  static Optional<ActionDefinition> definition(RevisionTree tree, String path) {
    for (String name : ActionDefinition.FILE_NAMES) {
      String file = path.isEmpty() ? name : path + "/" + name;
      if (tree.isFile(file)) {
        return Optional.of(ActionDefinition.read(file, tree.text(file)));
      }
    }
    return Optional.empty();
  }

  static String unavailable(Uses.Remote uses) {
    return "action '"
        + uses.text()
        + "' is not available: Fairlead has no built-in for "
        + uses.key()
        + " and keeps no mirror of "
        + uses.owner()
        + "/"
        + uses.name()
        + "; add a mirror of that repository to the configuration, or replace the step by 'run'";
  }

  private static void extract(RevisionTree tree, Path target) {
    if (Files.isDirectory(target)) {
      return;
    }
    try {
      Path draft = target.resolveSibling(target.getFileName() + ".new");
      Directories.delete(draft);
      Files.createDirectories(draft);
      for (TreeEntry entry : tree.walk("")) {
        if (entry.kind() == TreeEntry.Kind.FILE) {
          Path file = draft.resolve(entry.path()).normalize();
          if (!file.startsWith(draft)) {
            throw new IOException("a path leaves the repository: " + entry.path());
          }
          Files.createDirectories(file.toAbsolutePath().getParent());
          Files.write(file, tree.read(entry.path()));
          if (entry.executable() && !file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " executable");
          }
        }
      }
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot put an action into " + target + ": " + e.getMessage(), e);
    }
  }
}
