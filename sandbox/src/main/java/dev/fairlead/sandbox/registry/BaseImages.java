package dev.fairlead.sandbox.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.disk.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/// The marker images that stand for public base images, so that a Dockerfile's `FROM` resolves with
/// no network. A marker has the configuration of the image that it stands for (path, entry point,
/// user) and one tiny layer with the account files, and the label `dev.fairlead.sandbox.runtime` =
/// `java`, `python`, `node` or `base`. It holds no program: the node agent takes programs that an
/// image lacks from the machine. Every tag that was not pushed names the marker.
public final class BaseImages {
  /// Which programs of the machine a marker stands for.
  public static final String RUNTIME_LABEL = "dev.fairlead.sandbox.runtime";

  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

  private static final String SYSTEM_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /// `nonroot` is distroless' user, `node` the user of the node images.
  private static final String PASSWD =
      """
      root:x:0:0:root:/root:/bin/sh
      daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
      node:x:1000:1000::/home/node:/bin/sh
      nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
      nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin
      """;

  private static final String GROUP =
      """
      root:x:0:
      daemon:x:1:
      node:x:1000:
      nogroup:x:65534:
      nonroot:x:65532:
      """;

  private static final Map<String, String> TEMURIN =
      Map.of(
          "PATH", "/opt/java/openjdk/bin:" + SYSTEM_PATH,
          "JAVA_HOME", "/opt/java/openjdk",
          "LANG", "en_US.UTF-8",
          "LC_ALL", "en_US.UTF-8");

  private static final Map<String, String> SYSTEM = Map.of("PATH", SYSTEM_PATH);

  private static final List<Marker> MARKERS =
      List.of(
          new Marker("docker.io/library/eclipse-temurin", "java", TEMURIN).withCommand("jshell"),
          new Marker(
                  "docker.io/library/amazoncorretto",
                  "java",
                  Map.of(
                      "PATH",
                      "/usr/lib/jvm/java/bin:" + SYSTEM_PATH,
                      "JAVA_HOME",
                      "/usr/lib/jvm/java"))
              .withCommand("jshell"),
          new Marker(
                  "docker.io/library/openjdk",
                  "java",
                  Map.of(
                      "PATH",
                      "/usr/local/openjdk/bin:" + SYSTEM_PATH,
                      "JAVA_HOME",
                      "/usr/local/openjdk"))
              .withCommand("jshell"),
          distroless("gcr.io/distroless/java17-debian12"),
          distroless("gcr.io/distroless/java21-debian12"),
          distroless("gcr.io/distroless/java21-debian13"),
          distroless("gcr.io/distroless/java25-debian13"),
          new Marker("gcr.io/distroless/base-debian12", "base", SYSTEM),
          new Marker("gcr.io/distroless/static-debian12", "base", SYSTEM),
          new Marker("docker.io/library/python", "python", SYSTEM).withCommand("python3"),
          new Marker("docker.io/library/node", "node", SYSTEM).withCommand("node"),
          new Marker("docker.io/library/debian", "base", SYSTEM).withCommand("bash"),
          new Marker("docker.io/library/ubuntu", "base", SYSTEM).withCommand("/bin/bash"),
          new Marker("docker.io/library/alpine", "base", SYSTEM).withCommand("/bin/sh"),
          new Marker("docker.io/library/busybox", "base", SYSTEM).withCommand("sh"));

  private final ImageStore store;
  private final ObjectMapper json = new ObjectMapper();

  private BaseImages(ImageStore store) {
    this.store = store;
  }

  /// Puts the markers into a registry. Those that are there already stay as they are.
  public static void seed(ImageStore store) {
    var images = new BaseImages(store);
    for (Marker marker : MARKERS) {
      Digest digest = images.put(marker);
      images.tagOnce(marker.repository, "latest", digest);
      store.setFallback(marker.repository, digest);
      if (marker.repository.startsWith("gcr.io/distroless/")) {
        images.tagOnce(marker.repository, "nonroot", images.put(marker.withUser("65532")));
      }
    }
  }

  private void tagOnce(String repository, String tag, Digest digest) {
    if (!store.tags(repository).contains(tag)) { // somebody may have pushed the real one
      store.tag(repository, tag, digest);
    }
  }

  private record Marker(
      String repository,
      String runtime,
      Map<String, String> environment,
      List<String> entrypoint,
      List<String> command,
      @Nullable String user) {

    Marker(String repository, String runtime, Map<String, String> environment) {
      this(repository, runtime, environment, List.of(), List.of(), null);
    }

    Marker withCommand(String... value) {
      return new Marker(repository, runtime, environment, entrypoint, List.of(value), user);
    }

    Marker withEntrypoint(String... value) {
      return new Marker(repository, runtime, environment, List.of(value), command, user);
    }

    Marker withUser(String value) {
      return new Marker(repository, runtime, environment, entrypoint, command, value);
    }
  }

  private static Marker distroless(String repository) {
    return new Marker(
            repository,
            "java",
            Map.of(
                "PATH", SYSTEM_PATH, "JAVA_VERSION", repository.replaceAll("\\D*(\\d+).*", "$1")))
        .withEntrypoint("/usr/bin/java", "-jar");
  }

  private Digest put(Marker marker) {
    byte[] tar = tar(marker);
    byte[] layer = gzip(tar);
    ObjectNode image = json.createObjectNode();
    image.put("created", "1970-01-01T00:00:00Z");
    image.put("architecture", "amd64");
    image.put("os", "linux");
    ObjectNode config = image.putObject("config");
    ArrayNode env = config.putArray("Env");
    new TreeMap<>(marker.environment).forEach((name, value) -> env.add(name + "=" + value));
    if (!marker.entrypoint.isEmpty()) {
      marker.entrypoint.forEach(config.putArray("Entrypoint")::add);
    }
    if (!marker.command.isEmpty()) {
      marker.command.forEach(config.putArray("Cmd")::add);
    }
    if (marker.user != null) {
      config.put("User", marker.user);
    }
    config.putObject("Labels").put(RUNTIME_LABEL, marker.runtime);
    image
        .putObject("rootfs")
        .put("type", "layers")
        .putArray("diff_ids")
        .add(Digest.of(tar).toString());
    byte[] configBytes = image.toString().getBytes(StandardCharsets.UTF_8);
    ObjectNode manifest = json.createObjectNode().put("schemaVersion", 2);
    manifest.put("mediaType", MANIFEST);
    manifest.set("config", blob(marker.repository, CONFIG, configBytes));
    manifest.putArray("layers").add(blob(marker.repository, LAYER, layer));
    byte[] bytes = manifest.toString().getBytes(StandardCharsets.UTF_8);
    Digest digest = Digest.of(bytes);
    if (store.manifest(marker.repository, digest.toString()).isEmpty()) {
      store.addManifest(marker.repository, new StoredManifest(digest, MANIFEST, bytes));
    }
    return digest;
  }

  private ObjectNode blob(String repository, String mediaType, byte[] content) {
    Digest digest = Digest.of(content);
    if (!store.hasBlob(repository, digest)) {
      Path draft = store.root().resolve("uploads").resolve("seed-" + digest.hex());
      WholeFile.write(draft, content);
      store.addBlob(repository, digest, draft);
    }
    return json.createObjectNode()
        .put("mediaType", mediaType)
        .put("digest", digest.toString())
        .put("size", content.length);
  }

  private static byte[] tar(Marker marker) {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
      directory(tar, "etc/", 0755);
      file(tar, "etc/fairlead-sandbox", "stands for " + marker.repository + "\n");
      file(tar, "etc/group", GROUP);
      file(tar, "etc/passwd", PASSWD);
      directory(tar, "tmp/", 01777);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a layer in memory", e);
    }
    return bytes.toByteArray();
  }

  private static void directory(TarArchiveOutputStream tar, String name, int mode)
      throws IOException {
    var entry = new TarArchiveEntry(name);
    entry.setMode(mode);
    put(tar, entry, new byte[0]);
  }

  private static void file(TarArchiveOutputStream tar, String name, String text)
      throws IOException {
    put(tar, new TarArchiveEntry(name), text.getBytes(StandardCharsets.UTF_8));
  }

  private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, byte[] content)
      throws IOException {
    entry.setModTime(0L); // the epoch: the same marker has the same digest everywhere
    entry.setIds(0, 0);
    entry.setNames("", "");
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private static byte[] gzip(byte[] content) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot compress in memory", e);
    }
    return bytes.toByteArray();
  }
}
