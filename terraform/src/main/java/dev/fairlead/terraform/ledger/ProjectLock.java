package dev.fairlead.terraform.ledger;

import dev.fairlead.terraform.project.ProjectId;
import java.time.Instant;

/// A project that one pull request holds against others.
///
/// @param pullRequest who holds it
/// @param url the page of that pull request
public record ProjectLock(
    String repository, ProjectId project, int pullRequest, String url, String user, Instant at) {

  /// Names the lock: repository, directory, workspace and project joined by `/`, the last part
  /// possibly empty.
  public String key() {
    return repository
        + "/"
        + project.dir()
        + "/"
        + project.workspace()
        + "/"
        + (project.name() == null ? "" : project.name());
  }
}
