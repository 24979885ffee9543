package dev.fairlead.sandbox.registry;

import static dev.fairlead.sandbox.registry.RegistryFixture.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The distribution specification's endpoints, by its numbers.
final class RegistryServerTest {
  private static final String NAME = "ghcr.io/acme/shop";
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  @TempDir Path directory;
  private RegistryFixture registry;

  @BeforeEach
  void start() {
    registry = new RegistryFixture(directory, RegistryAccess.OPEN);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private String manifest(String config, String layer) {
    return """
    {"schemaVersion":2,"mediaType":"%s",
     "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":2},
     "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":5}]}
    """
        .formatted(MANIFEST, config, layer);
  }

  private String pushImage(String name, String tag) {
    String manifest = manifest(registry.pushBlob(name, "{}"), registry.pushBlob(name, "layer"));
    HttpResponse<String> put =
        registry.send(
            "PUT", "/v2/" + name + "/manifests/" + tag, manifest, "Content-Type", MANIFEST);
    assertThat(put.statusCode()).isEqualTo(201);
    return header(put, "Docker-Content-Digest");
  }

  @Test
  void pushesAndPullsByTagAndDigest() {
    String digest = pushImage(NAME, "1.0");

    for (String reference : new String[] {"1.0", digest}) {
      HttpResponse<String> pulled =
          registry.send("GET", "/v2/" + NAME + "/manifests/" + reference, "");
      assertThat(pulled.statusCode()).isEqualTo(200);
      assertThat(Digest.of(pulled.body().getBytes(StandardCharsets.UTF_8))).hasToString(digest);
      assertThat(header(pulled, "Content-Type")).isEqualTo(MANIFEST);
      HttpResponse<String> head =
          registry.send("HEAD", "/v2/" + NAME + "/manifests/" + reference, "");
      assertThat(header(head, "Docker-Content-Digest")).isEqualTo(digest);
      assertThat(header(head, "Content-Length")).isEqualTo(String.valueOf(pulled.body().length()));
    }
    String layer = Digest.of("layer".getBytes(StandardCharsets.UTF_8)).toString();
    assertThat(registry.send("GET", "/v2/" + NAME + "/blobs/" + layer, "").body())
        .isEqualTo("layer");
    HttpResponse<String> part =
        registry.send("GET", "/v2/" + NAME + "/blobs/" + layer, "", "Range", "bytes=1-2");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("ay");
    assertThat(header(part, "Content-Range")).isEqualTo("bytes 1-2/5");
  }

  @Test
  void takesAnUploadInChunksInOrder() {
    String upload = registry.begin(NAME);
    HttpResponse<String> first = registry.send("PATCH", upload, "chunk", "Content-Range", "0-4");
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(header(first, "Range")).isEqualTo("0-4");
    HttpResponse<String> hole = registry.send("PATCH", upload, "late", "Content-Range", "9-12");
    assertThat(hole.statusCode()).isEqualTo(416);
    assertThat(header(hole, "Range")).isEqualTo("0-4");
    assertThat(registry.send("GET", upload, "").statusCode()).isEqualTo(204);
    assertThat(registry.send("PATCH", upload, "ed", "Content-Range", "5-6").statusCode())
        .isEqualTo(202);
    String digest = Digest.of("chunked".getBytes(StandardCharsets.UTF_8)).toString();

    HttpResponse<String> done = registry.send("PUT", upload + "?digest=" + digest, "");

    assertThat(done.statusCode()).isEqualTo(201);
    assertThat(header(done, "Location")).isEqualTo("/v2/" + NAME + "/blobs/" + digest);
    assertThat(registry.send("GET", upload, "").statusCode()).isEqualTo(404);
  }

  @Test
  void refusesContentThatIsNotWhatItSays() {
    String wrong = Digest.of("other".getBytes(StandardCharsets.UTF_8)).toString();
    HttpResponse<String> blob =
        registry.send("PUT", registry.begin(NAME) + "?digest=" + wrong, "content");
    assertThat(blob.statusCode()).isEqualTo(400);
    assertThat(blob.body()).contains("DIGEST_INVALID");
    HttpResponse<String> manifest =
        registry.send(
            "PUT",
            "/v2/" + NAME + "/manifests/1",
            manifest(wrong, wrong),
            "Content-Type",
            MANIFEST);
    assertThat(manifest.statusCode()).isEqualTo(404);
    assertThat(manifest.body()).contains("MANIFEST_BLOB_UNKNOWN", wrong);
    assertThat(
            registry
                .send("PUT", "/v2/" + NAME + "/manifests/1", "no", "Content-Type", MANIFEST)
                .body())
        .contains("MANIFEST_INVALID");
    assertThat(registry.send("GET", "/v2/UPPER/manifests/1", "").body()).contains("NAME_INVALID");
    assertThat(registry.send("GET", "/v2/" + NAME + "/manifests/1", "").statusCode())
        .isEqualTo(404);
    assertThat(registry.send("POST", "/v2/" + NAME + "/manifests/1", "").statusCode())
        .isEqualTo(405);
  }

  @Test
  void mountsABlobFromAnotherRepository() {
    String digest = registry.pushBlob(NAME, "shared");
    String mount = "/v2/acme/other/blobs/uploads/?mount=" + digest + "&from=" + NAME;

    assertThat(registry.send("POST", mount, "").statusCode()).isEqualTo(201);

    assertThat(registry.send("HEAD", "/v2/acme/other/blobs/" + digest, "").statusCode())
        .isEqualTo(200);
    String unknown = mount.replace(NAME, "no/such");
    assertThat(registry.send("POST", unknown, "").statusCode()).isEqualTo(202);
  }

  @Test
  void listsTagsInPagesAndRepositories() {
    for (String tag : new String[] {"b", "a", "c"}) {
      pushImage(NAME, tag);
    }

    assertThat(registry.send("GET", "/v2/" + NAME + "/tags/list", "").body())
        .isEqualTo("{\"name\":\"" + NAME + "\",\"tags\":[\"a\",\"b\",\"c\"]}");
    HttpResponse<String> page = registry.send("GET", "/v2/" + NAME + "/tags/list?n=2", "");
    assertThat(page.body()).contains("[\"a\",\"b\"]");
    assertThat(header(page, "Link")).contains("last=b", "rel=\"next\"");
    assertThat(registry.send("GET", "/v2/" + NAME + "/tags/list?n=2&last=b", "").body())
        .contains("[\"c\"]");
    assertThat(registry.send("GET", "/v2/_catalog", "").body()).contains(NAME);
  }

  @Test
  void deletesTagsManifestsAndBlobs() {
    String digest = pushImage(NAME, "1");
    pushImage(NAME, "2");

    assertThat(registry.send("DELETE", "/v2/" + NAME + "/manifests/1", "").statusCode())
        .isEqualTo(202);
    assertThat(registry.send("GET", "/v2/" + NAME + "/manifests/" + digest, "").statusCode())
        .isEqualTo(200);
    assertThat(registry.send("DELETE", "/v2/" + NAME + "/manifests/" + digest, "").statusCode())
        .isEqualTo(202);
    assertThat(registry.send("GET", "/v2/" + NAME + "/manifests/2", "").statusCode())
        .isEqualTo(404);
    String layer = Digest.of("layer".getBytes(StandardCharsets.UTF_8)).toString();
    assertThat(registry.send("DELETE", "/v2/" + NAME + "/blobs/" + layer, "").statusCode())
        .isEqualTo(202);
    assertThat(registry.send("GET", "/v2/" + NAME + "/blobs/" + layer, "").statusCode())
        .isEqualTo(404);
  }

  @Test
  void listsTheReferrersOfAManifest() {
    String digest = pushImage(NAME, "1");
    String attached =
        """
        {"schemaVersion":2,"mediaType":"%s","artifactType":"application/spdx+json",
         "config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"%s","size":2},
         "layers":[],"subject":{"mediaType":"%s","digest":"%s","size":1}}
        """
            .formatted(MANIFEST, registry.pushBlob(NAME, "{}"), MANIFEST, digest);
    HttpResponse<String> put =
        registry.send("PUT", "/v2/" + NAME + "/manifests/sbom", attached, "Content-Type", MANIFEST);
    assertThat(header(put, "OCI-Subject")).isEqualTo(digest);

    String referrers = "/v2/" + NAME + "/referrers/" + digest;
    assertThat(registry.send("GET", referrers, "").body()).contains("application/spdx+json");
    assertThat(registry.send("GET", referrers + "?artifactType=other", "").body())
        .doesNotContain("spdx");
  }

  @Test
  void answersEveryTagOfABaseImageWithItsMarker() {
    BaseImages.seed(registry.server.store());
    BaseImages.seed(registry.server.store());

    String base = "/v2/docker.io/library/eclipse-temurin/";
    HttpResponse<String> manifest = registry.send("GET", base + "manifests/21.0.2_13-jre", "");
    assertThat(manifest.statusCode()).isEqualTo(200);
    String config = manifest.body().replaceAll(".*\"config\":\\{[^}]*\"(sha256:\\w+)\".*", "$1");
    assertThat(registry.send("GET", base + "blobs/" + config, "").body())
        .contains("\"dev.fairlead.sandbox.runtime\":\"java\"", "JAVA_HOME=/opt/java/openjdk");
    assertThat(registry.send("GET", base + "tags/list", "").body()).contains("[\"latest\"]");
  }

  @Test
  void goesOnWithAnUploadAfterARestart() {
    String upload = registry.begin(NAME);
    registry.send("PATCH", upload, "half", "Content-Range", "0-3");
    registry.close();
    registry = new RegistryFixture(directory, RegistryAccess.OPEN);
    String digest = Digest.of("halfhalf".getBytes(StandardCharsets.UTF_8)).toString();

    assertThat(registry.send("PUT", upload + "?digest=" + digest, "half").statusCode())
        .isEqualTo(201);
  }
}
