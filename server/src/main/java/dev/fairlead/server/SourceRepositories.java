package dev.fairlead.server;

import dev.fairlead.delivery.ApplicationEngine;
import dev.fairlead.delivery.DeliveredRepository;
import dev.fairlead.delivery.DeliveryService;
import dev.fairlead.forge.RepositoryName;
import dev.fairlead.git.Credentials;
import dev.fairlead.git.GitException;
import dev.fairlead.git.Mirror;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.Endpoints;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.sync.control.Repositories;
import dev.fairlead.sync.control.RepositoryException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// The repositories that Applications name, as the sync controller sees them. A branch of a
/// delivered repository means its newest *released* revision: one whose delivery is past everything
/// that comes before the deployment. Other repositories are mirrored when they are first asked for.
final class SourceRepositories implements Repositories, ApplicationEngine.Branching, AutoCloseable {
  private final List<DeliveredRepository> delivered;
  private final Supplier<DeliveryService> deliveries;
  private final Endpoints endpoints;
  private final Path directory;
  private final Map<String, Mirror> others = new ConcurrentHashMap<>();

  /// @param deliveries asked late, since the service is made after this
  /// @param directory for mirrors of repositories that are not delivered
  SourceRepositories(
      List<DeliveredRepository> delivered,
      Supplier<DeliveryService> deliveries,
      Endpoints endpoints,
      Path directory) {
    this.delivered = List.copyOf(delivered);
    this.deliveries = deliveries;
    this.endpoints = endpoints;
    this.directory = directory;
  }

  @Override
  public CommitId resolve(String repoUrl, String targetRevision, boolean fresh) {
    Optional<DeliveredRepository> ours = delivered(repoUrl);
    if (ours.isPresent()) {
      return resolveDelivered(ours.get(), targetRevision);
    }
    try {
      Mirror mirror = other(repoUrl);
      if (fresh || mirror.references().isEmpty()) {
        mirror.fetch();
      }
      return mirror.resolve(targetRevision);
    } catch (GitException e) {
      throw problem(e);
    }
  }

  private CommitId resolveDelivered(DeliveredRepository repository, String targetRevision) {
    Mirror mirror = repository.mirror();
    String branch =
        targetRevision.isEmpty() || targetRevision.equals("HEAD")
            ? mirror.defaultBranch().orElse("HEAD")
            : targetRevision;
    if (mirror.find("refs/heads/" + branch).isEmpty()) {
      try {
        return mirror.resolve(branch);
      } catch (GitException e) {
        throw problem(e);
      }
    }
    return deliveries
        .get()
        .released(repository.url(), branch)
        .orElseThrow(() ->
            new RepositoryException(
                "nothing of branch "
                    + branch
                    + " of "
                    + repository.url()
                    + " has been released yet: its first delivery is still at work, or failed",
                true));
  }

  @Override
  public RevisionTree tree(String repoUrl, CommitId revision) {
    try {
      return mirror(repoUrl).tree(revision);
    } catch (GitException e) {
      throw problem(e);
    }
  }

  @Override
  public boolean isSame(String repositoryUrl, String other) {
    if (repositoryUrl.equals(other)) {
      return true;
    }
    Optional<RepositoryName> one = RepositoryName.of(repositoryUrl);
    return one.isPresent()
        && RepositoryName.of(other)
            .filter(name ->
                name.host().equalsIgnoreCase(one.get().host())
                    && name.fullName().equalsIgnoreCase(one.get().fullName()))
            .isPresent();
  }

  @Override
  public Optional<String> defaultBranch(String repositoryUrl) {
    return mirror(repositoryUrl).defaultBranch();
  }

  @Override
  public boolean contains(String repositoryUrl, CommitId commit, CommitId ancestor) {
    Mirror mirror = mirror(repositoryUrl);
    return mirror.contains(commit)
        && mirror.contains(ancestor)
        && mirror.isAncestor(ancestor, commit);
  }

  private Optional<DeliveredRepository> delivered(String repoUrl) {
    return delivered.stream().filter(each -> isSame(each.url(), repoUrl)).findFirst();
  }

  private Mirror mirror(String repoUrl) {
    return delivered(repoUrl).map(DeliveredRepository::mirror).orElseGet(() -> other(repoUrl));
  }

  private Mirror other(String repoUrl) {
    return others.computeIfAbsent(
        repoUrl,
        url ->
            Mirror.open(
                directory.resolve(directoryName(url)), endpoints.git(url), Credentials.NONE));
  }

  static String directoryName(String url) {
    return url.replaceFirst("^.*/", "").replaceAll("[^A-Za-z0-9._-]", "-")
        + "-"
        + HexFormat.of().toHexDigits(Arrays.hashCode(url.getBytes(StandardCharsets.UTF_8)));
  }

  private static RepositoryException problem(GitException e) {
    return new RepositoryException(
        String.valueOf(e.getMessage()), e.kind() == GitException.Kind.UNREACHABLE, e);
  }

  @Override
  public void close() {
    others.values().forEach(Mirror::close);
  }
}
