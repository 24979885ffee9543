package dev.fairlead.sandbox.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.image.BuildContext;
import dev.fairlead.image.BuildRequest;
import dev.fairlead.image.BuiltImage;
import dev.fairlead.image.Credentials;
import dev.fairlead.image.Dockerfile;
import dev.fairlead.image.ImageBuilder;
import dev.fairlead.image.ImageException;
import dev.fairlead.image.ImageReference;
import dev.fairlead.image.RegistryClient;
import dev.fairlead.model.Endpoints;
import dev.fairlead.model.MemoryTree;
import dev.fairlead.model.Secret;
import dev.fairlead.sandbox.CommandLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Images built as a workflow builds them, pushed to the sandbox's registry over TLS with a login.
final class ImagePushTest {
  private static final ImageReference SHOP = ImageReference.parse("ghcr.io/acme/shop:1.0");

  @TempDir Path directory;
  private RegistryFixture registry;
  private RegistryClient client;
  private final List<String> log = new ArrayList<>();

  @BeforeEach
  void start() {
    registry =
        new RegistryFixture(
            directory, (user, password) -> user.equals("ada") && password.equals("s3cret"));
    BaseImages.seed(registry.server.store());
    client = new RegistryClient(endpoints(registry.server.authority()), login("s3cret"));
  }

  @AfterEach
  void stop() {
    client.close();
    registry.close();
  }

  private Endpoints endpoints(String authority) {
    Map<String, Endpoints.Endpoint> hosts = new LinkedHashMap<>();
    for (String host : List.of("ghcr.io", "docker.io", "gcr.io")) {
      hosts.put(
          host,
          new Endpoints.Endpoint(
              null,
              null,
              new Endpoints.Registry(
                  authority, host + "/", registry.authority.certificateFile().toString())));
    }
    return new Endpoints(hosts);
  }

  private static Credentials login(String password) {
    return Credentials.of(Map.of("ghcr.io", new Credentials.Login("ada", new Secret(password))));
  }

  private static BuildRequest request(String dockerfile, ImageReference... tags) {
    return BuildRequest.of(
        BuildContext.of(MemoryTree.of(Map.of("app.jar", "not really a jar")), ""),
        Dockerfile.parse("Dockerfile", dockerfile),
        tags);
  }

  private BuiltImage push(BuildRequest request) {
    return new ImageBuilder(client, directory.resolve("cache")).push(request, log::add);
  }

  @Test
  void pushesWhatADockerfileDescribes() {
    BuiltImage image =
        push(
            request(
                    """
                    ARG JAVA=25
                    FROM eclipse-temurin:${JAVA}-jre
                    ARG VERSION=dev
                    ENV APP_VERSION=$VERSION JAVA_OPTS="-Xmx64m -Xss512k"
                    LABEL org.opencontainers.image.title="the shop"
                    WORKDIR /app
                    COPY --chown=nobody:nogroup app.jar ./
                    USER 65532:65532
                    EXPOSE 8000
                    HEALTHCHECK --interval=10s CMD curl -f localhost:8000
                    ENTRYPOINT ["java", "-jar", "/app/app.jar"]
                    """,
                    SHOP,
                    SHOP.withTag("latest"))
                .withBuildArguments(Map.of("VERSION", "1.0"))
                .withLabels(Map.of("org.opencontainers.image.revision", "abc")));

    assertThat(client.digest(SHOP)).contains(image.digest());
    assertThat(client.exists(SHOP.withTag("2.0"))).isFalse();
    assertThat(client.tags(SHOP)).containsExactly("1.0", "latest");
    JsonNode config = client.configuration(SHOP).orElseThrow().path("config");
    assertThat(config.path("Env").toString())
        .contains("JAVA_HOME=", "\"APP_VERSION=1.0\"", "\"JAVA_OPTS=-Xmx64m -Xss512k\"");
    assertThat(config.path("Entrypoint").toString())
        .isEqualTo("[\"java\",\"-jar\",\"/app/app.jar\"]");
    assertThat(config.has("Cmd")).isFalse(); // the base's, which ENTRYPOINT resets
    assertThat(config.path("WorkingDir").asText()).isEqualTo("/app");
    assertThat(config.path("User").asText()).isEqualTo("65532:65532");
    assertThat(config.path("ExposedPorts").toString()).isEqualTo("{\"8000/tcp\":{}}");
    assertThat(config.path("Healthcheck").path("Interval").asLong()).isEqualTo(10_000_000_000L);
    assertThat(client.labels(SHOP).orElseThrow())
        .containsEntry("org.opencontainers.image.title", "the shop")
        .containsEntry("org.opencontainers.image.revision", "abc")
        .containsEntry("dev.fairlead.sandbox.runtime", "java");
    assertThat(log).anyMatch(line -> line.startsWith("FROM docker.io/library/eclipse-temurin:25"));
  }

  @Test
  void anotherMachineBuildsTheSameDigest() {
    String dockerfile = "FROM python:3.13-slim\nCOPY app.jar /app/\nCMD [\"python3\"]";
    BuiltImage first = push(request(dockerfile, SHOP));

    var elsewhere = new ImageBuilder(client, directory.resolve("other-cache"));
    assertThat(elsewhere.push(request(dockerfile, SHOP), log::add)).isEqualTo(first);
  }

  @Test
  void realClientsTakeTheImage() throws IOException {
    assumeTrue(CommandLine.has("skopeo"), "skopeo is not on the path");
    BuiltImage image =
        push(
            request(
                "FROM gcr.io/distroless/java25-debian13:nonroot\n"
                    + "COPY app.jar /\nCMD [\"/app.jar\"]",
                SHOP));
    Path certificates = Files.createDirectories(directory.resolve("certificates"));
    Files.copy(registry.authority.certificateFile(), certificates.resolve("ca.crt"));
    var skopeo = new CommandLine(Files.createDirectories(directory.resolve("work")), Map.of());
    String at = "docker://" + registry.server.authority() + "/ghcr.io/acme/shop:1.0";

    assertThat(skopeo.run("skopeo", "inspect", "--cert-dir=" + certificates, at))
        .contains(image.digest());
    assertThat(skopeo.run("skopeo", "inspect", "--config", "--cert-dir=" + certificates, at))
        .contains("\"/usr/bin/java\"", "\"65532\"");
    skopeo.run(
        "skopeo", "copy", "--src-cert-dir=" + certificates, at, "dir:" + directory + "/copy");
  }

  @Test
  void wrongAndMissingCredentialsAreToldApart() {
    BuildRequest request = request("FROM scratch\nCOPY app.jar /", SHOP);
    var wrong = new ImageBuilder(client.withCredentials(login("no")), directory.resolve("cache"));
    assertThatThrownBy(() -> wrong.push(request, log::add))
        .isInstanceOfSatisfying(
            ImageException.class,
            e -> assertThat(e.kind()).isEqualTo(ImageException.Kind.UNAUTHORIZED))
        .hasMessageContaining("ghcr.io")
        .hasMessageNotContaining("no\"");
    var missing =
        new ImageBuilder(client.withCredentials(Credentials.ANONYMOUS), directory.resolve("cache"));
    assertThatThrownBy(() -> missing.push(request, log::add))
        .hasMessageContaining("none are configured for ghcr.io");
  }

  @Test
  void aMissingBaseImageIsNamedWithItsPlace() {
    assertThatThrownBy(() -> push(request("FROM ghcr.io/acme/base:9\nCOPY app.jar /", SHOP)))
        .isInstanceOfSatisfying(
            ImageException.class,
            e -> assertThat(e.kind()).isEqualTo(ImageException.Kind.NOT_FOUND))
        .hasMessageContaining("Dockerfile:1:1: FROM ghcr.io/acme/base:9")
        .hasMessageContaining("does not exist");
  }

  @Test
  void aCertificateOfAnUnknownAuthorityIsNotTrusted() {
    var trusting =
        new Endpoints(
            Map.of(
                "ghcr.io",
                new Endpoints.Endpoint(
                    null,
                    null,
                    new Endpoints.Registry(
                        registry.server.authority().replace("127.0.0.1", "localhost"),
                        "ghcr.io/",
                        otherAuthority()))));
    try (var stranger = new RegistryClient(trusting, Credentials.ANONYMOUS)) {
      assertThatThrownBy(() -> stranger.digest(SHOP))
          .isInstanceOfSatisfying(
              ImageException.class,
              e -> assertThat(e.kind()).isEqualTo(ImageException.Kind.UNREACHABLE))
          .hasMessageContaining("set caFile for ghcr.io");
    }
  }

  private String otherAuthority() {
    return dev.fairlead.sandbox.authority.CertificateAuthority.open(
            directory.resolve("other"), java.time.Clock.systemUTC())
        .certificateFile()
        .toString();
  }
}
