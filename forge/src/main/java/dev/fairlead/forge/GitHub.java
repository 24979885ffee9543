package dev.fairlead.forge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.Endpoints;
import dev.fairlead.model.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// GitHub's REST API, version 3. Safe for any thread.
public final class GitHub {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final Endpoints endpoints;
  private final @Nullable Secret token;

  /// @param token null: requests are made without credentials
  public GitHub(HttpClient http, Endpoints endpoints, @Nullable Secret token) {
    this.http = http;
    this.endpoints = endpoints;
    this.token = token;
  }

  /// Sets a commit's status.
  ///
  /// @throws ForgeException where the forge cannot be reached or refuses
  public void setStatus(RepositoryName repository, CommitId commit, CommitStatus status) {
    Map<String, String> body =
        Map.of(
            "state", status.outcome().name().toLowerCase(Locale.ROOT),
            "context", status.context(),
            "description", status.description(),
            "target_url", status.targetUrl());
    post(repository, "/repos/" + repository.fullName() + "/statuses/" + commit.hex(), body);
  }

  private void post(RepositoryName repository, String path, Map<String, String> body) {
    URI api = endpoints.api(repository.host()).orElseGet(() -> publicApi(repository.host()));
    String base = api.toString().replaceFirst("/$", "");
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(TIMEOUT)
            .header("Accept", "application/vnd.github+json")
            .header("X-GitHub-Api-Version", "2022-11-28")
            .header("Content-Type", "application/json");
    if (token != null) {
      request.header("Authorization", "Bearer " + token.reveal());
    }
    String doing = "POST " + path + " at " + api.getAuthority();
    try {
      request.POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new ForgeException(doing + ": HTTP " + response.statusCode() + remedy(response));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts is always JSON", e);
    } catch (IOException e) {
      throw new ForgeException(
          doing + ": the forge cannot be reached: " + e.getClass().getSimpleName(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ForgeException(doing + ": interrupted", e);
    }
  }

  private static String remedy(HttpResponse<String> response) {
    return switch (response.statusCode()) {
      case 401, 403, 404 -> "; check that the repository's token may write commit statuses";
      default -> "";
    };
  }

  private static URI publicApi(String host) {
    return host.equals("github.com")
        ? URI.create("https://api.github.com")
        : URI.create("https://" + host + "/api/v3");
  }
}
