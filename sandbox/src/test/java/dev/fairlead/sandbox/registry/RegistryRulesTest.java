package dev.fairlead.sandbox.registry;

import static dev.fairlead.sandbox.registry.RegistryFixture.MANIFEST;
import static dev.fairlead.sandbox.registry.RegistryFixture.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.sandbox.CommandLine;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Single rules of the distribution specification, and what happens at its edges.
final class RegistryRulesTest {
  private static final String NAME = "ghcr.io/acme/shop";
  private static final String UPLOADS = "/v2/" + NAME + "/blobs/uploads/";

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

  private static String digest(String content) {
    return Digest.of(content.getBytes(StandardCharsets.UTF_8)).toString();
  }

  @Test
  void takesABlobInASinglePost() {
    HttpResponse<String> post = registry.send("POST", UPLOADS + "?digest=" + digest("x"), "x");

    assertThat(post.statusCode()).isEqualTo(201);
    assertThat(header(post, "Docker-Content-Digest")).isEqualTo(digest("x"));
    assertThat(registry.status("HEAD", "/v2/" + NAME + "/blobs/" + digest("x"))).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha256:abc", "md5:0123", "nonsense", ""})
  void refusesADigestThatIsNone(String digest) throws IOException {
    HttpResponse<String> post = registry.send("POST", UPLOADS + "?digest=" + digest, "x");
    assertThat(post.statusCode()).isEqualTo(400);
    assertThat(post.body()).contains("DIGEST_INVALID");
    String upload = registry.begin(NAME);
    assertThat(registry.send("PUT", upload + "?digest=" + digest, "x").body())
        .contains("DIGEST_INVALID");
    assertThat(registry.status("GET", upload)).isEqualTo(204);
    assertThat(registry.status("DELETE", upload)).isEqualTo(204);
    try (Stream<Path> files = Files.walk(directory.resolve("registry"))) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void mountsFromAnyRepositoryWhereNoneIsNamed() {
    String digest = registry.pushBlob("acme/other", "shared");

    assertThat(registry.status("POST", UPLOADS + "?mount=" + digest)).isEqualTo(201);
    HttpResponse<String> fallback =
        registry.send("POST", UPLOADS + "?mount=" + digest("not here") + "&from=acme/other", "");
    assertThat(fallback.statusCode()).isEqualTo(202);
    assertThat(header(fallback, "Location")).startsWith(UPLOADS);
  }

  @Test
  void endsAnUploadWithTheLastChunkInItsPlaceOnly() {
    String upload = registry.begin(NAME);
    registry.send("PATCH", upload, "chunk", "Content-Range", "0-4");
    String end = upload + "?digest=" + digest("chunked");

    assertThat(registry.send("PUT", end, "ed", "Content-Range", "4-5").statusCode()).isEqualTo(416);
    assertThat(registry.send("PUT", end, "ed", "Content-Range", "5-9").body())
        .contains("SIZE_INVALID");
    assertThat(registry.send("PUT", end, "ed", "Content-Range", "5-6").statusCode()).isEqualTo(201);
  }

  @Test
  void startsWithTheFirstByteOnly() {
    HttpResponse<String> late =
        registry.send("PATCH", registry.begin(NAME), "x", "Content-Range", "3-3");

    assertThat(late.statusCode()).isEqualTo(416);
    assertThat(header(late, "Location")).startsWith(UPLOADS);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=2-3, 206, 23",
    "bytes=7-, 206, 789",
    "bytes=-4, 206, 6789",
    "bytes=8-99, 206, 89",
    "bytes=10-, 416,",
    "bytes=3-2, 200, 0123456789",
    "'bytes=0-1,4-5', 200, 0123456789",
    "lines=1-2, 200, 0123456789",
  })
  void givesPartsOfABlob(String range, int status, String content) {
    String blob = "/v2/" + NAME + "/blobs/" + registry.pushBlob(NAME, "0123456789");
    HttpResponse<String> part = registry.send("GET", blob, "", "Range", range);

    assertThat(part.statusCode()).isEqualTo(status);
    if (content != null) {
      assertThat(part.body()).isEqualTo(content);
    }
  }

  @Test
  void answersAKnownManifestWithoutItsContent() {
    String digest = registry.pushImage(NAME, "1", "layer", null);
    HttpResponse<String> again =
        registry.send(
            "GET", "/v2/" + NAME + "/manifests/1", "", "If-None-Match", '"' + digest + '"');

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/vnd.oci.image.manifest.v1+json | {\"schemaVersion\":2} | config",
        "application/vnd.oci.image.index.v1+json | {\"schemaVersion\":2} | manifests",
        "application/vnd.docker.distribution.manifest.list.v2+json"
            + " | {\"schemaVersion\":2,\"manifests\":[{\"size\":1}]} | manifests[0]",
        "application/vnd.oci.image.index.v1+json"
            + " | {\"schemaVersion\":2,\"manifests\":[],\"subject\":{}} | subject",
        "application/vnd.docker.distribution.manifest.v1+json | {\"schemaVersion\":1} |"
            + " schemaVersion",
      })
  void refusesManifestsThatLackWhatTheirTypeNeeds(String type, String content, String named) {
    HttpResponse<String> put =
        registry.send("PUT", "/v2/" + NAME + "/manifests/1", content, "Content-Type", type);

    assertThat(put.statusCode()).isEqualTo(400);
    assertThat(put.body()).contains("MANIFEST_INVALID", named);
  }

  @Test
  void takesDockersTypesAsWell() {
    String type = "application/vnd.docker.distribution.manifest.v2+json";
    String list = "application/vnd.docker.distribution.manifest.list.v2+json";
    String image =
        registry.pushManifest(
            NAME,
            "amd64",
            type,
            """
            {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"application/vnd.docker.container.image.v1+json",
            "digest":"%s","size":2},"layers":[]}
            """
                .formatted(type, registry.pushBlob(NAME, "{}")));
    registry.pushManifest(
        NAME,
        "1",
        list,
        """
        {"schemaVersion":2,"mediaType":"%s","manifests":[{"mediaType":"%s","digest":"%s","size":9,
        "platform":{"architecture":"amd64","os":"linux"}}]}
        """
            .formatted(list, type, image));

    assertThat(header(registry.send("GET", "/v2/" + NAME + "/manifests/1", ""), "Content-Type"))
        .isEqualTo(list);
  }

  @Test
  void anUnreasonablyLargeManifestIsTooLarge() {
    HttpResponse<String> put =
        registry.send(
            "PUT",
            "/v2/" + NAME + "/manifests/1",
            " ".repeat(4 * 1024 * 1024 + 1),
            "Content-Type",
            MANIFEST);

    assertThat(put.statusCode()).isEqualTo(413);
  }

  @Test
  void pagesMayBeEmptyButNotNonsense() {
    registry.pushImage(NAME, "1", "layer", null);

    HttpResponse<String> none = registry.send("GET", "/v2/" + NAME + "/tags/list?n=0", "");
    assertThat(none.body()).contains("\"tags\":[]");
    assertThat(header(none, "Link")).isEmpty();
    assertThat(registry.send("GET", "/v2/_catalog?n=-1", "").body())
        .contains("PAGINATION_NUMBER_INVALID");
    assertThat(registry.send("GET", "/v2/ghcr.io/tags/list", "").body()).contains("NAME_UNKNOWN");
  }

  @Test
  void listsReferrersByTypeAndSaysThatItDid() {
    String image = registry.pushImage(NAME, "1", "layer", null);
    registry.pushImage(NAME, null, "signature", image);
    String referrers = "/v2/" + NAME + "/referrers/" + image;
    String type = "application/vnd.oci.image.config.v1%2Bjson";

    HttpResponse<String> filtered = registry.send("GET", referrers + "?artifactType=" + type, "");
    assertThat(header(filtered, "OCI-Filters-Applied")).isEqualTo("artifactType");
    assertThat(filtered.body()).contains("\"artifactType\":\"application/vnd.oci.image.config");
    HttpResponse<String> nothing =
        registry.send("GET", "/v2/" + NAME + "/referrers/" + digest("unknown"), "");
    assertThat(nothing.statusCode()).isEqualTo(200);
    assertThat(nothing.body()).contains("\"manifests\":[]");
  }

  @Test
  void manyMayPushTheSameBlobAtOnce() throws Exception {
    String content = "layer".repeat(50_000);
    List<Future<Integer>> pushes = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        String name = NAME + i % 2;
        pushes.add(
            threads.submit(() ->
                registry
                    .send("PUT", registry.begin(name) + "?digest=" + digest(content), content)
                    .statusCode()));
      }
    }
    for (Future<Integer> push : pushes) {
      assertThat(push.get()).isEqualTo(201);
    }
    assertThat(registry.send("GET", "/v2/" + NAME + "1/blobs/" + digest(content), "").body())
        .isEqualTo(content);
  }

  @Test
  void saysThatTheDiskIsFullAndKeepsNothingOfTheChunk() throws IOException {
    Path small = Files.createDirectories(directory.resolve("small"));
    var shell = new CommandLine(directory, Map.of());
    assumeTrue(
        shell.attempt("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small.toString()).status()
            == 0,
        "a small disk needs the right to mount");
    try (var full = new RegistryFixture(small, RegistryAccess.OPEN)) {
      String upload = full.begin(NAME);
      full.send("PATCH", upload, "start");

      HttpResponse<String> refused = full.send("PATCH", upload, "x".repeat(200_000));

      assertThat(refused.statusCode()).isEqualTo(507);
      assertThat(refused.body()).contains("disk is full");
      assertThat(header(full.send("GET", upload, ""), "Range")).isEqualTo("0-4");
      assertThat(full.send("POST", UPLOADS + "?digest=" + digest("y"), "y").statusCode())
          .isEqualTo(201);
    } finally {
      shell.run("umount", small.toString());
    }
  }
}
