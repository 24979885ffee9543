package dev.fairlead.terraform.config;

import com.google.re2j.Pattern;
import dev.fairlead.model.Position;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One entry of `projects`.
///
/// @param at where it begins
/// @param dir cleaned path from the root of the repository (`.` for the root itself); may be a
///   glob, see [#isGlob]
/// @param branch searched in the name of the base branch
/// @param whenModified patterns relative to `dir`
public record ProjectConfig(
    Position at,
    String dir,
    @Nullable String name,
    String workspace,
    @Nullable Pattern branch,
    @Nullable String workflow,
    @Nullable String terraformVersion,
    Optional<Distribution> distribution,
    boolean autoplan,
    List<String> whenModified,
    Optional<List<Requirement>> planRequirements,
    Optional<List<Requirement>> applyRequirements,
    Optional<List<Requirement>> importRequirements,
    List<String> dependsOn,
    int executionOrderGroup,
    Optional<RepoLocks> repoLocks,
    Optional<List<String>> silencePrComments) {

  /// What counts where a project does not say.
  public static final List<String> DEFAULT_WHEN_MODIFIED =
      List.of(
          "**/*.tf*", "**/*.tofu", "**/*.tofu.json", "**/terragrunt.hcl", "**/.terraform.lock.hcl");

  public static final String DEFAULT_WORKSPACE = "default";

  public ProjectConfig {
    whenModified = List.copyOf(whenModified);
    dependsOn = List.copyOf(dependsOn);
  }

  /// Whether `dir` stands for every matching directory.
  public boolean isGlob() {
    return dir.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
  }

  /// The same project in one of the directories that its glob names.
  public ProjectConfig in(String directory) {
    return new ProjectConfig(
        at,
        directory,
        name,
        workspace,
        branch,
        workflow,
        terraformVersion,
        distribution,
        autoplan,
        whenModified,
        planRequirements,
        applyRequirements,
        importRequirements,
        dependsOn,
        executionOrderGroup,
        repoLocks,
        silencePrComments);
  }
}
