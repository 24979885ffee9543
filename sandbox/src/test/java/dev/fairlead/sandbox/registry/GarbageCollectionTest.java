package dev.fairlead.sandbox.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.sandbox.SetClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the registry forgets, and what it never does.
final class GarbageCollectionTest {
  private static final String NAME = "ghcr.io/acme/shop";
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";

  @TempDir Path directory;
  private final SetClock clock = new SetClock(Instant.now());
  private RegistryFixture registry;

  @BeforeEach
  void start() {
    registry = new RegistryFixture(directory, RegistryAccess.OPEN, clock);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private void collectAfterTheGrace() {
    clock.pass(RegistryOptions.GRACE.plusHours(1));
    registry.server.collectGarbage();
  }

  private boolean has(String what) {
    return registry.status("GET", "/v2/" + NAME + what) == 200;
  }

  private static String digest(String content) {
    return Digest.of(content.getBytes(StandardCharsets.UTF_8)).toString();
  }

  @Test
  void forgetsWhatNoTagNamesAnyMoreWithItsBlobs() throws IOException {
    String old = registry.pushImage(NAME, "latest", "old", null);
    String now = registry.pushImage(NAME, "latest", "new", null);

    collectAfterTheGrace();

    assertThat(has("/manifests/" + old)).isFalse();
    assertThat(has("/blobs/" + digest("old"))).isFalse();
    assertThat(has("/manifests/" + now)).isTrue();
    assertThat(has("/blobs/" + digest("new"))).isTrue();
    assertThat(has("/blobs/" + digest("{}"))).isTrue();
    assertThat(files("blobs")).hasSize(3); // manifest, configuration and layer
  }

  @Test
  void keepsWhatIsYoung() {
    String untagged = registry.pushImage(NAME, null, "layer", null);
    String waiting = registry.pushBlob(NAME, "waits for its manifest");

    clock.pass(RegistryOptions.GRACE.minusHours(1));
    registry.server.collectGarbage();

    assertThat(has("/manifests/" + untagged)).isTrue();
    assertThat(has("/blobs/" + waiting)).isTrue();
  }

  @Test
  void aPushThatFindsABlobCanCountOnIt() {
    String blob = registry.pushBlob(NAME, "layer");
    registry.pushImage("ghcr.io/acme/other", "1", "layer", null);
    clock.pass(RegistryOptions.GRACE.plusHours(1));
    assertThat(registry.status("HEAD", "/v2/" + NAME + "/blobs/" + blob)).isEqualTo(200);

    registry.server.collectGarbage();

    assertThat(has("/blobs/" + blob)).isTrue();
    collectAfterTheGrace();
    assertThat(has("/blobs/" + blob)).isFalse();
    assertThat(registry.status("GET", "/v2/ghcr.io/acme/other/blobs/" + blob)).isEqualTo(200);
  }

  @Test
  void keepsTheManifestsOfATaggedIndexAndTheReferrersOfWhatItKeeps() {
    String image = registry.pushImage(NAME, null, "amd64", null);
    String signature = registry.pushImage(NAME, null, "signature", image);
    String aboutTheSignature = registry.pushImage(NAME, null, "note", signature);
    String orphan = registry.pushImage(NAME, null, "orphan", digest("not here"));
    registry.pushManifest(
        NAME,
        "1",
        INDEX,
        """
        {"schemaVersion":2,"mediaType":"%s","manifests":[{"mediaType":"%s","digest":"%s","size":1}]}
        """
            .formatted(INDEX, RegistryFixture.MANIFEST, image));

    collectAfterTheGrace();

    assertThat(Stream.of(image, signature, aboutTheSignature))
        .allMatch(digest -> has("/manifests/" + digest));
    assertThat(has("/manifests/" + orphan)).isFalse();

    registry.send("DELETE", "/v2/" + NAME + "/manifests/1", "");
    collectAfterTheGrace();

    assertThat(Stream.of(image, signature, aboutTheSignature))
        .noneMatch(digest -> has("/manifests/" + digest));
    assertThat(registry.send("GET", "/v2/" + NAME + "/tags/list", "").body())
        .contains("NAME_UNKNOWN");
  }

  @Test
  void keepsTheMarkersOfBaseImages() {
    BaseImages.seed(registry.server.store());

    collectAfterTheGrace();

    assertThat(registry.status("GET", "/v2/docker.io/library/node/manifests/24-slim"))
        .isEqualTo(200);
  }

  @Test
  void forgetsUploadsAtRestAndDraftsOfAKilledProcess() throws IOException {
    String upload = registry.begin(NAME);
    Path draft = directory.resolve("registry/blobs/sha256/ab/.draft-killed");
    Files.createDirectories(draft.getParent());
    Files.writeString(draft, "half");
    Files.setLastModifiedTime(draft, FileTime.from(clock.instant()));

    registry.server.collectGarbage();
    assertThat(registry.status("GET", upload)).isEqualTo(204);
    collectAfterTheGrace();

    assertThat(registry.status("GET", upload)).isEqualTo(404);
    assertThat(files("uploads")).isEmpty();
    assertThat(files("blobs")).isEmpty();
  }

  private List<Path> files(String part) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("registry").resolve(part))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
