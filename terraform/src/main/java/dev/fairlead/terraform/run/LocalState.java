package dev.fairlead.terraform.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.git.WorkingTree;
import dev.fairlead.terraform.config.ProjectConfig;
import dev.fairlead.terraform.config.RepoPath;
import dev.fairlead.terraform.project.RootModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Keeps the state of roots that choose no backend. Terraform would write it beside the
/// configuration, where it is lost with the checkout; an override file, which only the checkout
/// holds, moves it below the data directory. Whatever backend a root does choose is left alone.
final class LocalState {
  static final String OVERRIDE = "fairlead_backend_override.tf";

  private static final String STATE = "terraform.tfstate";
  private static final String WORKSPACES = "terraform.tfstate.d";
  private static final int KEPT_COPIES = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path checkout;
  private final String dir;
  private final String workspace;
  private final Path states;

  LocalState(Layout layout, String repository, Path checkout, String dir, String workspace) {
    this.checkout = checkout;
    this.dir = dir;
    this.workspace = workspace;
    this.states = layout.states(repository, dir);
  }

  /// Where the state of the workspace is, if it is kept here.
  Path file() {
    return workspace.equals(ProjectConfig.DEFAULT_WORKSPACE)
        ? states.resolve(STATE)
        : states.resolve(WORKSPACES).resolve(workspace).resolve(STATE);
  }

  /// Looks at the files as they are now, generated ones included, and moves the state where that is
  /// needed.
  ///
  /// @return whether the state is kept here
  boolean redirect() {
    Path override = checkout.resolve(dir).resolve(OVERRIDE);
    try {
      Files.deleteIfExists(override);
      RootModule root = RootModule.read(WorkingTree.of(checkout), dir);
      if (!root.keepsStateInCheckout()) {
        return false;
      }
      Files.createDirectories(file().getParent());
      adoptCommitted(root);
      Layout.write(
          override,
          """
          # Written by Fairlead: this configuration chooses no backend, so its state is kept outside
          # of the checkout.
          terraform {
            backend "local" {
              path          = %s
              workspace_dir = %s
            }
          }
          """
              .formatted(quoted(states.resolve(STATE)), quoted(states.resolve(WORKSPACES))));
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot move the state of " + dir + " out of its checkout", e);
    }
  }

  /// Some people commit their state: it is where ours begins.
  private void adoptCommitted(RootModule root) throws IOException {
    Path own = checkout.resolve(dir);
    Path committed =
        workspace.equals(ProjectConfig.DEFAULT_WORKSPACE)
            ? own.resolve(root.backendPath().orElse(STATE)).normalize()
            : own.resolve(WORKSPACES).resolve(workspace).resolve(STATE);
    if (committed.startsWith(checkout) && Files.isRegularFile(committed) && !Files.exists(file())) {
      Path draft = file().resolveSibling(STATE + ".draft");
      Files.copy(committed, draft, StandardCopyOption.REPLACE_EXISTING);
      Files.move(draft, file(), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /// Why the state must not be used; empty for one that is whole, or not there yet. Terraform takes
  /// an empty file for "nothing exists" and would create everything a second time.
  Optional<String> problem() {
    Path file = file();
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String found;
    try {
      JsonNode state = JSON.readTree(Files.readAllBytes(file));
      if (state.path("serial").isNumber() && state.path("version").isNumber()) {
        return Optional.empty();
      }
      found = state.isMissingNode() ? "it is empty" : "it has no version and serial";
    } catch (JsonProcessingException e) {
      found = "it is no JSON: " + e.getOriginalMessage();
    } catch (IOException e) {
      found = "it cannot be read: " + e.getMessage();
    }
    return Optional.of(
        "the state of %s, workspace %s, is damaged: %s. Terraform would take it for 'nothing exists'. Restore %s from one of its copies beside it (%s.backup, %s.before-*), then plan again."
            .formatted(dir, workspace, found, relative(file), STATE, STATE));
  }

  /// Keeps a copy of the state as it was before a run.
  void keepCopy(String run) {
    Path file = file();
    if (!Files.exists(file)) {
      return;
    }
    try {
      Path copy = file.resolveSibling(STATE + ".before-" + run);
      if (!Files.exists(copy)) {
        Path draft = file.resolveSibling(STATE + ".draft");
        Files.copy(file, draft, StandardCopyOption.REPLACE_EXISTING);
        Files.move(draft, copy, StandardCopyOption.ATOMIC_MOVE);
      }
      List<Path> copies;
      try (var files = Files.newDirectoryStream(file.getParent(), STATE + ".before-*")) {
        copies = new java.util.ArrayList<>();
        files.forEach(copies::add);
      }
      copies.sort(Comparator.comparing(LocalState::modified).reversed());
      for (Path old : copies.stream().skip(KEPT_COPIES).toList()) {
        Files.deleteIfExists(old);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep a copy of the state of " + dir, e);
    }
  }

  private static java.nio.file.attribute.FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException _) {
      return java.nio.file.attribute.FileTime.fromMillis(0);
    }
  }

  private String relative(Path file) {
    return "states/" + RepoPath.clean(dir) + "/" + states.relativize(file);
  }

  private static String quoted(Path path) {
    return "\""
        + path.toString()
            .replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("${", "$${")
            .replace("%{", "%%{")
        + "\"";
  }
}
