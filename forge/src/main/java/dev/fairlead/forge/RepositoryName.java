package dev.fairlead.forge;

import java.util.Optional;

/// A repository's place on its forge, read from its URL.
public record RepositoryName(String host, String owner, String name) {

  /// From `https://host/owner/name[.git]`, `ssh://git@host/owner/name[.git]` or
  /// `git@host:owner/name[.git]`; empty for a URL of another form.
  public static Optional<RepositoryName> of(String url) {
    String rest = url;
    int scheme = rest.indexOf("://");
    if (scheme >= 0) {
      rest = rest.substring(scheme + 3);
    } else {
      rest = rest.replaceFirst(":", "/");
    }
    rest = rest.substring(rest.indexOf('@') + 1);
    while (rest.endsWith("/")) {
      rest = rest.substring(0, rest.length() - 1);
    }
    if (rest.endsWith(".git")) {
      rest = rest.substring(0, rest.length() - 4);
    }
    String[] parts = rest.split("/", -1);
    if (parts.length != 3 || parts[0].isEmpty() || parts[1].isEmpty() || parts[2].isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new RepositoryName(parts[0], parts[1], parts[2]));
  }

  /// Its address as users write it, without a suffix: `https://host/owner/name`.
  public String url() {
    return "https://" + host + "/" + fullName();
  }

  public String fullName() {
    return owner + "/" + name;
  }
}
