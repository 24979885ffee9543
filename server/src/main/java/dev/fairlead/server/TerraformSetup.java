package dev.fairlead.server;

import dev.fairlead.model.Secret;
import dev.fairlead.server.config.ServerConfig;
import dev.fairlead.server.pages.ChangePage;
import dev.fairlead.terraform.command.Pages;
import dev.fairlead.terraform.config.Requirement;
import dev.fairlead.terraform.config.Requirements;
import dev.fairlead.terraform.config.TerraformSettings;
import dev.fairlead.terraform.ledger.ProjectLock;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Joins the Terraform automation to the server's configuration.
final class TerraformSetup {
  private TerraformSetup() {}

  static TerraformSettings settings(ServerConfig.Terraform config) {
    Map<String, Secret> environment = new LinkedHashMap<>();
    config.environment().forEach((name, value) -> environment.put(name, new Secret(value)));
    var programs =
        TerraformSettings.Programs.DEFAULT
            .withTerraform(config.executable())
            .withEnvironment(environment);
    if (config.cliConfigFile() != null) {
      programs = programs.withCliConfigFile(config.cliConfigFile());
    }
    var rules =
        TerraformSettings.Rules.DEFAULT
            .withRequirements(Requirements.NONE.withApply(requirements(config)))
            .withAllowedOverrides(Set.copyOf(config.allowedOverrides()));
    var limits =
        new TerraformSettings.Limits(config.parallel(), TerraformSettings.Limits.DEFAULT.jobs());
    return TerraformSettings.DEFAULT
        .withLimits(limits)
        .withPrograms(programs)
        .withRules(config.allowCustomWorkflows() ? rules.withCustomWorkflows() : rules)
        .withAccess(
            TerraformSettings.Access.DEFAULT.withApplyUsers(Set.copyOf(config.applyUsers())))
        .withDisabledProjects(config.disabledProjects());
  }

  private static Requirement[] requirements(ServerConfig.Terraform config) {
    return config.applyRequirements().stream()
        .map(Requirement::of)
        .flatMap(Optional::stream)
        .toArray(Requirement[]::new);
  }

  /// @param url where people reach the pages; asked when there is something to link
  static Pages pages(Supplier<URI> url) {
    return new Pages() {
      @Override
      public String run(String run, int job) {
        return url.get() + "/runs/" + run + (job < 0 ? "" : "/" + job);
      }

      @Override
      public String lock(ProjectLock lock) {
        return url.get() + ChangePage.path(lock.repository(), lock.pullRequest());
      }
    };
  }
}
