package dev.fairlead.check;

import dev.fairlead.model.RevisionTree;
import dev.fairlead.sync.render.ClusterFacts;
import java.time.LocalDate;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// What to check, and what is known around it.
///
/// @param head the revision that would be merged, or that was pushed
/// @param base what it started from: the merge base of a pull request, the commit before a push;
///   null where there is none, then every finding is new
/// @param repositoryUrl the repository as its users write it
/// @param branch the branch that the head is for: of the Applications of this repository those that
///   follow it are judged by this revision
/// @param defaultBranch what `HEAD` means in a `targetRevision`
/// @param sameRepository whether two URLs name one repository
/// @param cluster what templates may ask; without a cluster [#NO_CLUSTER]
/// @param today decides which `until=` of a suppression is over
public record CheckRequest(
    RevisionTree head,
    @Nullable RevisionTree base,
    String repositoryUrl,
    String branch,
    String defaultBranch,
    BiPredicate<String, String> sameRepository,
    ClusterFacts cluster,
    LocalDate today) {

  /// What helm assumes where it is asked for no particular cluster.
  public static final ClusterFacts NO_CLUSTER = new ClusterFacts("v1.35.0", java.util.List.of());

  /// A check of one revision for the default branch, with nothing to compare it with.
  public static CheckRequest of(
      RevisionTree head, String repositoryUrl, String branch, LocalDate today) {
    return new CheckRequest(
        head, null, repositoryUrl, branch, branch, SameRepository::names, NO_CLUSTER, today);
  }

  public CheckRequest withBase(@Nullable RevisionTree value) {
    return new CheckRequest(
        head, value, repositoryUrl, branch, defaultBranch, sameRepository, cluster, today);
  }

  public CheckRequest withDefaultBranch(String value) {
    return new CheckRequest(
        head, base, repositoryUrl, branch, value, sameRepository, cluster, today);
  }

  /// Replaces the usual comparison of URLs, such as by one that knows where hosts are served.
  public CheckRequest withSameRepository(BiPredicate<String, String> value) {
    return new CheckRequest(
        head, base, repositoryUrl, branch, defaultBranch, value, cluster, today);
  }

  public CheckRequest withCluster(ClusterFacts value) {
    return new CheckRequest(
        head, base, repositoryUrl, branch, defaultBranch, sameRepository, value, today);
  }
}
