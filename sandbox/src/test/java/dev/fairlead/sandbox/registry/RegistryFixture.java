package dev.fairlead.sandbox.registry;

import dev.fairlead.sandbox.authority.CertificateAuthority;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A registry over TLS that lets `ada` push with password `s3cret`, and requests to it.
final class RegistryFixture implements AutoCloseable {
  static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  final CertificateAuthority authority;
  final RegistryServer server;
  private final HttpClient http;

  RegistryFixture(Path directory, RegistryAccess access) {
    this(directory, access, Clock.systemUTC());
  }

  RegistryFixture(Path directory, RegistryAccess access, Clock clock) {
    authority = CertificateAuthority.open(directory.resolve("authority"), Clock.systemUTC());
    server =
        RegistryServer.start(
            new RegistryOptions(
                directory.resolve("registry"),
                "127.0.0.1",
                0,
                authority.serverContext(List.of("127.0.0.1", "localhost")),
                access,
                clock));
    http = HttpClient.newBuilder().sslContext(authority.clientContext()).build();
  }

  HttpResponse<String> send(String method, String path, String body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create("https://" + server.authority()).resolve(path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// Begins an upload and gives its location.
  String begin(String name) {
    return header(send("POST", "/v2/" + name + "/blobs/uploads/", ""), "Location");
  }

  /// Pushes a small blob in one request and gives its digest.
  String pushBlob(String name, String content) {
    String digest = Digest.of(content.getBytes(StandardCharsets.UTF_8)).toString();
    send("PUT", begin(name) + "?digest=" + digest, content);
    return digest;
  }

  /// Pushes a manifest and gives its digest.
  String pushManifest(String name, String reference, String mediaType, String content) {
    HttpResponse<String> put =
        send("PUT", "/v2/" + name + "/manifests/" + reference, content, "Content-Type", mediaType);
    if (put.statusCode() != 201) {
      throw new AssertionError(put.statusCode() + " " + put.body());
    }
    return header(put, "Docker-Content-Digest");
  }

  /// Pushes an image of one layer and gives the manifest's digest.
  ///
  /// @param reference a tag; null: by its digest only
  /// @param subject what the image is attached to, or null
  String pushImage(
      String name, @Nullable String reference, String layer, @Nullable String subject) {
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s",
         "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":2},
         "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]%s}
        """
            .formatted(
                MANIFEST,
                pushBlob(name, "{}"),
                pushBlob(name, layer),
                layer.length(),
                subject == null
                    ? ""
                    : ",\"subject\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":1}"
                        .formatted(MANIFEST, subject));
    String digest = Digest.of(manifest.getBytes(StandardCharsets.UTF_8)).toString();
    return pushManifest(name, reference == null ? digest : reference, MANIFEST, manifest);
  }

  int status(String method, String path) {
    return send(method, path, "").statusCode();
  }

  static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Override
  public void close() {
    http.close();
    server.close();
  }
}
