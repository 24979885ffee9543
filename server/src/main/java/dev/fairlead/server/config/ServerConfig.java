package dev.fairlead.server.config;

import dev.fairlead.model.Endpoints;
import dev.fairlead.model.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a Fairlead server is told: which repositories it delivers, to which cluster, with which
/// credentials. [ServerConfigReader] documents the file.
///
/// @param listen host and port of the HTTP server; port 0 picks a free one
/// @param url how people reach the pages; null: the address listened on
/// @param data directory of the database, mirrors, runs and logs
/// @param kubeconfig the cluster's; null: what kubectl would use
/// @param context of the kubeconfig; null: its current one
public record ServerConfig(
    Listen listen,
    @Nullable URI url,
    Path data,
    List<Repository> repositories,
    @Nullable Path kubeconfig,
    @Nullable String context,
    Endpoints endpoints,
    Map<String, RegistryLogin> registries,
    Duration pollInterval,
    Jobs jobs,
    Sync sync,
    Terraform terraform,
    Ansible ansible) {

  public ServerConfig {
    repositories = List.copyOf(repositories);
    registries = Map.copyOf(registries);
  }

  public record Listen(String host, int port) {}

  /// @param url as users write it
  /// @param token to read, push and set statuses; null: without credentials
  /// @param webhookSecret null: webhooks are not accepted, the repository is polled
  public record Repository(String url, @Nullable Secret token, @Nullable Secret webhookSecret) {}

  public record RegistryLogin(String username, Secret password) {}

  /// @param parallel how many jobs run at a time
  /// @param environment added to every job
  /// @param secrets the `secrets` context, without `GITHUB_TOKEN`
  /// @param vars the `vars` context
  /// @param mavenSettings copied into each job's private home; null: none
  public record Jobs(
      int parallel,
      Map<String, String> environment,
      Map<String, Secret> secrets,
      Map<String, String> vars,
      @Nullable Path mavenSettings) {
    public Jobs {
      environment = Map.copyOf(environment);
      secrets = Map.copyOf(secrets);
      vars = Map.copyOf(vars);
    }
  }

  /// @param patience how long an Application may take to become healthy in a delivery
  public record Sync(String controlNamespace, Duration waveDelay, Duration patience) {}

  /// @param cliConfigFile null: an empty one, so that a run depends on nothing of the machine
  /// @param parallel how many pull requests are planned or applied at a time
  /// @param applyUsers who may apply; empty: whoever may comment
  /// @param allowedOverrides what a repository's `atlantis.yaml` may set, by Atlantis's names
  /// @param disabledProjects name or directory of projects that are not run here, and why
  public record Terraform(
      String executable,
      @Nullable Path cliConfigFile,
      int parallel,
      List<String> applyRequirements,
      List<String> applyUsers,
      List<String> allowedOverrides,
      boolean allowCustomWorkflows,
      Map<String, String> disabledProjects,
      Map<String, String> environment) {
    public Terraform {
      applyRequirements = List.copyOf(applyRequirements);
      applyUsers = List.copyOf(applyUsers);
      allowedOverrides = List.copyOf(allowedOverrides);
      disabledProjects = Map.copyOf(disabledProjects);
      environment = Map.copyOf(environment);
    }
  }

  /// @param disabled why no playbook is run here; empty: they are run
  /// @param inventories paths in the repository, in Ansible's order; empty: those that the
  ///   repository's own configuration names
  /// @param privateKeyFile for SSH; null: what ssh finds by itself
  /// @param vaultPasswordFile null: no vault
  /// @param timeout of one playbook's run
  public record Ansible(
      String disabled,
      List<String> inventories,
      @Nullable Path privateKeyFile,
      @Nullable Path vaultPasswordFile,
      Duration timeout,
      Map<String, String> environment) {
    public Ansible {
      inventories = List.copyOf(inventories);
      environment = Map.copyOf(environment);
    }
  }
}
