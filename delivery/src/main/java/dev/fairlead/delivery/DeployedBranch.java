package dev.fairlead.delivery;

import dev.fairlead.delivery.ApplicationEngine.Branching;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.application.ApplicationDiscovery;
import dev.fairlead.sync.application.ApplicationDiscovery.Discovered;
import dev.fairlead.sync.application.Source;
import java.util.HashSet;
import java.util.Set;

/// Which branch speaks for what runs: which Applications there are, and which playbooks are due.
///
/// Those are the branches that the Applications follow themselves, or the default branch where they
/// follow none of this repository. Any other one, such as a feature branch, is built and tested but
/// touches neither hosts nor the list of Applications.
final class DeployedBranch {
  private DeployedBranch() {}

  static boolean speaks(Change change, Discovered discovered, Branching branching) {
    Set<String> followed = new HashSet<>();
    for (ApplicationDiscovery.Found found : discovered.applications()) {
      for (Source source : Application.of(found.object()).sources()) {
        if (branching.isSame(source.repoUrl(), change.repository())
            && !source.revision().equals("HEAD")) {
          followed.add(source.revision());
        }
      }
    }
    return followed.isEmpty()
        ? change.defaultBranch().equals(change.branch())
        : followed.contains(change.branch());
  }

  static boolean speaks(Change change, Branching branching) {
    return speaks(change, ApplicationDiscovery.discover(change.tree()), branching);
  }
}
