package dev.fairlead.server;

import dev.fairlead.delivery.DeliveredRepository;
import dev.fairlead.git.Mirror;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.PullRequest;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.terraform.pull.Revisions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/// The delivered repositories' commits, from their mirrors.
final class MirrorRevisions implements Revisions {
  private final List<DeliveredRepository> repositories;

  MirrorRevisions(List<DeliveredRepository> repositories) {
    this.repositories = List.copyOf(repositories);
  }

  private Mirror mirror(String repository) {
    return repositories.stream()
        .filter(each -> each.url().equals(repository))
        .map(DeliveredRepository::mirror)
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(repository + " is no longer in the server's configuration"));
  }

  @Override
  public void fetch(PullRequest pullRequest) {
    // Always: a forge may still name an old tip of the base branch, and whether a plan is stale
    // depends on the newest one.
    mirror(pullRequest.repository()).fetch();
  }

  @Override
  public RevisionTree tree(String repository, CommitId commit) {
    return mirror(repository).tree(commit);
  }

  @Override
  public Optional<CommitId> tip(String repository, String branch) {
    return mirror(repository).find("refs/heads/" + branch);
  }

  @Override
  public Optional<CommitId> mergeBase(String repository, CommitId one, CommitId other) {
    return mirror(repository).mergeBase(one, other);
  }

  @Override
  public SortedSet<String> changedPaths(String repository, CommitId before, CommitId after) {
    return mirror(repository).changedPaths(before, after);
  }

  @Override
  public void checkOut(String repository, CommitId commit, Path directory) {
    mirror(repository).checkOut(commit, directory);
  }
}
