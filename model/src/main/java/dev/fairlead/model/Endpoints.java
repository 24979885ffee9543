package dev.fairlead.model;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the hosts that users' files name are really served: the server configuration's `endpoints`
/// table. It does for every protocol what Git's `insteadOf` and containerd's hosts files do for
/// theirs. A host that is not listed is reached under its own name.
public record Endpoints(Map<String, Endpoint> byHost) {
  public static final Endpoints NONE = new Endpoints(Map.of());

  public Endpoints {
    byHost = new LinkedHashMap<>(byHost);
  }

  /// @param git base URL of Git repositories, such as `http://127.0.0.1:3000`
  /// @param api base URL of the forge's REST API
  /// @param registry where images of this host are pulled from and pushed to
  public record Endpoint(@Nullable URI git, @Nullable URI api, @Nullable Registry registry) {}

  /// @param authority `host:port` of the registry
  /// @param repositoryPrefix put in front of the repository's name, such as `ghcr.io/`; may be
  ///   empty
  /// @param caFile PEM file of the authority that signed its certificate; null: the JDK's own trust
  public record Registry(String authority, String repositoryPrefix, @Nullable String caFile) {}

  public Optional<Registry> registry(String host) {
    return Optional.ofNullable(byHost.get(host)).map(Endpoint::registry);
  }

  public Optional<URI> api(String host) {
    return Optional.ofNullable(byHost.get(host)).map(Endpoint::api);
  }

  /// The URL to use for a repository URL as users write it (`https://host/owner/name[.git]`, or
  /// `git@host:owner/name.git`).
  public String git(String repositoryUrl) {
    String host;
    String path;
    int scheme = repositoryUrl.indexOf("://");
    if (scheme >= 0) {
      int slash = repositoryUrl.indexOf('/', scheme + 3);
      if (slash < 0) {
        return repositoryUrl;
      }
      String authority = repositoryUrl.substring(scheme + 3, slash);
      host = authority.substring(authority.lastIndexOf('@') + 1);
      path = repositoryUrl.substring(slash + 1);
    } else {
      int colon = repositoryUrl.indexOf(':');
      if (colon < 0) {
        return repositoryUrl;
      }
      host = repositoryUrl.substring(repositoryUrl.lastIndexOf('@', colon) + 1, colon);
      path = repositoryUrl.substring(colon + 1);
    }
    Endpoint endpoint = byHost.get(host);
    if (endpoint == null || endpoint.git() == null) {
      return repositoryUrl;
    }
    String base = endpoint.git().toString();
    return (base.endsWith("/") ? base : base + "/") + path;
  }
}
