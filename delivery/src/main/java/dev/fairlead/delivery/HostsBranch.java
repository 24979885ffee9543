package dev.fairlead.delivery;

import dev.fairlead.delivery.ApplicationEngine.Branching;
import dev.fairlead.git.Mirror;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.sync.application.ApplicationDiscovery;
import java.util.List;
import java.util.Optional;

/// Which branch's playbooks run on the hosts: the one that the Applications of the *default* branch
/// follow, else the default branch. A pushed branch has no say in it, whatever its own Applications
/// follow: its playbooks are not reviewed yet.
final class HostsBranch {
  private final List<DeliveredRepository> repositories;
  private final Branching branching;

  HostsBranch(List<DeliveredRepository> repositories, Branching branching) {
    this.repositories = List.copyOf(repositories);
    this.branching = branching;
  }

  boolean is(Change change) {
    RevisionTree reviewed =
        repositories.stream()
            .filter(each -> each.url().equals(change.repository()))
            .map(DeliveredRepository::mirror)
            .findFirst()
            .flatMap(mirror -> tip(mirror, change.defaultBranch()))
            .orElse(change.tree());
    return DeployedBranch.speaks(change, ApplicationDiscovery.discover(reviewed), branching);
  }

  private static Optional<RevisionTree> tip(Mirror mirror, String branch) {
    return mirror.find("refs/heads/" + branch).map(mirror::tree);
  }
}
