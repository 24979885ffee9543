package dev.fairlead.sandbox.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.sandbox.CommandLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real client against the registry: TLS under our authority, token authentication, copies.
final class SkopeoTest {
  @TempDir Path directory;

  @Test
  void copiesAndInspects() throws Exception {
    assumeTrue(CommandLine.has("skopeo"), "skopeo is not on the path");
    try (var registry = new RegistryFixture(directory, (_, password) -> password.equals("pw"))) {
      BaseImages.seed(registry.server.store());
      Path certificates = Files.createDirectories(directory.resolve("certificates"));
      Files.copy(registry.authority.certificateFile(), certificates.resolve("ca.crt"));
      Path work = Files.createDirectories(directory.resolve("work"));
      var skopeo = new CommandLine(work, Map.of());
      String at = "docker://" + registry.server.authority();
      String from = at + "/docker.io/library/python:3.13-slim";
      String to = at + "/ghcr.io/acme/shop:1.0";
      String dir = "--src-cert-dir=" + certificates;

      skopeo.run("skopeo", "copy", dir, from, "oci:" + work + "/layout:x");
      CommandLine.Result refused =
          skopeo.attempt(
              "skopeo", "copy", "--dest-cert-dir=" + certificates, "oci:" + work + "/layout:x", to);
      assertThat(refused.status()).isNotZero();
      assertThat(refused.output()).contains("unauthorized");
      skopeo.run(
          "skopeo",
          "copy",
          "--dest-creds=ada:pw",
          "--dest-cert-dir=" + certificates,
          "oci:" + work + "/layout:x",
          to);

      assertThat(skopeo.run("skopeo", "inspect", "--cert-dir=" + certificates, to))
          .contains("\"dev.fairlead.sandbox.runtime\": \"python\"", "\"1.0\"");
      skopeo.run("skopeo", "copy", dir, to, "dir:" + work + "/copy");
      assertThat(
              skopeo.run(
                  "skopeo", "list-tags", "--cert-dir=" + certificates, to.replace(":1.0", "")))
          .contains("\"1.0\"");
      skopeo.run(
          "skopeo",
          "sync",
          "--src=docker",
          "--dest=docker",
          dir,
          "--dest-cert-dir=" + certificates,
          "--dest-creds=ada:pw",
          registry.server.authority() + "/ghcr.io/acme/shop",
          registry.server.authority() + "/mirror");
      skopeo.run(
          "skopeo",
          "copy",
          "--all",
          "--format=v2s2",
          dir,
          "--dest-cert-dir=" + certificates,
          "--dest-creds=ada:pw",
          to,
          at + "/ghcr.io/acme/docker:1.0");
      assertThat(
              skopeo.run(
                  "skopeo",
                  "inspect",
                  "--raw",
                  "--cert-dir=" + certificates,
                  at + "/ghcr.io/acme/docker:1.0"))
          .contains("application/vnd.docker.distribution.manifest.v2+json");
      assertThat(
              skopeo.run(
                  "skopeo", "inspect", "--cert-dir=" + certificates, at + "/mirror/shop:1.0"))
          .contains("\"1.0\"");
      skopeo.run("skopeo", "delete", "--creds=ada:pw", "--cert-dir=" + certificates, to);
      assertThat(skopeo.attempt("skopeo", "inspect", "--cert-dir=" + certificates, to).status())
          .isNotZero();
    }
  }
}
