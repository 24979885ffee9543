package dev.fairlead.sandbox.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalProgramsTest {
  private static final ImageName POSTGRES = ImageName.parse("postgres:16");
  private static final ImageName REDIS = ImageName.parse("redis:7");

  @TempDir Path directory;

  private LocalPrograms programs(String platform) throws IOException {
    URL[] places = {Files.createDirectories(directory.resolve("resources")).toUri().toURL()};
    return new LocalPrograms(
        directory.resolve("programs"),
        List.of(Files.createDirectories(directory.resolve("bin"))),
        new URLClassLoader(places, null),
        platform);
  }

  private void install(String program) throws IOException {
    Files.createFile(
        Files.createDirectories(directory.resolve("bin")).resolve(program),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
  }

  @Test
  void saysWhatToInstallWhereAProgramIsMissing() throws IOException {
    assertThatThrownBy(() -> programs("linux-x86_64").provide(REDIS, "redis"))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("docker.io/library/redis:7")
        .hasMessageContaining("install the package redis-server");
    install("redis-server");
    assertThat(programs("linux-x86_64").provide(REDIS, "redis")).isEmpty();
  }

  @Test
  void saysThatThereIsNothingForThePlatform() throws IOException {
    install("bash");
    assertThatThrownBy(() -> programs("plan9-mips").provide(POSTGRES, "postgres"))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("PostgreSQL")
        .hasMessageContaining("none for plan9-mips");
  }

  @Test
  void unpacksOnceWhatIsBrought() throws IOException {
    install("bash");
    Path archive = directory.resolve("resources/postgres-linux-x86_64.txz");
    Files.createDirectories(archive.getParent());
    try (var gzip = new GZIPOutputStream(Files.newOutputStream(archive))) {
      gzip.write(new TestTar().file("bin/postgres", "a program").bytes());
    }

    List<ContainerSpec.Mount> mounts = programs("linux-x86_64").provide(POSTGRES, "postgres");

    assertThat(mounts).hasSize(1);
    assertThat(mounts.getFirst().target()).isEqualTo("/usr/local/pgsql");
    assertThat(mounts.getFirst().readOnly()).isTrue();
    assertThat(mounts.getFirst().source().resolve("bin/postgres")).hasContent("a program");
    assertThat(programs("linux-x86_64").provide(POSTGRES, "postgres")).isEqualTo(mounts);
    try (var made = Files.list(directory.resolve("programs"))) {
      assertThat(made).hasSize(1);
    }
  }

  @Test
  void otherImagesNeedNothing() throws IOException {
    assertThat(programs("linux-x86_64").provide(REDIS, "")).isEmpty();
    assertThat(programs("linux-x86_64").provide(REDIS, "base")).isEmpty();
  }

  @Test
  void namesPlatformsAsTheArchivesDo() {
    assertThat(LocalPrograms.platform("Linux", "amd64")).isEqualTo("linux-x86_64");
    assertThat(LocalPrograms.platform("Linux", "aarch64")).isEqualTo("linux-arm_64");
    assertThat(LocalPrograms.platform("Mac OS X", "aarch64")).isEqualTo("darwin-arm_64");
  }
}
