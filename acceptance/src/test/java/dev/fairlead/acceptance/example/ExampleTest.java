package dev.fairlead.acceptance.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.acceptance.example.Example.ChartApplication;
import dev.fairlead.model.TreeEntry;
import dev.fairlead.sandbox.authority.CertificateAuthority;
import dev.fairlead.sandbox.cluster.ClusterOptions;
import dev.fairlead.sandbox.cluster.ClusterServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The example is written for the real tools, and they accept it.
class ExampleTest {
  @TempDir Path scratch;
  private final Example example = new Example();

  @ParameterizedTest
  @ValueSource(strings = {"values.yaml", "values-14nodes.yaml", "values-dev.yaml"})
  void helmFindsNothingToSay(String values) throws IOException, InterruptedException {
    Path chart = Example.ROOT.resolve(Example.CHART);
    Tool.Answer answer =
        Tool.find("helm")
            .run(
                scratch,
                List.of(
                    "lint", "--strict", "-f", chart.resolve(values).toString(), chart.toString()));
    assertThat(answer.status()).as(answer.out() + answer.error()).isZero();
  }

  @Test
  void ourChartEngineRendersEveryApplicationAsHelmDoes() throws IOException, InterruptedException {
    assertThat(example.chartApplications()).hasSize(9);
    for (ChartApplication application : example.chartApplications()) {
      assertThat(example.render(application).output()).isEqualTo(template(application));
    }
  }

  private String template(ChartApplication application) throws IOException, InterruptedException {
    Path chart = Example.ROOT.resolve(Example.CHART);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "template",
                application.name(),
                chart.toString(),
                "--namespace",
                application.namespace()));
    for (String file : application.valueFiles()) {
      arguments.addAll(List.of("-f", chart.resolve(file).toString()));
    }
    for (String parameter : application.parameters()) {
      arguments.addAll(List.of("--set", parameter));
    }
    Tool.Answer answer = Tool.find("helm").run(scratch, arguments);
    assertThat(answer.status()).as(answer.error()).isZero();
    return answer.out();
  }

  @Test
  void noObjectHasTwoOwners() {
    assertThat(example.owners()).hasSizeGreaterThan(60);
  }

  @Test
  void everyFolderOfPlainManifestsBelongsToTheApplicationSet() {
    TreeSet<String> listed = new TreeSet<>();
    example
        .documents("argocd/applicationset-k8s.yaml")
        .getFirst()
        .at("/spec/generators/0/list/elements")
        .forEach(element -> listed.add(element.path("folder").asText()));
    assertThat(listed)
        .isEqualTo(
            new TreeSet<>(example.tree().list("k8s").stream().map(TreeEntry::name).toList()));
  }

  @Test
  void kubectlAcceptsEveryManifest() throws IOException, InterruptedException {
    Tool kubectl = Tool.find("kubectl");
    Path rendered = scratch.resolve("rendered.yaml");
    Files.writeString(
        rendered,
        String.join(
            "",
            example.chartApplications().stream()
                .map(application -> example.render(application).output())
                .toList()));
    CertificateAuthority authority =
        CertificateAuthority.open(scratch.resolve("authority"), Clock.systemUTC());
    var options =
        new ClusterOptions(
            Clock.systemUTC(),
            new Random(1),
            "127.0.0.1",
            0,
            authority.serverContext(List.of("127.0.0.1")),
            authority.certificatePem(),
            Map.of("token", ClusterOptions.User.ADMINISTRATOR),
            "127.96.0.0/16",
            null);
    try (ClusterServer server = ClusterServer.start(options)) {
      for (Path file :
          List.of(
              rendered,
              Example.ROOT.resolve("k8s/database"),
              Example.ROOT.resolve("k8s/monitoring"),
              Example.ROOT.resolve("cluster/nodes.yaml"))) {
        Tool.Answer answer =
            kubectl.run(
                scratch,
                List.of(
                    "--server=" + server.uri(),
                    "--certificate-authority=" + authority.certificateFile(),
                    "--token=token",
                    "apply",
                    "--dry-run=client",
                    "--validate=false",
                    "-f",
                    file.toString()));
        assertThat(answer.status()).as(answer.error()).isZero();
      }
    }
  }
}
