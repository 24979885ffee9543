package dev.fairlead.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.model.Endpoints;
import dev.fairlead.model.MemoryTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Builds `FROM scratch`, which need no registry, looked at through the layers they leave.
final class ImageBuilderTest {
  @TempDir Path directory;
  private Path context;
  private RegistryClient registries;
  private int caches;

  @BeforeEach
  void start() throws IOException {
    context = Files.createDirectories(directory.resolve("context"));
    registries = new RegistryClient(Endpoints.NONE, Credentials.ANONYMOUS);
  }

  @AfterEach
  void stop() {
    registries.close();
  }

  private void file(String path, String content) throws IOException {
    Path file = context.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private BuildRequest request(String dockerfile) {
    return BuildRequest.of(BuildContext.of(context), Dockerfile.parse("Dockerfile", dockerfile));
  }

  /// What each layer holds, as `path mode uid:gid` or `path -> target`, to its content.
  private List<Map<String, String>> layers(BuildRequest request) throws IOException {
    Path cache = directory.resolve("cache-" + caches++);
    BuiltImage _ = new ImageBuilder(registries, cache).build(request, _ -> {});
    var layers = new ArrayList<Map<String, String>>();
    try (Stream<Path> files = Files.list(cache.resolve("blobs"))) {
      for (Path file : files.toList()) {
        layers.add(read(file));
      }
    }
    return layers;
  }

  private static Map<String, String> read(Path layer) throws IOException {
    Map<String, String> entries = new TreeMap<>();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(layer));
        var tar = new TarArchiveInputStream(in)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        assertThat(entry.getLastModifiedTime()).isEqualTo(FileTime.from(Instant.EPOCH));
        String key =
            entry.getName()
                + " "
                + Integer.toOctalString(entry.getMode() & 07777)
                + " "
                + entry.getLongUserId()
                + ":"
                + entry.getLongGroupId();
        entries.put(
            entry.isSymbolicLink() ? entry.getName() + " -> " + entry.getLinkName() : key,
            new String(tar.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return entries;
  }

  private Map<String, String> layer(String dockerfile) throws IOException {
    List<Map<String, String>> layers = layers(request(dockerfile));
    assertThat(layers).hasSize(1);
    return layers.getFirst();
  }

  @Test
  void copiesFilesDirectoriesAndPatternsAsDockerDoes() throws IOException {
    file("app.jar", "jar");
    file("conf/a.yaml", "a");
    file("conf/deep/b.yaml", "b");
    file("lib/x.jar", "x");
    file("lib/y.jar", "y");

    assertThat(layer("FROM scratch\nCOPY app.jar /opt/app/"))
        .containsKey("opt/app/app.jar 644 0:0");
    assertThat(layer("FROM scratch\nCOPY app.jar /opt/service.jar"))
        .containsOnlyKeys("opt/service.jar 644 0:0");
    assertThat(layer("FROM scratch\nWORKDIR /srv\nWORKDIR app\nCOPY app.jar ."))
        .containsOnlyKeys("srv/app/app.jar 644 0:0");
    assertThat(layer("FROM scratch\nWORKDIR /srv\nCOPY app.jar /srv"))
        .containsOnlyKeys("srv/app.jar 644 0:0");
    assertThat(layer("FROM scratch\nCOPY conf /etc/app"))
        .containsOnlyKeys(
            "etc/app/a.yaml 644 0:0", "etc/app/deep/ 755 0:0", "etc/app/deep/b.yaml 644 0:0");
    assertThat(layer("FROM scratch\nCOPY lib/*.jar /lib/"))
        .containsOnlyKeys("lib/x.jar 644 0:0", "lib/y.jar 644 0:0");
    assertThat(layer("FROM scratch\nCOPY [\"app.jar\", \"conf/a.yaml\", \"/x/\"]"))
        .containsOnlyKeys("x/app.jar 644 0:0", "x/a.yaml 644 0:0");
    assertThat(layer("FROM scratch\nCOPY --chown=7:8 --chmod=750 app.jar /a"))
        .containsOnlyKeys("a 750 7:8");
  }

  @Test
  void keepsLinksInDirectoriesAndFollowsNamedOnes() throws IOException {
    file("d/real.txt", "r");
    Files.createSymbolicLink(context.resolve("d/link.txt"), Path.of("real.txt"));
    Files.createSymbolicLink(context.resolve("latest.txt"), Path.of("d/real.txt"));

    assertThat(layer("FROM scratch\nCOPY d /d/")).containsKey("d/link.txt -> real.txt");
    assertThat(layer("FROM scratch\nCOPY latest.txt /x/"))
        .containsEntry("x/latest.txt 644 0:0", "r");
  }

  @Test
  void leavesOutWhatDockerignoreNames() throws IOException {
    file(".dockerignore", "**/*.log\ntarget\n!target/app.jar\n");
    file("target/app.jar", "jar");
    file("target/classes/A.class", "class");
    file("x.log", "log");

    assertThat(layer("FROM scratch\nCOPY . /app/"))
        .containsOnlyKeys(
            "app/.dockerignore 644 0:0", "app/target/ 755 0:0", "app/target/app.jar 644 0:0");
    assertThatThrownBy(() -> layers(request("FROM scratch\nCOPY x.log /")))
        .hasMessageContaining("Dockerfile:2:1: \"x.log\" was not found")
        .hasMessageContaining(".dockerignore");
  }

  @Test
  void goesFromStageToStage() throws IOException {
    file("out/app.jar", "jar");
    file("run.sh", "#!");
    Files.setPosixFilePermissions(
        context.resolve("run.sh"), PosixFilePermissions.fromString("rwx------"));

    List<Map<String, String>> layers =
        layers(
            request(
                """
                ARG DIR=out
                FROM scratch AS build
                ARG DIR
                WORKDIR /work
                COPY ${DIR}/app.jar run.sh ./
                FROM scratch AS config
                COPY --from=build /work/run.sh /bin/start
                FROM config
                COPY --from=0 /work/app.jar /app.jar
                """));

    assertThat(layers)
        .contains(Map.of("bin/start 755 0:0", "#!"), Map.of("app.jar 644 0:0", "jar"));
  }

  @Test
  void unpacksArchivesThatAreAdded() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes)) {
      var entry = new TarArchiveEntry("dir/tool");
      entry.setMode(0755);
      entry.setSize(2);
      tar.putArchiveEntry(entry);
      tar.write(new byte[] {'o', 'k'});
      tar.closeArchiveEntry();
    }
    Files.write(context.resolve("tool.tar"), bytes.toByteArray());

    assertThat(layer("FROM scratch\nADD tool.tar /opt"))
        .containsEntry("opt/dir/tool 755 0:0", "ok");
    assertThat(layer("FROM scratch\nCOPY tool.tar /opt/")).containsKey("opt/tool.tar 644 0:0");
    assertThatThrownBy(() -> layers(request("FROM scratch\nADD https://example.test/x /x")))
        .hasMessageContaining("download https://example.test/x before the build");
  }

  @Test
  void theSameInputGivesTheSameDigest() throws IOException {
    file("a/one.txt", "1");
    file("a/two.txt", "2");
    String dockerfile = "FROM scratch\nENV B=2 A=1\nCOPY a /a\nCMD [\"x\"]";
    var first = new ImageBuilder(registries, directory.resolve("one"));
    BuiltImage image = first.build(request(dockerfile), _ -> {});
    Files.setLastModifiedTime(context.resolve("a/one.txt"), FileTime.from(Instant.now()));
    Files.setPosixFilePermissions(
        context.resolve("a/two.txt"), PosixFilePermissions.fromString("rw-rw-rw-"));

    var second = new ImageBuilder(registries, directory.resolve("two"));
    assertThat(second.build(request(dockerfile), _ -> {})).isEqualTo(image);
    assertThat(first.build(request(dockerfile), _ -> {})).isEqualTo(image);
    var tree = MemoryTree.of(Map.of("src/a/one.txt", "1", "src/a/two.txt", "2"));
    assertThat(
            first.build(
                BuildRequest.of(
                    BuildContext.of(tree, "src"), Dockerfile.parse("Dockerfile", dockerfile)),
                _ -> {}))
        .isEqualTo(image);
    file("a/two.txt", "3");
    assertThat(first.build(request(dockerfile), _ -> {}).digest()).isNotEqualTo(image.digest());
  }

  @Test
  void refusesWhatLeadsOutOfTheContextAndUnknownStages() throws IOException {
    file("a", "a");

    assertThatThrownBy(() -> layers(request("FROM scratch\nCOPY ../secret /")))
        .hasMessageContaining("leads out of the build context");
    assertThatThrownBy(() -> layers(request("FROM scratch\nCOPY --from=nginx /a /b")))
        .hasMessageContaining("names no earlier stage");
    assertThatThrownBy(() -> layers(request("FROM scratch\nCOPY a a2* /x")))
        .hasMessageContaining("was not found");
    assertThatThrownBy(() -> layers(request("FROM scratch\nCOPY --chown=app a /x")))
        .hasMessageContaining("give a number");
    assertThatThrownBy(() -> layers(request("FROM scratch\nCOPY a /x").withTarget("no")))
        .hasMessageContaining("there is no stage \"no\"");
  }

  @Test
  void anUnreachableRegistryIsNamed() {
    assertThatThrownBy(() -> layers(request("FROM localhost:1/base:1\nCOPY a /x")))
        .isInstanceOfSatisfying(
            ImageException.class,
            e -> assertThat(e.kind()).isEqualTo(ImageException.Kind.UNREACHABLE))
        .hasMessageContaining("Dockerfile:1:1: FROM localhost:1/base:1")
        .hasMessageContaining("is it running");
  }
}
