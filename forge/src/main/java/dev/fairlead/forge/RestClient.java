package dev.fairlead.forge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.fairlead.model.Endpoints;
import dev.fairlead.model.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Requests to GitHub's REST API: authentication, JSON, pages, repeated attempts, errors. Safe for
/// any thread.
final class RestClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /// Pauses before the second attempt and the next ones.
  private static final List<Duration> PAUSES =
      List.of(Duration.ofMillis(500), Duration.ofSeconds(2));

  /// So many pages of 100 at most: GitHub itself ends the list of a pull request's files at 3000.
  private static final int MAX_PAGES = 100;

  private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;[^,]*\\brel=\"?next\"?");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final Endpoints endpoints;
  private final @Nullable Secret token;
  private final Pause pause;

  RestClient(HttpClient http, Endpoints endpoints, @Nullable Secret token, Pause pause) {
    this.http = http;
    this.endpoints = endpoints;
    this.token = token;
    this.pause = pause;
  }

  /// An answer, whatever its status.
  ///
  /// @param json missing where the body is empty or no JSON
  record Answer(String doing, int status, JsonNode json, HttpResponse<String> response) {
    boolean succeeded() {
      return status >= 200 && status < 300;
    }

    /// The forge's own words.
    String message() {
      return json.path("message").asText("");
    }

    Fields fields() {
      if (!json.isObject()) {
        throw new ForgeException(doing + ": the answer is not a JSON object");
      }
      return new Fields(json, "the answer to " + doing);
    }
  }

  Answer get(String host, String path) {
    return accepted(send("GET", api(host) + path, null, true));
  }

  /// Every page of a list.
  ///
  /// @param path with a query or without
  List<Fields> list(String host, String path) {
    String url = api(host) + path + (path.contains("?") ? "&" : "?") + "per_page=100";
    var items = new ArrayList<Fields>();
    for (int page = 0; page < MAX_PAGES; page++) {
      Answer answer = accepted(send("GET", url, null, true));
      if (!answer.json().isArray()) {
        throw new ForgeException(answer.doing() + ": the answer is not a JSON list");
      }
      for (JsonNode item : answer.json()) {
        items.add(new Fields(item, "item " + (items.size() + 1) + " of " + answer.doing()));
      }
      Optional<String> next = next(host, answer.response());
      if (next.isEmpty()) {
        return items;
      }
      url = next.get();
    }
    throw new ForgeException(
        "GET " + path + ": the list has more than " + MAX_PAGES * 100 + " entries");
  }

  /// @param repeatable whether a second attempt does no harm, so that it may follow one whose
  ///   answer was lost
  Answer change(
      String method, String host, String path, @Nullable Object body, boolean repeatable) {
    return accepted(attempt(method, host, path, body, repeatable));
  }

  /// The same, but a refusal is an answer too.
  Answer attempt(
      String method, String host, String path, @Nullable Object body, boolean repeatable) {
    return send(method, api(host) + path, body, repeatable);
  }

  void pause(Duration duration, String doing) {
    try {
      pause.await(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ForgeException(doing + ": interrupted", e);
    }
  }

  static Answer accepted(Answer answer) {
    if (answer.succeeded()) {
      return answer;
    }
    throw Refusals.of(answer);
  }

  private Answer send(String method, String url, @Nullable Object body, boolean repeatable) {
    URI uri = URI.create(url);
    String doing = method + " " + uri.getPath() + " at " + uri.getAuthority();
    HttpRequest request = request(method, uri, body);
    for (int attempt = 0; ; attempt++) {
      boolean last = !repeatable || attempt == PAUSES.size();
      try {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (last || !isPassing(response.statusCode())) {
          return new Answer(doing, response.statusCode(), json(response.body()), response);
        }
      } catch (IOException e) {
        if (last) {
          throw new ForgeException(
              doing + ": the forge cannot be reached: " + e.getClass().getSimpleName(), e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ForgeException(doing + ": interrupted", e);
      }
      pause(PAUSES.get(attempt), doing);
    }
  }

  private HttpRequest request(String method, URI uri, @Nullable Object body) {
    var request =
        HttpRequest.newBuilder(uri)
            .timeout(TIMEOUT)
            .header("Accept", "application/vnd.github+json")
            .header("X-GitHub-Api-Version", "2022-11-28")
            .header("User-Agent", "fairlead");
    if (token != null) {
      request.header("Authorization", "Bearer " + token.reveal());
    }
    if (body == null) {
      return request.method(method, HttpRequest.BodyPublishers.noBody()).build();
    }
    try {
      return request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
          .build();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts is always JSON", e);
    }
  }

  /// What proxies and busy servers say: a moment later it may be different.
  private static boolean isPassing(int status) {
    return status == 500 || status == 502 || status == 503 || status == 504;
  }

  private static JsonNode json(String body) {
    try {
      JsonNode node = JSON.readTree(body);
      return node == null ? MissingNode.getInstance() : node;
    } catch (JsonProcessingException _) {
      return MissingNode.getInstance(); // a proxy's page: the status says enough
    }
  }

  /// The next page, only if it is on the same server: the token goes nowhere else.
  private Optional<String> next(String host, HttpResponse<String> response) {
    URI api = URI.create(api(host));
    for (String header : response.headers().allValues("Link")) {
      Matcher link = NEXT.matcher(header);
      if (link.find()) {
        URI next = api.resolve(link.group(1));
        if (!String.valueOf(next.getAuthority()).equals(api.getAuthority())
            || !String.valueOf(next.getScheme()).equals(api.getScheme())) {
          throw new ForgeException(
              "the next page of " + response.uri().getPath() + " is on another server: " + next);
        }
        return Optional.of(next.toString());
      }
    }
    return Optional.empty();
  }

  private String api(String host) {
    URI api = endpoints.api(host).orElseGet(() -> publicApi(host));
    return api.toString().replaceFirst("/$", "");
  }

  private static URI publicApi(String host) {
    return host.equals("github.com")
        ? URI.create("https://api.github.com")
        : URI.create("https://" + host + "/api/v3");
  }
}
