package dev.fairlead.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.Secret;
import dev.fairlead.sandbox.node.ServiceAccountTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/// Asks the API server for the tokens of service accounts, as a kubelet does: `TokenRequest`.
final class ApiTokens implements ServiceAccountTokens, AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final URI server;
  private final Secret token;
  private final HttpClient http;
  private final ObjectMapper json = new ObjectMapper();

  ApiTokens(URI server, Secret token, SSLContext tls) {
    this.server = server;
    this.token = token;
    this.http = HttpClient.newBuilder().sslContext(tls).connectTimeout(TIMEOUT).build();
  }

  @Override
  public String issue(ObjectNode pod, String audience, Duration lifetime) {
    String namespace = pod.at("/metadata/namespace").asText();
    String account = pod.at("/spec/serviceAccountName").asText("default");
    ObjectNode request = json.createObjectNode();
    request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    ObjectNode spec = request.putObject("spec");
    if (!audience.isEmpty()) {
      spec.putArray("audiences").add(audience);
    }
    spec.put("expirationSeconds", lifetime.toSeconds());
    spec.putObject("boundObjectRef")
        .put("apiVersion", "v1")
        .put("kind", "Pod")
        .put("name", pod.at("/metadata/name").asText())
        .put("uid", pod.at("/metadata/uid").asText());
    URI uri =
        server.resolve(
            "/api/v1/namespaces/" + namespace + "/serviceaccounts/" + account + "/token");
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(uri)
                  .timeout(TIMEOUT)
                  .header("Authorization", "Bearer " + token.reveal())
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new IOException(
            "status "
                + response.statusCode()
                + ": "
                + json.readTree(response.body()).path("message").asText());
      }
      return json.readTree(response.body()).at("/status/token").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot get a token for service account " + namespace + "/" + account, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking for a token", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
