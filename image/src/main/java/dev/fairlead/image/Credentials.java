package dev.fairlead.image;

import dev.fairlead.model.Secret;
import java.util.Map;
import java.util.Optional;

/// Who we are at a registry.
@FunctionalInterface
public interface Credentials {
  /// Everywhere nobody.
  Credentials ANONYMOUS = _ -> Optional.empty();

  /// @param host as users write it: `ghcr.io`, `docker.io`
  Optional<Login> login(String host);

  /// A name and password (mostly a token).
  record Login(String user, Secret password) {}

  static Credentials of(Map<String, Login> byHost) {
    Map<String, Login> logins = Map.copyOf(byHost);
    return host -> Optional.ofNullable(logins.get(host));
  }
}
