package dev.fairlead.terraform.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A repository's `atlantis.yaml`.
///
/// @param version 2 or 3
/// @param workflows by name, in the order of the file
/// @param parallelPlan,parallelApply whether projects of one execution order group run at once
/// @param allowedRegexpPrefixes what a pattern after `-p` may begin with
public record RepositoryConfig(
    int version,
    List<ProjectConfig> projects,
    Map<String, Workflow> workflows,
    Optional<Autodiscover> autodiscover,
    Optional<RepoLocks> repoLocks,
    boolean parallelPlan,
    boolean parallelApply,
    boolean abortOnExecutionOrderFail,
    boolean automerge,
    List<String> allowedRegexpPrefixes,
    Optional<List<String>> silencePrComments) {

  /// Where it stands in a repository.
  public static final String FILE = "atlantis.yaml";

  /// What holds for a repository without the file.
  public static final RepositoryConfig NONE =
      new RepositoryConfig(
          3,
          List.of(),
          Map.of(),
          Optional.empty(),
          Optional.empty(),
          false,
          false,
          false,
          false,
          List.of(),
          Optional.empty());

  public RepositoryConfig {
    projects = List.copyOf(projects);
    workflows = new LinkedHashMap<>(workflows);
    allowedRegexpPrefixes = List.copyOf(allowedRegexpPrefixes);
  }
}
