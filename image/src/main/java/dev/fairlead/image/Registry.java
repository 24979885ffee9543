package dev.fairlead.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.image.ImageException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The OCI distribution API of one registry: authentication, retries, redirects. Repositories are
/// given by the names that the registry knows them under. Safe for any thread.
final class Registry {
  static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
  static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
  static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";

  private static final String ACCEPT =
      String.join(", ", OCI_MANIFEST, OCI_INDEX, DOCKER_MANIFEST, DOCKER_LIST);

  /// What registries must accept at least, so that no manifest is larger.
  private static final int MAX_MANIFEST = 4 * 1024 * 1024;

  /// Configurations are small; a hostile registry must not fill our memory.
  private static final int MAX_CONFIG = 8 * 1024 * 1024;

  private static final int MAX_ATTEMPTS = 4;
  private static final int MAX_REDIRECTS = 5;
  private static final int MAX_PAGES = 1000;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /// Layers may be large and lines slow.
  private static final Duration BLOB_TIMEOUT = Duration.ofMinutes(15);

  private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);

  private final String host;
  private final URI base;
  private final HttpClient http;
  private final RegistryLogin login;
  private final ObjectMapper json = new ObjectMapper();

  /// @param host the registry's name in messages
  /// @param base `https://authority`
  Registry(String host, URI base, HttpClient http, Optional<Credentials.Login> credentials) {
    this.host = host;
    this.base = base;
    this.http = http;
    this.login = new RegistryLogin(host, base, http, credentials);
  }

  /// Bytes with their media type and digest.
  record Fetched(String mediaType, String digest, String text) {}

  Optional<Fetched> manifest(String repository, String reference) {
    HttpResponse<InputStream> response =
        send("pull", repository, uri(repository, "manifests/" + reference), "GET", ACCEPT, null);
    byte[] content = bytes(response, MAX_MANIFEST, repository);
    if (response.statusCode() == 404) {
      return Optional.empty();
    }
    expect(response, content, 200, "pull the manifest of", repository + ":" + reference);
    String digest = Digests.of(content);
    if (reference.startsWith("sha256:") && !reference.equals(digest)) {
      throw new ImageException(
          Kind.REFUSED,
          host + " answered for " + repository + "@" + reference + " with other bytes: " + digest);
    }
    String type = response.headers().firstValue("Content-Type").orElse(OCI_MANIFEST);
    return Optional.of(
        new Fetched(
            type.split(";")[0].strip(), digest, new String(content, StandardCharsets.UTF_8)));
  }

  /// The digest that a tag has now, without pulling anything; empty where there is none.
  Optional<String> digest(String repository, String reference) {
    HttpResponse<InputStream> response =
        send("pull", repository, uri(repository, "manifests/" + reference), "HEAD", ACCEPT, null);
    byte[] content = bytes(response, MAX_CONFIG, repository);
    if (response.statusCode() == 404) {
      return Optional.empty();
    }
    expect(response, content, 200, "look up", repository + ":" + reference);
    Optional<String> digest = response.headers().firstValue("Docker-Content-Digest");
    // Old registries leave the header out.
    return digest.isPresent() ? digest : manifest(repository, reference).map(Fetched::digest);
  }

  boolean hasBlob(String repository, String digest) {
    HttpResponse<InputStream> response =
        send("pull,push", repository, uri(repository, "blobs/" + digest), "HEAD", "*/*", null);
    byte[] content = bytes(response, MAX_CONFIG, repository);
    if (response.statusCode() == 404) {
      return false;
    }
    expect(response, content, 200, "look up a blob in", repository);
    return true;
  }

  /// A small blob, checked against its digest.
  byte[] smallBlob(String repository, String digest) {
    HttpResponse<InputStream> response =
        send("pull", repository, uri(repository, "blobs/" + digest), "GET", "*/*", null);
    byte[] content = bytes(response, MAX_CONFIG, repository);
    expect(response, content, 200, "pull " + digest + " of", repository);
    check(repository, digest, Digests.of(content));
    return content;
  }

  /// Pulls a blob into a file, which appears whole or not at all.
  void pullBlob(String repository, String digest, Path file) {
    HttpResponse<InputStream> response =
        send("pull", repository, uri(repository, "blobs/" + digest), "GET", "*/*", null);
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        expect(response, body.readNBytes(MAX_CONFIG), 200, "pull " + digest + " of", repository);
      }
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), ".draft-", "");
      try {
        var hash = Digests.newSha256();
        try (var out = Files.newOutputStream(draft)) {
          body.transferTo(new java.security.DigestOutputStream(out, hash));
        }
        check(repository, digest, Digests.name(hash.digest()));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new ImageException(
          Kind.UNREACHABLE, "cannot pull " + digest + " of " + repository + " from " + host, e);
    }
  }

  private void check(String repository, String digest, String found) {
    if (!digest.equals(found)) {
      throw new ImageException(
          Kind.REFUSED,
          host
              + " answered for blob "
              + digest
              + " of "
              + repository
              + " with other bytes: "
              + found);
    }
  }

  /// Tries to take a blob over from another repository of this registry.
  boolean mount(String repository, String digest, String from) {
    URI uri = uri(repository, "blobs/uploads/?mount=" + encode(digest) + "&from=" + encode(from));
    HttpResponse<InputStream> response =
        send("pull,push", repository, uri, "POST", "*/*", BodyPublishers.noBody(), from);
    byte[] content = bytes(response, MAX_CONFIG, repository);
    if (response.statusCode() == 202) {
      cancel(repository, location(response));
      return false;
    }
    if (response.statusCode() == 401 || response.statusCode() == 403) {
      return false; // pushing may be allowed where mounting is not
    }
    expect(response, content, 201, "mount a blob into", repository);
    return true;
  }

  private void cancel(String repository, URI upload) {
    bytes(send("pull,push", repository, upload, "DELETE", "*/*", null), MAX_CONFIG, repository);
  }

  /// Pushes a blob in two requests, as containerd does.
  void pushBlob(String repository, String digest, BodyContent content) {
    HttpResponse<InputStream> begun =
        send(
            "pull,push",
            repository,
            uri(repository, "blobs/uploads/"),
            "POST",
            "*/*",
            BodyPublishers.noBody());
    expect(begun, bytes(begun, MAX_CONFIG, repository), 202, "push to", repository);
    URI location = location(begun);
    String query = location.getRawQuery();
    URI upload = URI.create(location + (query == null ? "?" : "&") + "digest=" + encode(digest));
    HttpResponse<InputStream> done =
        send("pull,push", repository, upload, "PUT", "*/*", content.publisher());
    expect(done, bytes(done, MAX_CONFIG, repository), 201, "push a blob to", repository);
  }

  /// The body of an upload; asked for anew at each attempt.
  @FunctionalInterface
  interface BodyContent {
    BodyPublisher publisher();
  }

  void pushManifest(String repository, String reference, String mediaType, byte[] manifest) {
    HttpResponse<InputStream> response =
        send(
            "pull,push",
            repository,
            uri(repository, "manifests/" + reference),
            "PUT",
            mediaType,
            BodyPublishers.ofByteArray(manifest));
    byte[] content = bytes(response, MAX_CONFIG, repository);
    expect(response, content, 201, "push the manifest of", repository + ":" + reference);
  }

  /// The tags of a repository in the registry's order; empty where there is no such repository.
  List<String> tags(String repository) {
    var tags = new ArrayList<String>();
    URI page = uri(repository, "tags/list");
    for (int count = 0; count < MAX_PAGES; count++) {
      HttpResponse<InputStream> response =
          send("pull", repository, page, "GET", "application/json", null);
      byte[] content = bytes(response, MAX_CONFIG, repository);
      if (response.statusCode() == 404) {
        return tags;
      }
      expect(response, content, 200, "list the tags of", repository);
      for (JsonNode tag : parse(content).path("tags")) {
        tags.add(tag.asText());
      }
      Optional<String> next =
          response.headers().firstValue("Link").filter(link -> link.contains("rel=\"next\""));
      if (next.isEmpty()) {
        return tags;
      }
      page = page.resolve(next.get().replaceAll("^[^<]*<([^>]*)>.*$", "$1"));
    }
    return tags;
  }

  JsonNode parse(byte[] content) {
    try {
      return json.readTree(content);
    } catch (IOException e) {
      throw new ImageException(Kind.REFUSED, host + " answered with something that is no JSON", e);
    }
  }

  private URI uri(String repository, String rest) {
    return base.resolve("/v2/" + repository + "/" + rest);
  }

  private URI location(HttpResponse<?> response) {
    String location =
        response
            .headers()
            .firstValue("Location")
            .orElseThrow(() ->
                new ImageException(Kind.REFUSED, host + " began an upload without saying where"));
    return response.uri().resolve(location);
  }

  private HttpResponse<InputStream> send(
      String actions,
      String repository,
      URI uri,
      String method,
      String type,
      @Nullable BodyPublisher body) {
    return send(actions, repository, uri, method, type, body, null);
  }

  /// Sends a request, authenticating when asked to, again while the failure may pass.
  ///
  /// @param actions what the token must allow: `pull`, or `pull,push`
  /// @param type what is accepted, or of what kind the body is
  /// @param from another repository that must be readable
  private HttpResponse<InputStream> send(
      String actions,
      String repository,
      URI uri,
      String method,
      String type,
      @Nullable BodyPublisher body,
      @Nullable String from) {
    Duration pause = FIRST_PAUSE;
    boolean challenged = false;
    for (int attempt = 1; ; attempt++) {
      HttpResponse<InputStream> response;
      try {
        response = follow(actions, repository, uri, method, type, body, from);
      } catch (IOException e) {
        if (attempt >= MAX_ATTEMPTS || e instanceof ConnectException) {
          throw unreachable(e);
        }
        pause(pause);
        pause = pause.multipliedBy(2);
        continue;
      }
      if (response.statusCode() == 401 && !challenged) {
        challenged = true;
        List<String> challenges = response.headers().allValues("WWW-Authenticate");
        if (login.answer(challenges, RegistryLogin.scopes(repository, actions, from))) {
          discard(response);
          continue;
        }
      }
      if (!PASSING.contains(response.statusCode()) || attempt >= MAX_ATTEMPTS) {
        return response;
      }
      discard(response);
      pause(pause);
      pause = pause.multipliedBy(2);
    }
  }

  /// Follows redirects by hand, because our credentials must not travel to another host.
  private HttpResponse<InputStream> follow(
      String actions,
      String repository,
      URI uri,
      String method,
      String type,
      @Nullable BodyPublisher body,
      @Nullable String from)
      throws IOException {
    URI at = uri;
    for (int redirects = 0; ; redirects++) {
      var request =
          HttpRequest.newBuilder(at)
              .timeout(at.getPath().contains("/blobs/") ? BLOB_TIMEOUT : TIMEOUT)
              .header("User-Agent", "fairlead")
              .method(method, body == null ? BodyPublishers.noBody() : body);
      if (body == null) {
        request.header("Accept", type);
      } else {
        request.header("Content-Type", type.equals("*/*") ? "application/octet-stream" : type);
      }
      if (at.getAuthority().equals(base.getAuthority())) {
        login
            .header(RegistryLogin.scopes(repository, actions, from))
            .ifPresent(value -> request.header("Authorization", value));
      }
      HttpResponse<InputStream> response;
      try {
        response = http.send(request.build(), BodyHandlers.ofInputStream());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ImageException(Kind.UNREACHABLE, "interrupted while talking to " + host, e);
      }
      int status = response.statusCode();
      Optional<String> location = response.headers().firstValue("Location");
      boolean redirect =
          (status == 301 || status == 302 || status == 303 || status == 307 || status == 308)
              && (method.equals("GET") || method.equals("HEAD"));
      if (!redirect || location.isEmpty() || redirects >= MAX_REDIRECTS) {
        return response;
      }
      discard(response);
      at = at.resolve(location.get());
    }
  }

  private ImageException unreachable(IOException e) {
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String remedy =
        e instanceof javax.net.ssl.SSLException
            ? "; if the registry has a certificate of a private authority, set caFile for "
                + host
                + " in endpoints"
            : "; is it running, and is the entry for " + host + " in endpoints right?";
    return new ImageException(
        Kind.UNREACHABLE,
        "cannot reach registry " + host + " at " + base + ": " + reason + remedy,
        e);
  }

  private void expect(
      HttpResponse<?> response, byte[] content, int wanted, String doing, String what) {
    int status = response.statusCode();
    if (status == wanted || (wanted == 201 && status == 204)) {
      return;
    }
    String said = message(content);
    String text = "cannot " + doing + " " + what + " at registry " + host + ": ";
    throw switch (status) {
      case 401, 403 ->
          new ImageException(
              Kind.UNAUTHORIZED,
              text
                  + (login.isAnonymous()
                      ? "it wants credentials, and none are configured for " + host
                      : "the credentials for " + host + " are wrong or do not allow it")
                  + said);
      case 404 -> new ImageException(Kind.NOT_FOUND, text + "not found" + said);
      default -> new ImageException(Kind.REFUSED, text + "status " + status + said);
    };
  }

  /// What a registry says in its error body, for a message of ours.
  private String message(byte[] content) {
    try {
      JsonNode error = json.readTree(content).path("errors").path(0);
      String code = error.path("code").asText("");
      return code.isEmpty() ? "" : " (" + code + ": " + error.path("message").asText() + ")";
    } catch (IOException _) { // not every answer is one of the registry itself
      return "";
    }
  }

  private byte[] bytes(HttpResponse<InputStream> response, int limit, String repository) {
    try (InputStream body = response.body()) {
      byte[] content = body.readNBytes(limit + 1);
      if (content.length > limit) {
        throw new ImageException(
            Kind.REFUSED,
            host + " answered for " + repository + " with more than " + limit + " bytes");
      }
      return content;
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private static void discard(HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      body.skip(MAX_CONFIG);
    } catch (IOException _) {
      // nobody wants it
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageException(Kind.UNREACHABLE, "interrupted while waiting for a registry", e);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
