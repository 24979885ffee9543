package dev.fairlead.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.image.ImageException.Kind;
import dev.fairlead.model.Endpoints;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Talks to registries, by the names that users write; [Endpoints] says where they are served and
/// whose certificates they have. Each registry has a client of its own, so that a private authority
/// is trusted for its registry only and nothing is set for the whole process. Safe for any thread.
public final class RegistryClient implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final Endpoints endpoints;
  private final Credentials credentials;
  private final Shared shared;

  /// What clients with other credentials for the same registries may have in common.
  private static final class Shared {
    final Map<String, HttpClient> clients = new ConcurrentHashMap<>();
    final Map<String, URI> bases = new ConcurrentHashMap<>();
  }

  private final Map<String, Registry> registries = new ConcurrentHashMap<>();

  public RegistryClient(Endpoints endpoints, Credentials credentials) {
    this(endpoints, credentials, new Shared());
  }

  private RegistryClient(Endpoints endpoints, Credentials credentials, Shared shared) {
    this.endpoints = endpoints;
    this.credentials = credentials;
    this.shared = shared;
  }

  /// A client for the same registries that comes in as somebody else. It shares connections with
  /// this one and ends with it.
  public RegistryClient withCredentials(Credentials other) {
    return new RegistryClient(endpoints, other, shared);
  }

  /// The digest that a reference has at the registry now; empty where there is no such image.
  ///
  /// @throws ImageException where the registry cannot be asked
  public Optional<String> digest(ImageReference image) {
    return registry(image).digest(repository(image), image.reference());
  }

  public boolean exists(ImageReference image) {
    return digest(image).isPresent();
  }

  /// The tags of an image's repository, in the registry's order; empty where there is none.
  public List<String> tags(ImageReference image) {
    return registry(image).tags(repository(image));
  }

  /// The image's configuration (of linux/amd64 where the reference names several platforms); empty
  /// where there is no such image.
  public Optional<JsonNode> configuration(ImageReference image) {
    return pull(image, Platform.DEFAULT).map(PulledImage::configuration);
  }

  /// The labels of an image; empty where there is no such image.
  public Optional<Map<String, String>> labels(ImageReference image) {
    return configuration(image)
        .map(configuration -> {
          Map<String, String> labels = new LinkedHashMap<>();
          configuration
              .at("/config/Labels")
              .properties()
              .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
          return labels;
        });
  }

  /// Manifest and configuration of an image for a platform.
  Optional<PulledImage> pull(ImageReference image, Platform platform) {
    Registry registry = registry(image);
    String repository = repository(image);
    Optional<Registry.Fetched> found = registry.manifest(repository, image.reference());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Registry.Fetched manifest = found.get();
    JsonNode json = parse(image, manifest.text());
    if (json.path("manifests").isArray()) {
      String digest =
          platform
              .select(json.path("manifests"))
              .orElseThrow(() ->
                  new ImageException(
                      Kind.NOT_FOUND, image + " has no image for platform " + platform));
      manifest =
          registry
              .manifest(repository, digest)
              .orElseThrow(
                  () -> new ImageException(Kind.NOT_FOUND, image + " lacks its part " + digest));
      json = parse(image, manifest.text());
    }
    if (!json.path("layers").isArray()) {
      throw new ImageException(
          Kind.INVALID,
          image + " has a manifest that is neither OCI's nor Docker's: " + manifest.mediaType());
    }
    byte[] configuration =
        registry.smallBlob(repository, json.path("config").path("digest").asText());
    return Optional.of(
        new PulledImage(image, manifest.digest(), json, registry.parse(configuration)));
  }

  private static JsonNode parse(ImageReference image, String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new ImageException(Kind.INVALID, "the manifest of " + image + " is not JSON", e);
    }
  }

  /// The repository's name at the place where it is served.
  String repository(ImageReference image) {
    return endpoints
        .registry(image.host())
        .map(endpoint -> endpoint.repositoryPrefix() + image.repository())
        .orElse(image.repository());
  }

  /// Whether two images lie in the same registry, so that blobs can be mounted.
  boolean sameRegistry(ImageReference one, ImageReference other) {
    return authority(one.host()).equals(authority(other.host()));
  }

  Registry registry(ImageReference image) {
    return registries.computeIfAbsent(
        image.host(),
        host -> {
          String authority = authority(host);
          String caFile = endpoints.registry(host).map(Endpoints.Registry::caFile).orElse(null);
          HttpClient http = shared.clients.computeIfAbsent(authority, _ -> newClient(host, caFile));
          URI base = shared.bases.computeIfAbsent(authority, _ -> base(authority, caFile, http));
          return new Registry(host, base, http, credentials.login(host));
        });
  }

  private String authority(String host) {
    return endpoints
        .registry(host)
        .map(Endpoints.Registry::authority)
        // Docker Hub's API is not where its name says.
        .orElse(host.equals("docker.io") ? "registry-1.docker.io" : host);
  }

  /// HTTPS; a registry on this machine that speaks no TLS is taken as it is, as Docker does.
  private static URI base(String authority, @Nullable String caFile, HttpClient http) {
    URI secure = URI.create("https://" + authority);
    if (caFile == null && isLoopback(secure.getHost())) {
      try {
        var _ =
            http.send(
                HttpRequest.newBuilder(secure.resolve("/v2/")).timeout(CONNECT_TIMEOUT).build(),
                BodyHandlers.discarding());
      } catch (SSLException _) {
        return URI.create("http://" + authority);
      } catch (IOException _) {
        // said by the request that follows
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    return secure;
  }

  static boolean isLoopback(@Nullable String host) {
    return host != null
        && (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]"));
  }

  private static HttpClient newClient(String host, @Nullable String caFile) {
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER);
    if (caFile != null) {
      builder.sslContext(trusting(host, Path.of(caFile)));
    }
    return builder.build();
  }

  private static SSLContext trusting(String host, Path caFile) {
    try (InputStream file = Files.newInputStream(caFile)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int count = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(file)) {
        store.setCertificateEntry("ca-" + count, certificate);
        count++;
      }
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new ImageException(
          Kind.INVALID,
          "cannot read the CA file for registry "
              + host
              + ": "
              + caFile
              + "; it must hold PEM certificates",
          e);
    }
  }

  @Override
  public void close() {
    shared.clients.values().forEach(HttpClient::close);
  }
}
