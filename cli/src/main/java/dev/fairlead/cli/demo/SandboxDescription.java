package dev.fairlead.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.model.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// What a running sandbox says about itself in its `sandbox.json`.
///
/// @param gitUrl base URL of the forge's repositories
/// @param apiUrl base URL of its REST API
/// @param registry `host:port` of the registry
record SandboxDescription(
    String gitUrl,
    String apiUrl,
    Secret adminToken,
    Secret botToken,
    Secret developerToken,
    Secret reviewerToken,
    String registry,
    Path caFile,
    Path kubeconfig) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static SandboxDescription read(Path file) {
    try {
      JsonNode json = JSON.readTree(file.toFile());
      return new SandboxDescription(
          json.at("/forge/url").asText(),
          json.at("/forge/api").asText(),
          new Secret(json.at("/forge/adminToken").asText()),
          new Secret(json.at("/forge/botToken").asText()),
          new Secret(json.at("/forge/developerToken").asText()),
          new Secret(json.at("/forge/reviewerToken").asText()),
          json.at("/registry/authority").asText(),
          Path.of(json.at("/caFile").asText()),
          Path.of(json.at("/cluster/kubeconfig").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  ForgeView admin() {
    return new ForgeView(apiUrl, adminToken);
  }

  /// The forge as who writes the changes.
  ForgeView developer() {
    return new ForgeView(apiUrl, developerToken);
  }

  /// The forge as somebody else, who may review and merge.
  ForgeView reviewer() {
    return new ForgeView(apiUrl, reviewerToken);
  }

  /// The URL that a developer who is logged in pushes to.
  String gitUrlWithToken(String fullName) {
    return gitUrl.replaceFirst("://", "://developer:" + developerToken.reveal() + "@")
        + "/"
        + fullName
        + ".git";
  }
}
