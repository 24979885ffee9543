package dev.fairlead.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.image.ImageException.Kind;
import dev.fairlead.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Answers a registry's challenges: Basic, or Bearer with a token from the named realm, kept per
/// set of scopes until the registry no longer takes it. Safe for any thread.
final class RegistryLogin {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_ANSWER = 1024 * 1024;
  private static final Pattern PARAMETER = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|([^\\s,]+))");

  private final String host;
  private final URI base;
  private final HttpClient http;
  private final Optional<Credentials.Login> credentials;
  private final Map<List<String>, Secret> headers = new ConcurrentHashMap<>();

  RegistryLogin(String host, URI base, HttpClient http, Optional<Credentials.Login> credentials) {
    this.host = host;
    this.base = base;
    this.http = http;
    this.credentials = credentials;
  }

  boolean isAnonymous() {
    return credentials.isEmpty();
  }

  static List<String> scopes(String repository, String actions, @Nullable String from) {
    String scope = "repository:" + repository + ":" + actions;
    return from == null || from.equals(repository)
        ? List.of(scope)
        : List.of(scope, "repository:" + from + ":pull");
  }

  /// The Authorization header that was right for these scopes before.
  Optional<String> header(List<String> scopes) {
    return Optional.ofNullable(headers.get(scopes)).map(Secret::reveal);
  }

  /// Gets what a 401 asks for.
  ///
  /// @return whether another attempt makes sense
  boolean answer(List<String> challenges, List<String> scopes) {
    for (String challenge : challenges) {
      if (challenge.regionMatches(true, 0, "Bearer ", 0, 7)) {
        headers.put(scopes, new Secret("Bearer " + token(challenge, scopes).reveal()));
        return true;
      }
    }
    for (String challenge : challenges) {
      if (challenge.regionMatches(true, 0, "Basic", 0, 5) && credentials.isPresent()) {
        headers.put(scopes, new Secret(basic(credentials.get())));
        return true;
      }
    }
    return false;
  }

  private Secret token(String challenge, List<String> scopes) {
    String realm = "";
    var query = new StringBuilder();
    Matcher parameters = PARAMETER.matcher(challenge);
    while (parameters.find()) {
      String value = parameters.group(2) == null ? parameters.group(3) : parameters.group(2);
      switch (parameters.group(1)) {
        case "realm" -> realm = value;
        case "service" -> query.append("service=").append(encode(value));
        default -> {} // the scope is ours to choose, errors are for people
      }
    }
    for (String scope : scopes) {
      query.append(query.isEmpty() ? "" : "&").append("scope=").append(encode(scope));
    }
    URI uri = realm(realm, query.toString());
    var request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).GET();
    if (credentials.isPresent()) {
      requireProtected(uri);
      request.header("Authorization", basic(credentials.get()));
    }
    try {
      HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
      byte[] content;
      try (InputStream body = response.body()) {
        content = body.readNBytes(MAX_ANSWER);
      }
      if (response.statusCode() != 200) {
        throw new ImageException(
            Kind.UNAUTHORIZED,
            "registry "
                + host
                + " gives no token for "
                + String.join(" ", scopes)
                + ": status "
                + response.statusCode()
                + (credentials.isPresent()
                    ? "; are the user and password for " + host + " right?"
                    : "; no credentials are configured for " + host));
      }
      JsonNode answer = new ObjectMapper().readTree(content);
      return new Secret(answer.path("token").asText(answer.path("access_token").asText("")));
    } catch (IOException e) {
      throw new ImageException(
          Kind.UNREACHABLE, "cannot get a token for registry " + host + " from " + uri, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageException(
          Kind.UNREACHABLE, "interrupted while getting a token for registry " + host, e);
    }
  }

  private URI realm(String realm, String query) {
    try {
      return base.resolve(realm + (realm.contains("?") ? "&" : "?") + query);
    } catch (IllegalArgumentException e) {
      throw new ImageException(
          Kind.REFUSED, "registry " + host + " names a realm that is no URL: " + realm, e);
    }
  }

  /// Passwords do not go over plain HTTP, except on this machine.
  private void requireProtected(URI uri) {
    String at = uri.getHost();
    if (!"https".equals(uri.getScheme()) && !RegistryClient.isLoopback(at)) {
      throw new ImageException(
          Kind.REFUSED, "registry " + host + " wants the password sent to " + uri + " without TLS");
    }
  }

  private String basic(Credentials.Login login) {
    requireProtected(base);
    String pair = login.user() + ":" + login.password().reveal();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
