package dev.fairlead.cli.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A sandbox of another process, as its `sandbox.json` describes it.
///
/// @param pid its process
record RunningSandbox(Path directory, JsonNode description, long pid) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// The sandbox that runs in a directory; empty where none does.
  static Optional<RunningSandbox> find(Path directory) throws IOException {
    JsonNode description;
    try {
      description = JSON.readTree(Files.readAllBytes(directory.resolve("sandbox.json")));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
    long pid = description.path("pid").asLong();
    // a killed sandbox leaves its description; another process may have its pid by now
    boolean alive =
        ProcessHandle.of(pid)
            .flatMap(process -> process.info().startInstant())
            .map(start -> start.toString().equals(description.path("started").asText()))
            .orElse(false);
    return alive ? Optional.of(new RunningSandbox(directory, description, pid)) : Optional.empty();
  }

  /// The sandbox that runs in a directory.
  ///
  /// @throws IllegalStateException where none does
  static RunningSandbox get(Path directory) throws IOException {
    return find(directory)
        .orElseThrow(() ->
            new IllegalStateException(
                "no sandbox runs in %1$s; start one with `fairlead sandbox up --dir %1$s`"
                    .formatted(directory)));
  }

  Optional<ProcessHandle> process() {
    return ProcessHandle.of(pid);
  }

  /// How to point other tools at it.
  void print(PrintWriter out) {
    String forge = text("/forge/url");
    String registry = text("/registry/authority");
    out.println("cluster   " + text("/cluster/url"));
    out.println("          export KUBECONFIG=" + text("/cluster/kubeconfig"));
    out.println("          kubectl get nodes");
    out.println(
        "          kubectl --context sandbox-reader get pods   # may only read, in namespace"
            + " default");
    out.println("forge     " + forge + "   (sign in with a token of sandbox.json)");
    out.println(
        "          git -c http.extraHeader=\"Authorization: Bearer $(jq -r .forge.developerToken "
            + file()
            + ")\" clone "
            + forge
            + "/OWNER/NAME.git");
    out.println("registry  " + registry);
    out.println(
        "          SSL_CERT_FILE=%s skopeo list-tags docker://%s/docker.io/library/debian"
            .formatted(text("/caFile"), registry));
    out.println("all of it " + file() + ": addresses, tokens, authority");
    out.flush();
  }

  private Path file() {
    return directory.resolve("sandbox.json");
  }

  String text(String pointer) {
    return description.at(pointer).asText();
  }

  /// Asks the control server.
  ///
  /// @param body JSON; empty for none
  /// @throws IllegalStateException with what it says, where it refuses
  JsonNode control(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(text("/control/url") + path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + text("/control/token"))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode said = JSON.readTree(answer.body());
      if (answer.statusCode() >= 400) {
        throw new IllegalStateException(said.path("error").asText(answer.body()));
      }
      return said;
    }
  }
}
