package dev.fairlead.terraform.config;

import dev.fairlead.model.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The server's side of the configuration: what Atlantis has in flags and `repos.yaml`. Start from
/// [#DEFAULT] and change it with the withers.
///
/// @param disabledProjects projects that are shown but never run: their name or their directory,
///   and why (shown in the plan's comment)
/// @param keepRuns how long logs of ended runs are kept
public record TerraformSettings(
    Naming naming,
    Access access,
    Programs programs,
    Rules rules,
    Map<String, String> disabledProjects,
    Limits limits,
    Duration keepRuns) {

  /// The reason for [#disabledProjects] where there is nothing more to say.
  public static final String DISABLED = "disabled in the server's configuration";

  public static final TerraformSettings DEFAULT =
      new TerraformSettings(
          Naming.DEFAULT,
          Access.DEFAULT,
          Programs.DEFAULT,
          Rules.DEFAULT,
          Map.of(),
          Limits.DEFAULT,
          Duration.ofDays(30));

  public TerraformSettings {
    disabledProjects = new LinkedHashMap<>(disabledProjects);
  }

  /// @param executable the word that comments begin with, lower case
  /// @param status prefix of commit statuses
  /// @param botUser our login on the forge, so that `@bot plan` works; null: none
  public record Naming(String executable, String status, @Nullable String botUser) {
    public static final Naming DEFAULT = new Naming("atlantis", "atlantis", null);

    public Naming withBotUser(String login) {
      return new Naming(executable, status, login);
    }
  }

  /// Who may ask for what.
  ///
  /// @param allowedCommands what comments may ask for
  /// @param applyUsers who may apply; with no `applyTeams` either: whoever may comment
  /// @param applyTeams whose members may apply
  /// @param forks whether pull requests from other repositories are planned: a plan runs their
  ///   author's programs on this machine
  /// @param drafts whether draft pull requests are planned by themselves
  /// @param applyAll whether `apply` may come without naming a project
  /// @param silenceNoProjects whether nothing is said where a command finds no project
  public record Access(
      List<String> allowedCommands,
      Set<String> applyUsers,
      Set<String> applyTeams,
      boolean forks,
      boolean drafts,
      boolean applyAll,
      boolean silenceNoProjects) {
    public static final Access DEFAULT =
        new Access(
            List.of("version", "plan", "apply", "unlock", "cancel", "import", "state"),
            Set.of(),
            Set.of(),
            false,
            false,
            true,
            false);

    public Access {
      allowedCommands = List.copyOf(allowedCommands);
      applyUsers = Set.copyOf(applyUsers);
      applyTeams = Set.copyOf(applyTeams);
    }

    public Access withApplyUsers(Set<String> users) {
      return new Access(
          allowedCommands, users, applyTeams, forks, drafts, applyAll, silenceNoProjects);
    }
  }

  /// What is run, and how.
  ///
  /// @param terraform program of the distribution `terraform`: a path, or a name looked up in PATH
  /// @param tofu program of the distribution `opentofu`
  /// @param distribution where a project does not say
  /// @param cliConfigFile terraform's CLI configuration file; null: an empty one of ours
  /// @param environment for every step, on top of the server's own environment; the values are
  ///   masked in logs and comments
  /// @param initTimeout,planTimeout,applyTimeout of one process; it is ended gently, so that
  ///   terraform writes its state
  public record Programs(
      String terraform,
      String tofu,
      Distribution distribution,
      @Nullable Path cliConfigFile,
      Map<String, Secret> environment,
      Duration initTimeout,
      Duration planTimeout,
      Duration applyTimeout) {
    public static final Programs DEFAULT =
        new Programs(
            "terraform",
            "tofu",
            Distribution.TERRAFORM,
            null,
            Map.of(),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(2));

    public Programs {
      environment = new LinkedHashMap<>(environment);
    }

    public Programs withTerraform(String program) {
      return new Programs(
          program,
          tofu,
          distribution,
          cliConfigFile,
          environment,
          initTimeout,
          planTimeout,
          applyTimeout);
    }

    public Programs withCliConfigFile(Path file) {
      return new Programs(
          terraform, tofu, distribution, file, environment, initTimeout, planTimeout, applyTimeout);
    }

    public Programs withEnvironment(Map<String, Secret> variables) {
      return new Programs(
          terraform,
          tofu,
          distribution,
          cliConfigFile,
          variables,
          initTimeout,
          planTimeout,
          applyTimeout);
    }

    public String program(Distribution which) {
      return switch (which) {
        case TERRAFORM -> terraform;
        case OPENTOFU -> tofu;
      };
    }
  }

  /// What `repos.yaml` says of repositories.
  ///
  /// @param requirements for projects that do not say otherwise
  /// @param allowedOverrides the restricted keys that `atlantis.yaml` may set, such as
  ///   `apply_requirements`
  /// @param customWorkflows whether `atlantis.yaml` may define `workflows`: their `run` steps are
  ///   programs of the pull request's author, run on this machine
  /// @param workflows the server's own workflows; one named `default` redefines the built-in one
  /// @param workflow of projects that choose none
  /// @param autodiscover where the repository does not say
  /// @param repoLocks where the repository does not say
  /// @param moduleDependents whether a change in a local module plans the projects that use it
  /// @param regexpCommands whether `-p` takes regular expressions
  public record Rules(
      Requirements requirements,
      Set<String> allowedOverrides,
      boolean customWorkflows,
      Map<String, Workflow> workflows,
      String workflow,
      Autodiscover autodiscover,
      RepoLocks repoLocks,
      boolean moduleDependents,
      boolean regexpCommands) {
    public static final Rules DEFAULT =
        new Rules(
            Requirements.NONE,
            Set.of(),
            false,
            Map.of(),
            "default",
            Autodiscover.DEFAULT,
            RepoLocks.ON_PLAN,
            false,
            false);

    public Rules {
      allowedOverrides = Set.copyOf(allowedOverrides);
      workflows = new LinkedHashMap<>(workflows);
    }

    public Rules withRequirements(Requirements value) {
      return new Rules(
          value,
          allowedOverrides,
          customWorkflows,
          workflows,
          workflow,
          autodiscover,
          repoLocks,
          moduleDependents,
          regexpCommands);
    }

    public Rules withAllowedOverrides(Set<String> keys) {
      return new Rules(
          requirements,
          keys,
          customWorkflows,
          workflows,
          workflow,
          autodiscover,
          repoLocks,
          moduleDependents,
          regexpCommands);
    }

    public Rules withCustomWorkflows() {
      return new Rules(
          requirements,
          allowedOverrides,
          true,
          workflows,
          workflow,
          autodiscover,
          repoLocks,
          moduleDependents,
          regexpCommands);
    }
  }

  /// @param runs how many commands of different pull requests run at once
  /// @param jobs how many projects of one command run at once, where its repository asks for it
  public record Limits(int runs, int jobs) {
    public static final Limits DEFAULT = new Limits(2, 2);
  }

  public TerraformSettings withNaming(Naming value) {
    return new TerraformSettings(
        value, access, programs, rules, disabledProjects, limits, keepRuns);
  }

  public TerraformSettings withAccess(Access value) {
    return new TerraformSettings(
        naming, value, programs, rules, disabledProjects, limits, keepRuns);
  }

  public TerraformSettings withPrograms(Programs value) {
    return new TerraformSettings(naming, access, value, rules, disabledProjects, limits, keepRuns);
  }

  public TerraformSettings withRules(Rules value) {
    return new TerraformSettings(
        naming, access, programs, value, disabledProjects, limits, keepRuns);
  }

  public TerraformSettings withLimits(Limits value) {
    return new TerraformSettings(
        naming, access, programs, rules, disabledProjects, value, keepRuns);
  }

  public TerraformSettings withDisabledProjects(Map<String, String> value) {
    return new TerraformSettings(naming, access, programs, rules, value, limits, keepRuns);
  }

  /// Why a project is disabled; empty when it is not.
  public Optional<String> disabled(@Nullable String name, String dir) {
    String byName = name == null ? null : disabledProjects.get(name);
    return Optional.ofNullable(byName != null ? byName : disabledProjects.get(dir))
        .map(reason -> reason.isBlank() ? DISABLED : DISABLED + ": " + reason);
  }
}
