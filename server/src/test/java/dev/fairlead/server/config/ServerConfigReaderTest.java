package dev.fairlead.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.model.Endpoints;
import dev.fairlead.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigReaderTest {
  @TempDir private Path directory;

  @Test
  void aSmallFileGetsTheDefaults() throws IOException {
    ServerConfig config = read("repositories: [{url: https://github.com/acme/shop.git}]\n");

    assertThat(config.repositories())
        .containsExactly(
            new ServerConfig.Repository("https://github.com/acme/shop.git", null, null));
    assertThat(config.listen()).isEqualTo(new ServerConfig.Listen("127.0.0.1", 8080));
    assertThat(config.data()).isEqualTo(directory.resolve("fairlead-data"));
    assertThat(config.pollInterval()).isEqualTo(Duration.ofMinutes(3));
    assertThat(config.sync().controlNamespace()).isEqualTo("argocd");
  }

  @Test
  void secretsAreReadFromFilesBesideTheConfiguration() throws IOException {
    Files.writeString(directory.resolve("token"), "t0k3n\n");
    ServerConfig config =
        read(
            """
            repositories:
              - url: https://github.com/acme/shop.git
                tokenFile: token
            endpoints:
              ghcr.io: {registry: "127.0.0.1:5000", repositoryPrefix: ghcr.io/, caFile: ca.pem}
            """);

    assertThat(config.repositories().getFirst().token()).isEqualTo(new Secret("t0k3n"));
    assertThat(config.toString()).doesNotContain("t0k3n");
    assertThat(config.endpoints().registry("ghcr.io"))
        .contains(
            new Endpoints.Registry(
                "127.0.0.1:5000", "ghcr.io/", directory.resolve("ca.pem").toString()));
  }

  @Test
  void everythingThatIsWrongIsToldTogetherWithItsPlace() {
    assertThatThrownBy(() ->
            read(
                """
                listen: 8080x
                pol: 3m
                poll: soon
                repositories:
                  - tokenFile: missing
                  - url: https://github.com/acme/shop.git
                    tokenFile: missing
                """))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("fairlead.yaml:1:9: expected host:port, found 8080x")
        .hasMessageContaining("fairlead.yaml:2:1: unknown key `pol`")
        .hasMessageContaining("fairlead.yaml:3:7: `poll`: expected a duration")
        .hasMessageContaining("fairlead.yaml:5:5: expected `url`")
        .hasMessageContaining("fairlead.yaml:7:16: `tokenFile`");
  }

  @Test
  void aFileThatIsNotYamlOrNotThereIsNamed() {
    assertThatThrownBy(() -> read("a: [")).hasMessageContaining("fairlead.yaml");
    assertThatThrownBy(() -> ServerConfigReader.read(directory.resolve("none.yaml")))
        .hasMessageContaining("none.yaml: cannot be read");
  }

  private ServerConfig read(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("fairlead.yaml"), text);
    return ServerConfigReader.read(file);
  }
}
