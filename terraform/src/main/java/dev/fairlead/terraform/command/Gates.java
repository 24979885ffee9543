package dev.fairlead.terraform.command;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.PullRequest;
import dev.fairlead.terraform.comment.CommandKind;
import dev.fairlead.terraform.comment.CommandText;
import dev.fairlead.terraform.config.Requirement;
import dev.fairlead.terraform.ledger.PlanRecord;
import dev.fairlead.terraform.ledger.ProjectLock;
import dev.fairlead.terraform.project.Project;
import dev.fairlead.terraform.project.ProjectId;
import dev.fairlead.terraform.pull.PullRequests.Mergeability;
import dev.fairlead.terraform.run.Workshop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What must hold before terraform runs for a project. Each check answers with what does not, in
/// words that Atlantis's users know.
final class Gates {
  private final Desk desk;
  private final PullRequest pull;
  private final Scene scene;

  Gates(Desk desk, PullRequest pull, Scene scene) {
    this.desk = desk;
    this.pull = pull;
    this.scene = scene;
  }

  Optional<String> requirements(CommandKind kind, Project project, List<Requirement> required) {
    for (Requirement requirement : required) {
      Optional<String> missing =
          switch (requirement) {
            case APPROVED ->
                approved()
                    ? Optional.empty()
                    : Optional.of(
                        "Pull request must be approved according to the project's approval rules"
                            + " before running "
                            + kind.word()
                            + ".");
            case MERGEABLE -> {
              Mergeability state = mergeability();
              yield state.mergeable()
                  ? Optional.empty()
                  : Optional.of(
                      "Pull request must be mergeable before running "
                          + kind.word()
                          + "."
                          + (state.reason().isBlank() ? "" : " " + state.reason()));
            }
            case UNDIVERGED ->
                scene.diverged(project)
                    ? Optional.of(
                        "Default branch must be rebased onto pull request before running "
                            + kind.word()
                            + ": `%s` has commits that concern this project. Merge it into `%s`, push, and plan again."
                                .formatted(pull.baseBranch(), pull.headBranch()))
                    : Optional.empty();
          };
      if (missing.isPresent()) {
        return missing;
      }
    }
    return Optional.empty();
  }

  boolean approved() {
    return Patience.SHORT.get("ask for reviews", () -> desk.pullRequests().approved(pull));
  }

  Mergeability mergeability() {
    return Patience.SHORT.get("ask for mergeability", () -> desk.pullRequests().mergeability(pull));
  }

  /// Takes the project's lock.
  Optional<String> lock(Project project, String user) {
    ProjectLock wanted =
        new ProjectLock(
            pull.repository(), project.id(), pull.number(), pull.url(), user, desk.now());
    ProjectLock holder = desk.ledger().locks().take(wanted);
    if (holder.pullRequest() == pull.number()) {
      return Optional.empty();
    }
    String link =
        holder.url().isEmpty()
            ? "#" + holder.pullRequest()
            : "[#" + holder.pullRequest() + "](" + holder.url() + ")";
    return Optional.of(
        """
        This project is currently locked by an unapplied plan from pull %s. To continue, delete the lock from %s or apply that plan and merge the pull request.

        Once the lock is released, comment `%s` here to re-plan.\
        """
            .formatted(
                link,
                link,
                CommandText.plan(desk.settings().naming().executable(), project.id(), List.of())));
  }

  /// Whether the recorded plan is the one to apply.
  Optional<String> plan(Project project, Optional<PlanRecord> recorded) {
    String again =
        "comment `%s` to plan again."
            .formatted(
                CommandText.plan(desk.settings().naming().executable(), project.id(), List.of()));
    if (recorded.isEmpty() || !recorded.get().status().isPending()) {
      String why =
          recorded
              .map(plan ->
                  switch (plan.status()) {
                    case PLAN_ERRORED -> "its plan failed";
                    case APPLIED -> "its plan is applied already";
                    case PLAN_DISCARDED -> "its plan was discarded";
                    case PLANNED, PLANNED_NO_CHANGES, APPLY_ERRORED -> "";
                  })
              .orElse("it has not been planned");
      return Optional.of("There is no plan to apply: " + why + "; " + again);
    }
    PlanRecord plan = recorded.get();
    if (!plan.head().equals(pull.head())) {
      return Optional.of(
          "The plan is out of date: it was made for commit %s, but the head of `%s` is now %s; "
                  .formatted(
                      plan.head().abbreviated(), pull.headBranch(), pull.head().abbreviated())
              + again);
    }
    if (!plan.baseBranch().equals(pull.baseBranch())) {
      return Optional.of(
          "The plan is out of date: it was made for the base branch `%s`, which is now `%s`; "
                  .formatted(plan.baseBranch(), pull.baseBranch())
              + again);
    }
    CommitId tip = scene.baseTip();
    if (!tip.equals(plan.base()) && scene.concerns(project, plan.base(), tip)) {
      return Optional.of(
          "The plan is out of date: `%s` has moved from %s to %s since it was made, and the new commits concern this project. Merge `%s` into `%s` and push, or "
                  .formatted(
                      pull.baseBranch(),
                      plan.base().abbreviated(),
                      tip.abbreviated(),
                      pull.baseBranch(),
                      pull.headBranch())
              + again);
    }
    String file = plan.planFile();
    if (file == null) {
      return Optional.empty(); // A workflow of its own keeps the plan elsewhere.
    }
    if (!Files.isRegularFile(Path.of(file))) {
      return Optional.of("The plan file is gone; " + again);
    }
    if (!Workshop.sha256(Path.of(file)).equals(plan.sha256())) {
      return Optional.of("The plan file is not the one that was made by the plan; " + again);
    }
    return Optional.empty();
  }

  /// Projects that this one depends on must be applied. One that the pull request does not touch
  /// counts as applied.
  Optional<String> dependencies(Project project, List<PlanRecord> recorded) {
    List<String> open =
        project.dependsOn().stream()
            .filter(name ->
                recorded.stream()
                    .anyMatch(plan ->
                        Objects.equals(plan.project().name(), name)
                            && plan.status() != PlanRecord.Status.APPLIED
                            && plan.status() != PlanRecord.Status.PLANNED_NO_CHANGES))
            .toList();
    return open.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Can't apply your project unless you apply its dependencies: [%s]"
                .formatted(String.join(", ", open)));
  }

  /// A variables file outside of the repository could hand any file of this machine to terraform.
  static Optional<String> variableFiles(ProjectId project, List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      String file = null;
      if (argument.matches("--?var-file=.*")) {
        file = argument.substring(argument.indexOf('=') + 1);
      } else if (argument.matches("--?var-file") && i + 1 < arguments.size()) {
        file = arguments.get(i + 1);
      }
      if (file != null) {
        String path = dev.fairlead.terraform.config.RepoPath.clean(project.dir() + "/" + file);
        if (file.startsWith("/") || dev.fairlead.terraform.config.RepoPath.escapes(path)) {
          return Optional.of(
              "var file path '" + file + "' is outside of the repository, which is not allowed.");
        }
      }
    }
    return Optional.empty();
  }
}
