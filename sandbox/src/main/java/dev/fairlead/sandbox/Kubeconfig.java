package dev.fairlead.sandbox;

import dev.fairlead.model.Secret;
import dev.fairlead.sandbox.disk.WholeFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

/// A kubeconfig with one cluster, `sandbox`, and a context for each user; the first one is the
/// current one.
///
/// @param server the API server
/// @param ca PEM text of its authority
/// @param tokens the users' bearer tokens by the name of user and context, in order
record Kubeconfig(URI server, String ca, Map<String, Secret> tokens) {
  /// Writes it for its owner's eyes only.
  void write(Path file) {
    WholeFile.writePrivate(file, text().getBytes(StandardCharsets.UTF_8));
  }

  private String text() {
    StringBuilder users = new StringBuilder();
    StringBuilder contexts = new StringBuilder();
    tokens.forEach((name, token) -> {
      users.append(
          """
          - name: %s
            user:
              token: %s
          """
              .formatted(name, token.reveal()));
      contexts.append(
          """
          - name: %1$s
            context:
              cluster: sandbox
              user: %1$s
          """
              .formatted(name));
    });
    return """
    apiVersion: v1
    kind: Config
    clusters:
    - name: sandbox
      cluster:
        server: %s
        certificate-authority-data: %s
    users:
    %scontexts:
    %scurrent-context: %s
    """
        .formatted(
            server,
            Base64.getEncoder().encodeToString(ca.getBytes(StandardCharsets.UTF_8)),
            users,
            contexts,
            tokens.keySet().iterator().next());
  }
}
