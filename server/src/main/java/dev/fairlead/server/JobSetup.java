package dev.fairlead.server;

import dev.fairlead.actions.action.DockerfileBuilds;
import dev.fairlead.actions.action.ImageBuilds;
import dev.fairlead.actions.runner.RunnerConfiguration;
import dev.fairlead.actions.runner.RunnerPorts;
import dev.fairlead.delivery.DeliveredRepository;
import dev.fairlead.forge.RepositoryName;
import dev.fairlead.git.Mirror;
import dev.fairlead.image.Credentials;
import dev.fairlead.image.RegistryClient;
import dev.fairlead.model.Secret;
import dev.fairlead.server.config.ServerConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Joins the runner of workflows to the server's configuration.
final class JobSetup {
  private static final Secret NO_TOKEN = new Secret("");

  private JobSetup() {}

  static RunnerConfiguration configuration(ServerConfig config, Map<String, String> environment) {
    RunnerConfiguration configuration =
        RunnerConfiguration.standard(
                environment, config.endpoints(), config.data().resolve("tools"))
            .withConcurrentJobs(config.jobs().parallel());
    for (Map.Entry<String, String> variable : config.jobs().environment().entrySet()) {
      configuration = configuration.withEnvironment(variable.getKey(), variable.getValue());
    }
    return config.jobs().mavenSettings() == null
        ? configuration
        : configuration.withHomeFile(".m2/settings.xml", config.jobs().mavenSettings());
  }

  static RunnerPorts ports(
      ServerConfig config, List<DeliveredRepository> repositories, ImageBuilds images) {
    return new RunnerPorts(
        name -> mirror(repositories, name),
        settings(config),
        (name, _) -> token(config, name),
        images);
  }

  static ImageBuilds images(ServerConfig config) {
    Credentials standing =
        host ->
            Optional.ofNullable(config.registries().get(host))
                .map(login -> new Credentials.Login(login.username(), login.password()));
    return new DockerfileBuilds(
        new RegistryClient(config.endpoints(), standing),
        standing,
        config.data().resolve("layers"));
  }

  private static Optional<Mirror> mirror(List<DeliveredRepository> repositories, String name) {
    return repositories.stream()
        .filter(repository -> isNamed(repository.url(), name))
        .map(DeliveredRepository::mirror)
        .findFirst();
  }

  private static RunnerPorts.Settings settings(ServerConfig config) {
    return new RunnerPorts.Settings() {
      @Override
      public Map<String, Secret> secrets(String repository, String environment) {
        return config.jobs().secrets();
      }

      @Override
      public Map<String, String> variables(String repository, String environment) {
        return config.jobs().vars();
      }
    };
  }

  private static Secret token(ServerConfig config, String name) {
    return config.repositories().stream()
        .filter(repository -> isNamed(repository.url(), name))
        .findFirst()
        .map(repository -> repository.token() == null ? NO_TOKEN : repository.token())
        .orElse(NO_TOKEN);
  }

  private static boolean isNamed(String url, String fullName) {
    return RepositoryName.of(url)
        .filter(name -> name.fullName().equalsIgnoreCase(fullName))
        .isPresent();
  }
}
