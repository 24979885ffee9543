package dev.fairlead.cli.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// The forge through GitHub's REST API.
final class ForgeView {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String api;
  private final Secret token;

  ForgeView(String api, Secret token) {
    this.api = api;
    this.token = token;
  }

  /// Makes an empty repository; its owner is made where it does not exist.
  void createRepository(String fullName) {
    String[] parts = fullName.split("/", 2);
    send(
        "POST",
        "/orgs/" + parts[0] + "/repos",
        JSON.createObjectNode().put("name", parts[1]).put("private", false));
  }

  void createWebhook(String fullName, String url, String secret) {
    ObjectNode hook = JSON.createObjectNode().put("name", "web").put("active", true);
    hook.putArray("events").add("push");
    hook.putObject("config").put("url", url).put("content_type", "json").put("secret", secret);
    send("POST", "/repos/" + fullName + "/hooks", hook);
  }

  private void send(String method, String path, ObjectNode body) {
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(URI.create(api + path))
                  .timeout(Duration.ofSeconds(10))
                  .header("Authorization", "Bearer " + token.reveal())
                  .header("Content-Type", "application/json")
                  .method(method, HttpRequest.BodyPublishers.ofString(body.toString()))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new DemoException(
            method + " " + path + ": HTTP " + response.statusCode() + " " + response.body());
      }
    } catch (IOException e) {
      throw new DemoException("the forge does not answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("interrupted", e);
    }
  }
}
