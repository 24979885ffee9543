package dev.fairlead.sandbox.node;

/// The name of an image as a Pod gives it, taken apart and completed as containerd does.
///
/// @param registry host, with port if any; `docker.io` if the name has none
/// @param repository such as `library/postgres`
/// @param reference a tag or, beginning with `sha256:`, a digest; `latest` if the name has none
public record ImageName(String registry, String repository, String reference) {
  /// Reads `postgres:16`, `ghcr.io/shop/web`, `host:5000/a/b@sha256:..`.
  ///
  /// @throws IllegalArgumentException when the text names no image
  public static ImageName parse(String text) {
    String rest = text.strip();
    String reference = "";
    int at = rest.indexOf('@');
    if (at >= 0) {
      reference = rest.substring(at + 1);
      rest = rest.substring(0, at);
    }
    int colon = rest.indexOf(':', rest.lastIndexOf('/') + 1);
    if (colon >= 0) {
      if (reference.isEmpty()) {
        reference = rest.substring(colon + 1);
      }
      rest = rest.substring(0, colon);
    }
    String registry = "docker.io";
    int slash = rest.indexOf('/');
    if (slash > 0) {
      String first = rest.substring(0, slash);
      if (first.matches("[A-Za-z0-9][A-Za-z0-9.-]*(?::\\d{1,5})?")
          && (first.contains(".") || first.contains(":") || first.equals("localhost"))) {
        registry = first;
        rest = rest.substring(slash + 1);
      }
    }
    if (registry.equals("docker.io") && !rest.contains("/")) {
      rest = "library/" + rest;
    }
    if (!rest.matches("[a-z0-9]+(?:[._/-]+[a-z0-9]+)*")
        || !reference.matches("|[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|sha256:[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "couldn't parse image name \"" + text + "\": invalid reference format");
    }
    return new ImageName(registry, rest, reference.isEmpty() ? "latest" : reference);
  }

  /// The first segment of the repository: who owns it.
  public String owner() {
    int slash = repository.indexOf('/');
    return slash < 0 ? repository : repository.substring(0, slash);
  }

  /// The complete name, `docker.io/library/postgres:16`.
  @Override
  public String toString() {
    return registry + "/" + repository + (reference.contains(":") ? "@" : ":") + reference;
  }
}
