package dev.fairlead.sandbox.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.disk.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The marker images that stand for public base images, so that a Dockerfile's `FROM` resolves with
/// no network. A marker has the configuration of the image that it stands for (path, entry point,
/// user) and one tiny layer with the account files, and the label `dev.fairlead.sandbox.runtime` =
/// `java`, `python`, `node`, `postgres`, `redis` or `base`. It holds no program: the node agent
/// takes programs that an image lacks from the machine, or brings them. Every tag that was not
/// pushed names the marker.
///
/// This is the table of what the sandbox runs under the name of a public image: the image's
/// repository, whose programs it stands for, and the contract that its users count on (environment,
/// entry point, users, volumes). To add a program that the machine or Maven has, add a row here,
/// its scripts beside `registry/postgres` in the resources, and what it needs in the node agent's
/// `LocalPrograms`.
public final class BaseImages {
  /// Which programs of the machine a marker stands for.
  public static final String RUNTIME_LABEL = "dev.fairlead.sandbox.runtime";

  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

  private static final String SYSTEM_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private static final Map<String, String> TEMURIN =
      Map.of(
          "PATH", "/opt/java/openjdk/bin:" + SYSTEM_PATH,
          "JAVA_HOME", "/opt/java/openjdk",
          "LANG", "en_US.UTF-8",
          "LC_ALL", "en_US.UTF-8");

  private static final Map<String, String> SYSTEM = Map.of("PATH", SYSTEM_PATH);

  private static final List<Marker> MARKERS =
      List.of(
          Marker.of("docker.io/library/eclipse-temurin", "java", TEMURIN).command("jshell").build(),
          Marker.of(
                  "docker.io/library/amazoncorretto",
                  "java",
                  Map.of(
                      "PATH",
                      "/usr/lib/jvm/java/bin:" + SYSTEM_PATH,
                      "JAVA_HOME",
                      "/usr/lib/jvm/java"))
              .command("jshell")
              .build(),
          Marker.of(
                  "docker.io/library/openjdk",
                  "java",
                  Map.of(
                      "PATH",
                      "/usr/local/openjdk/bin:" + SYSTEM_PATH,
                      "JAVA_HOME",
                      "/usr/local/openjdk"))
              .command("jshell")
              .build(),
          distroless("gcr.io/distroless/java17-debian12"),
          distroless("gcr.io/distroless/java21-debian12"),
          distroless("gcr.io/distroless/java21-debian13"),
          distroless("gcr.io/distroless/java25-debian13"),
          Marker.of("gcr.io/distroless/base-debian12", "base", SYSTEM).build(),
          Marker.of("gcr.io/distroless/static-debian12", "base", SYSTEM).build(),
          Marker.of("docker.io/library/python", "python", SYSTEM).command("python3").build(),
          Marker.of("docker.io/library/node", "node", SYSTEM).command("node").build(),
          Marker.of("docker.io/library/debian", "base", SYSTEM).command("bash").build(),
          Marker.of("docker.io/library/ubuntu", "base", SYSTEM).command("/bin/bash").build(),
          Marker.of("docker.io/library/alpine", "base", SYSTEM).command("/bin/sh").build(),
          Marker.of("docker.io/library/busybox", "base", SYSTEM).command("sh").build(),
          Marker.of(
                  "docker.io/library/postgres",
                  "postgres",
                  Map.of(
                      "PATH",
                      "/usr/local/sbin:/usr/local/bin:/usr/local/pgsql/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                      "LANG",
                      "C.UTF-8",
                      "PGDATA",
                      "/var/lib/postgresql/data",
                      "SANDBOX_INITDB_DIRECTORY",
                      "/docker-entrypoint-initdb.d"))
              .entrypoint("docker-entrypoint.sh")
              .command("postgres")
              .stopSignal("SIGINT") // a fast shutdown
              .port("5432/tcp")
              .volume("/var/lib/postgresql/data")
              .directory("docker-entrypoint-initdb.d", 0755)
              .directory("run/postgresql", 01777)
              .directory("var/lib/postgresql", 01777)
              // the user of the image on Debian and on Alpine
              .account("postgres:x:999:999::/var/lib/postgresql:/bin/bash", "postgres:x:999:")
              .account("postgres:x:70:70::/var/lib/postgresql:/bin/sh", "postgres:x:70:")
              .program("usr/local/bin/docker-entrypoint.sh", "postgres/docker-entrypoint.sh")
              .program("usr/local/bin/pg_isready", "postgres/pg_isready")
              .build(),
          Marker.of("docker.io/library/redis", "redis", SYSTEM)
              .entrypoint("docker-entrypoint.sh")
              .command("redis-server")
              .workingDirectory("/data")
              .port("6379/tcp")
              .volume("/data")
              .directory("data", 01777)
              .account("redis:x:999:1000::/home/redis:/bin/sh", "redis:x:1000:")
              .program("usr/local/bin/docker-entrypoint.sh", "redis/docker-entrypoint.sh")
              .program("usr/local/bin/redis-server", "redis/redis-server")
              .program("usr/local/bin/redis-cli", "redis/redis-cli")
              .build());

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
      images.tagOnce(marker.repository(), "latest", digest);
      store.setFallback(marker.repository(), digest);
      if (marker.repository().startsWith("gcr.io/distroless/")) {
        images.tagOnce(marker.repository(), "nonroot", images.put(marker.withUser("65532")));
      }
    }
  }

  /// Names a marker where no tag is yet, or that of a marker of an older version; somebody may have
  /// pushed the real image.
  private void tagOnce(String repository, String tag, Digest digest) {
    Optional<StoredManifest> present =
        store
            .tagged(repository, tag)
            .flatMap(tagged -> store.manifest(repository, tagged.toString()));
    if (present.isEmpty() || isMarker(present.get())) {
      store.tag(repository, tag, digest);
    }
  }

  private boolean isMarker(StoredManifest manifest) {
    try {
      JsonNode content = json.readTree(manifest.content());
      Optional<Path> config =
          Digest.parse(content.path("config").path("digest").asText()).flatMap(store::blobFile);
      // a marker has one layer; what was built on it has more
      return content.path("layers").size() == 1
          && config.isPresent()
          && json.readTree(config.get().toFile()).path("config").path("Labels").has(RUNTIME_LABEL);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read manifest " + manifest.digest(), e);
    }
  }

  private static Marker distroless(String repository) {
    return Marker.of(
            repository,
            "java",
            Map.of(
                "PATH", SYSTEM_PATH, "JAVA_VERSION", repository.replaceAll("\\D*(\\d+).*", "$1")))
        .entrypoint("/usr/bin/java", "-jar")
        .build();
  }

  private Digest put(Marker marker) {
    byte[] tar = MarkerLayer.tar(marker);
    byte[] layer = MarkerLayer.gzip(tar);
    ObjectNode image = json.createObjectNode();
    image.put("created", "1970-01-01T00:00:00Z");
    image.put("architecture", "amd64");
    image.put("os", "linux");
    ObjectNode config = image.putObject("config");
    ArrayNode env = config.putArray("Env");
    new TreeMap<>(marker.environment()).forEach((name, value) -> env.add(name + "=" + value));
    if (!marker.entrypoint().isEmpty()) {
      marker.entrypoint().forEach(config.putArray("Entrypoint")::add);
    }
    if (!marker.command().isEmpty()) {
      marker.command().forEach(config.putArray("Cmd")::add);
    }
    if (marker.user() != null) {
      config.put("User", marker.user());
    }
    if (marker.workingDirectory() != null) {
      config.put("WorkingDir", marker.workingDirectory());
    }
    if (marker.stopSignal() != null) {
      config.put("StopSignal", marker.stopSignal());
    }
    marker.ports().forEach(port -> config.withObject("/ExposedPorts").putObject(port));
    marker.volumes().forEach(volume -> config.withObject("/Volumes").putObject(volume));
    config.putObject("Labels").put(RUNTIME_LABEL, marker.runtime());
    image
        .putObject("rootfs")
        .put("type", "layers")
        .putArray("diff_ids")
        .add(Digest.of(tar).toString());
    byte[] configBytes = image.toString().getBytes(StandardCharsets.UTF_8);
    ObjectNode manifest = json.createObjectNode().put("schemaVersion", 2);
    manifest.put("mediaType", MANIFEST);
    manifest.set("config", blob(marker.repository(), CONFIG, configBytes));
    manifest.putArray("layers").add(blob(marker.repository(), LAYER, layer));
    byte[] bytes = manifest.toString().getBytes(StandardCharsets.UTF_8);
    Digest digest = Digest.of(bytes);
    if (store.manifest(marker.repository(), digest.toString()).isEmpty()) {
      store.addManifest(marker.repository(), new StoredManifest(digest, MANIFEST, bytes));
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
}
