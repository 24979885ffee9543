package dev.fairlead.sandbox.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.model.Endpoints;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Pulls manifests and blobs over the OCI distribution API from where [Endpoints] says that an
/// image's registry is served. A registry that the table does not list is not asked: a sandbox
/// needs no network. Everything is verified by its digest. Safe for any thread.
final class RegistryClient implements AutoCloseable {
  private static final String ACCEPT =
      String.join(
          ", ",
          "application/vnd.oci.image.manifest.v1+json",
          "application/vnd.docker.distribution.manifest.v2+json",
          "application/vnd.oci.image.index.v1+json",
          "application/vnd.docker.distribution.manifest.list.v2+json");

  /// Manifests and configurations of real images stay far below.
  private static final int MAX_JSON_BYTES = 4 << 20;

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Endpoints endpoints;
  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

  RegistryClient(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  /// A manifest (of one platform) and its digest.
  record Manifest(String digest, JsonNode content) {}

  /// The manifest of an image, of this platform if the name stands for several.
  Manifest manifest(ImageName name) {
    Manifest manifest = fetchManifest(name, name.reference());
    JsonNode platforms = manifest.content().path("manifests");
    if (platforms.isArray()) {
      String architecture =
          System.getProperty("os.arch", "amd64").equals("aarch64") ? "arm64" : "amd64";
      for (JsonNode entry : platforms) {
        if (entry.path("platform").path("os").asText().equals("linux")
            && entry.path("platform").path("architecture").asText().equals(architecture)) {
          return fetchManifest(name, entry.path("digest").asText());
        }
      }
      throw ImageException.pull(
          failure(name) + "no match for platform linux/" + architecture + " in manifest", null);
    }
    return manifest;
  }

  /// The digest that an image's tag stands for now; empty if it cannot be had.
  Optional<String> digest(ImageName name) {
    try {
      return Optional.of(fetchManifest(name, name.reference()).digest());
    } catch (ImageException _) { // the caller asks only whether a newer one is there
      return Optional.empty();
    }
  }

  private Manifest fetchManifest(ImageName name, String reference) {
    HttpResponse<InputStream> response =
        get(name, "/manifests/" + reference, ACCEPT, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      byte[] bytes = body.readNBytes(MAX_JSON_BYTES + 1);
      if (bytes.length > MAX_JSON_BYTES) {
        throw ImageException.pull(failure(name) + "the manifest is too large", null);
      }
      String digest = "sha256:" + HexFormat.of().formatHex(sha256().digest(bytes));
      if (reference.startsWith("sha256:") && !reference.equals(digest)) {
        throw ImageException.pull(failure(name) + "the manifest's digest is " + digest, null);
      }
      return new Manifest(digest, json.readTree(bytes));
    } catch (IOException e) {
      throw ImageException.pull(failure(name) + e, e);
    }
  }

  /// Reads a small JSON blob: the configuration.
  JsonNode jsonBlob(ImageName name, String digest) {
    HttpResponse<InputStream> response =
        get(name, "/blobs/" + digest, "*/*", HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      byte[] bytes = body.readNBytes(MAX_JSON_BYTES);
      verify(name, digest, "sha256:" + HexFormat.of().formatHex(sha256().digest(bytes)));
      return json.readTree(bytes);
    } catch (IOException e) {
      throw ImageException.pull(failure(name) + e, e);
    }
  }

  /// Writes a blob to a new file.
  void download(ImageName name, String digest, Path file) {
    HttpResponse<InputStream> response =
        get(name, "/blobs/" + digest, "*/*", HttpResponse.BodyHandlers.ofInputStream());
    MessageDigest sum = sha256();
    try (InputStream body = response.body();
        var out = Files.newOutputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        sum.update(buffer, 0, n);
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      throw ImageException.pull(failure(name) + e, e);
    }
    verify(name, digest, "sha256:" + HexFormat.of().formatHex(sum.digest()));
  }

  private static void verify(ImageName name, String expected, String actual) {
    if (!expected.equals(actual)) {
      throw ImageException.pull(
          failure(name) + "a blob's digest is " + actual + ", expected " + expected, null);
    }
  }

  private <T> HttpResponse<T> get(
      ImageName name, String path, String accept, HttpResponse.BodyHandler<T> handler) {
    Endpoints.Registry registry =
        endpoints
            .registry(name.registry())
            .orElseThrow(() ->
                ImageException.pull(
                    failure(name)
                        + "registry "
                        + name.registry()
                        + " is not among the sandbox's endpoints",
                    null));
    URI uri =
        URI.create(
            "https://"
                + registry.authority()
                + "/v2/"
                + registry.repositoryPrefix()
                + name.repository()
                + path);
    HttpResponse<T> response;
    try {
      HttpClient client =
          clients.computeIfAbsent(
              String.valueOf(registry.caFile()), _ -> client(registry.caFile()));
      response =
          client.send(
              HttpRequest.newBuilder(uri).header("Accept", accept).timeout(TIMEOUT).build(),
              handler);
    } catch (IOException e) {
      throw ImageException.pull(failure(name) + "failed to do request: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ImageException.pull(failure(name) + "interrupted", e);
    }
    if (response.statusCode() == 404) {
      throw ImageException.pull(failure(name) + name + ": not found", null);
    }
    if (response.statusCode() != 200) {
      throw ImageException.pull(
          failure(name)
              + "unexpected status from GET request to "
              + uri
              + ": "
              + response.statusCode(),
          null);
    }
    return response;
  }

  private static String failure(ImageName name) {
    return "failed to pull and unpack image \"" + name + "\": ";
  }

  private static HttpClient client(@Nullable String caFile) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NORMAL);
    if (caFile != null) {
      try (InputStream in = Files.newInputStream(Path.of(caFile))) {
        Collection<? extends Certificate> authorities =
            CertificateFactory.getInstance("X.509").generateCertificates(in);
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int i = 0;
        for (Certificate authority : authorities) {
          store.setCertificateEntry("ca-" + i++, authority);
        }
        TrustManagerFactory trust =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        builder.sslContext(tls);
      } catch (IOException | GeneralSecurityException e) {
        throw ImageException.pull("cannot read the registry's CA file " + caFile + ": " + e, e);
      }
    }
    return builder.build();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    clients.values().forEach(HttpClient::shutdownNow);
  }
}
