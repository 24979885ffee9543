package dev.fairlead.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.model.Endpoints;
import dev.fairlead.model.MemoryTree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Docker's own registry, where the machine has it, as a machine-local one without TLS.
final class DockerRegistryTest {
  @TempDir Path directory;

  @Test
  void takesWhatIsBuiltAndAnswersLookUps() throws IOException, InterruptedException {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(place -> Files.isExecutable(Path.of(place, "docker-registry"))),
        "docker-registry is not on the path");
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path config = directory.resolve("config.yml");
    Files.writeString(
        config,
        """
        version: 0.1
        storage: {filesystem: {rootdirectory: %s}}
        http: {addr: "127.0.0.1:%d"}
        """
            .formatted(directory.resolve("data"), port));
    Process process =
        new ProcessBuilder("docker-registry", "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    try (var registries = new RegistryClient(Endpoints.NONE, Credentials.ANONYMOUS)) {
      awaitPort(port);
      var builder = new ImageBuilder(registries, directory.resolve("cache"));
      ImageReference base = ImageReference.parse("127.0.0.1:" + port + "/acme/base:1");
      ImageReference app = ImageReference.parse("127.0.0.1:" + port + "/acme/app:1");
      var context = BuildContext.of(MemoryTree.of(Map.of("a.txt", "a")), "");

      BuiltImage _ =
          builder.push(
              BuildRequest.of(
                  context, Dockerfile.parse("Dockerfile", "FROM scratch\nCOPY a.txt /"), base),
              _ -> {});
      BuiltImage built =
          builder.push(
              BuildRequest.of(
                  context,
                  Dockerfile.parse("Dockerfile", "FROM " + base + "\nLABEL a=b\nCOPY a.txt /b"),
                  app,
                  app.withTag("latest")),
              _ -> {});

      assertThat(registries.digest(app)).contains(built.digest());
      assertThat(registries.tags(app)).containsExactlyInAnyOrder("1", "latest");
      assertThat(registries.labels(app).orElseThrow()).containsEntry("a", "b");
      assertThat(registries.digest(app.withTag("no"))).isEmpty();
      assertThat(registries.configuration(app).orElseThrow().at("/rootfs/diff_ids")).hasSize(2);
    } finally {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private static void awaitPort(int port) throws InterruptedException {
    for (long end = System.nanoTime() + 20_000_000_000L; System.nanoTime() < end; ) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
        return;
      } catch (IOException _) {
        Thread.sleep(50);
      }
    }
    throw new AssertionError("docker-registry did not listen on " + port + " within 20 s");
  }
}
