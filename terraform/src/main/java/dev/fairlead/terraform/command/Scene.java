package dev.fairlead.terraform.command;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.Finding;
import dev.fairlead.model.PullRequest;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.terraform.config.RepositoryConfig;
import dev.fairlead.terraform.config.RepositoryConfigReader;
import dev.fairlead.terraform.project.Project;
import dev.fairlead.terraform.project.ProjectDiscovery;
import dev.fairlead.terraform.project.ProjectId;
import dev.fairlead.terraform.project.Selection;
import dev.fairlead.terraform.project.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;

/// A pull request's head as the commands see it: its configuration and its projects. The same head
/// gives the same scene, so it can be built again after a restart.
final class Scene {
  private final Desk desk;
  private final PullRequest pull;
  private final RepositoryConfigReader.Result config;
  private final ProjectDiscovery discovery;

  Scene(Desk desk, PullRequest pull) {
    this.desk = desk;
    this.pull = pull;
    RevisionTree tree = desk.revisions().tree(pull.repository(), pull.head());
    this.config = new RepositoryConfigReader(desk.settings().rules()).read(tree);
    this.discovery =
        new ProjectDiscovery(desk.settings(), tree, config.config(), pull.baseBranch());
  }

  RepositoryConfig config() {
    return config.config();
  }

  List<Finding> problems() {
    return config.problems();
  }

  /// Says which file is broken, and where.
  String parsingFailed() {
    return "parsing "
        + problems().getFirst().at().file()
        + " failed:\n"
        + problems().stream()
            .map(finding -> finding.at() + ": " + finding.message())
            .collect(Collectors.joining("\n"));
  }

  /// What the pull request changes.
  List<Project> changed() {
    return discovery.changed(desk.revisions().changedPaths(pull));
  }

  Selection select(Target target) {
    return target.isAll() ? new Selection.Found(changed()) : discovery.targeted(target);
  }

  /// A project that was selected before.
  Project resolve(ProjectId id) {
    return discovery
        .resolve(id)
        .orElseThrow(() ->
            new IllegalStateException(
                "project " + id + " is not in the configuration any more; plan again"));
  }

  /// The tip of the base branch.
  CommitId baseTip() {
    return desk.revisions().tip(pull.repository(), pull.baseBranch()).orElse(pull.base());
  }

  /// Whether the base branch has commits that concern a project and are not in the pull request.
  boolean diverged(Project project) {
    CommitId tip = baseTip();
    Optional<CommitId> common = desk.revisions().mergeBase(pull.repository(), pull.head(), tip);
    return common.isPresent() && !common.get().equals(tip) && concerns(project, common.get(), tip);
  }

  /// Whether the commits between two revisions concern a project.
  boolean concerns(Project project, CommitId before, CommitId after) {
    SortedSet<String> paths = desk.revisions().changedPaths(pull.repository(), before, after);
    return discovery.concerns(project, Set.copyOf(paths));
  }
}
