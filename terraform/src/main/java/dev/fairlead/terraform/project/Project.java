package dev.fairlead.terraform.project;

import dev.fairlead.terraform.config.Distribution;
import dev.fairlead.terraform.config.RepoLocks;
import dev.fairlead.terraform.config.Requirements;
import dev.fairlead.terraform.config.WhenModified;
import dev.fairlead.terraform.config.Workflow;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A project with all that was decided for it: what its repository says, within what the server
/// allows.
///
/// @param whenModified patterns relative to its directory
/// @param terraformVersion as the repository asks for it, without a `v`
/// @param dependsOn names of projects that must be applied before
/// @param group lower ones first
/// @param autoplan whether it is planned when it changes, without being asked
/// @param silenced commands (`plan`, `apply`) that leave it out of their comment
/// @param disabled why it must not run; empty for all others
public record Project(
    ProjectId id,
    List<String> whenModified,
    Workflow workflow,
    Distribution distribution,
    @Nullable String terraformVersion,
    Requirements requirements,
    List<String> dependsOn,
    int group,
    RepoLocks repoLocks,
    boolean autoplan,
    List<String> silenced,
    Optional<String> disabled) {

  public Project {
    whenModified = List.copyOf(whenModified);
    dependsOn = List.copyOf(dependsOn);
    silenced = List.copyOf(silenced);
  }

  public String dir() {
    return id.dir();
  }

  public String workspace() {
    return id.workspace();
  }

  /// Whether one of some paths concerns it.
  boolean changedBy(Iterable<String> paths) {
    var patterns = new WhenModified(dir(), whenModified);
    for (String path : paths) {
      if (patterns.matches(path)) {
        return true;
      }
    }
    return false;
  }
}
