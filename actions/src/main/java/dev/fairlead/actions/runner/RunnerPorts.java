package dev.fairlead.actions.runner;

import dev.fairlead.actions.action.ImageBuilds;
import dev.fairlead.actions.action.Sources;
import dev.fairlead.model.Secret;
import java.util.Map;

/// What a runner needs from the world.
///
/// @param sources repositories to check out and to take actions from
/// @param settings secrets and variables
/// @param tokens tokens for jobs
/// @param images builds of container images
public record RunnerPorts(Sources sources, Settings settings, Tokens tokens, ImageBuilds images) {

  /// Secrets and variables of a repository.
  public interface Settings {
    Settings NONE =
        new Settings() {
          @Override
          public Map<String, Secret> secrets(String repository, String environment) {
            return Map.of();
          }

          @Override
          public Map<String, String> variables(String repository, String environment) {
            return Map.of();
          }
        };

    /// @param environment the job's deployment environment; empty: none
    Map<String, Secret> secrets(String repository, String environment);

    Map<String, String> variables(String repository, String environment);
  }

  /// Issues what `github.token` is.
  @FunctionalInterface
  public interface Tokens {
    Secret token(String repository, long runId);
  }
}
