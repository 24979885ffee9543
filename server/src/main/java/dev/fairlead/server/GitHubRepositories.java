package dev.fairlead.server;

import dev.fairlead.forge.GitHub;
import dev.fairlead.forge.RepositoryName;
import dev.fairlead.server.config.ServerConfig;
import java.net.http.HttpClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The repositories of the server's configuration on their forges, each with its own token. A
/// repository that lies on no forge (a plain Git URL) has none.
final class GitHubRepositories {
  private final Map<String, OnForge> byUrl = new HashMap<>();

  GitHubRepositories(ServerConfig config, HttpClient http) {
    for (ServerConfig.Repository repository : config.repositories()) {
      RepositoryName.of(repository.url())
          .filter(name -> isGitHub(name.host(), config))
          .ifPresent(name ->
              byUrl.put(
                  repository.url(),
                  new OnForge(
                      repository.url(),
                      name,
                      new GitHub(http, config.endpoints(), repository.token()))));
    }
  }

  /// Any other host may be a forge of another kind, or none: it is taken for GitHub where the
  /// configuration says where its API is.
  private static boolean isGitHub(String host, ServerConfig config) {
    return host.equalsIgnoreCase("github.com") || config.endpoints().api(host).isPresent();
  }

  /// @param url as users write it
  record OnForge(String url, RepositoryName name, GitHub forge) {}

  List<OnForge> all() {
    return List.copyOf(byUrl.values());
  }

  Optional<OnForge> find(String url) {
    return Optional.ofNullable(byUrl.get(url));
  }

  /// @throws IllegalStateException where the repository is on no forge
  OnForge get(String url) {
    return find(url)
        .orElseThrow(
            () -> new IllegalStateException(url + " is not the URL of a repository on a forge"));
  }
}
