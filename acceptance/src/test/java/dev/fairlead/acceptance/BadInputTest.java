package dev.fairlead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.sandbox.node.NodeSpec;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is wrong is refused by place and remedy, on the page and where the user acted; nothing is
/// half done.
class BadInputTest {
  private static final String URL = "https://github.com/acme/shop";
  private static final String APPLICATION =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: shop, namespace: argocd}
      spec:
        project: default
        source: {repoURL: https://github.com/acme/shop, targetRevision: main, path: %s}
        destination: {server: https://kubernetes.default.svc, namespace: shop}
        syncPolicy: {automated: {}, syncOptions: [CreateNamespace=true]}
      """;
  private static final String CONFIG_MAP =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: settings}
      data: {colour: %s}
      """;

  @TempDir private Path directory;
  private Surroundings surroundings;
  private GitRepository clone;
  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    surroundings = new Surroundings(directory, NodeSpec.named("one"));
    clone = surroundings.repository("acme", "shop", "main");
    server = surroundings.server("server", URL, "");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    surroundings.close();
  }

  @Test
  void anUnknownActionIsNamedWithItsPlaceAndNothingIsDeployed() throws Exception {
    clone
        .write("apps/shop.yaml", APPLICATION.formatted("manifests"))
        .write("manifests/settings.yaml", CONFIG_MAP.formatted("red"))
        .write(
            ".github/workflows/ci.yml",
            """
            on: push
            jobs:
              build:
                runs-on: ubuntu-latest
                steps:
                  - uses: nobody/nothing@v1
            """);
    String commit = clone.push("feat: shop");

    JsonNode delivery = server.awaitEnd(commit);
    assertThat(delivery.path("state").asText()).isEqualTo("FAILED");
    assertThat(delivery.toString())
        .contains(".github/workflows/ci.yml:6:")
        .contains("nobody/nothing");
    assertThat(surroundings.find("", "ConfigMap", "shop", "settings")).isEmpty();
    assertThat(server.get("/deliveries/" + delivery.path("id").asText()).body())
        .contains("nobody/nothing");
    assertThat(status(commit)).contains("failure");
  }

  @Test
  void aBrokenApplicationStopsThePushThatBringsIt() throws Exception {
    clone
        .write(
            "apps/shop.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: [\n")
        .write("manifests/settings.yaml", CONFIG_MAP.formatted("red"));
    String commit = clone.push("feat: shop");

    JsonNode delivery = server.awaitEnd(commit);
    assertThat(delivery.path("state").asText()).isEqualTo("FAILED");
    assertThat(delivery.path("cause").asText()).contains("apps/shop.yaml:");
  }

  @Test
  void aChartThatDoesNotParseIsNamedAndTheFormerStateStays() throws Exception {
    clone
        .write("apps/shop.yaml", APPLICATION.formatted("chart"))
        .write("chart/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n")
        .write("chart/values.yaml", "colour: red\n")
        .write("chart/templates/settings.yaml", CONFIG_MAP.formatted("{{ .Values.colour }}"));
    JsonNode first = server.awaitEnd(clone.push("feat: shop"));
    assertThat(first.path("cause").asText()).isEmpty();

    String commit =
        clone
            .write(
                "chart/templates/settings.yaml",
                CONFIG_MAP.formatted("{{ .Values.colour | paint }}"))
            .push("feat: a mistake");
    JsonNode delivery = server.awaitEnd(commit);
    assertThat(delivery.path("state").asText()).isEqualTo("FAILED");
    assertThat(delivery.toString()).contains("templates/settings.yaml:4");
    assertThat(
            surroundings
                .find("", "ConfigMap", "shop", "settings")
                .orElseThrow()
                .at("/data/colour")
                .asText())
        .isEqualTo("red");
    assertThat(RunningServer.stage(delivery, "sync shop")).isEqualTo("SKIPPED");
    assertThat(server.get("/deliveries/" + delivery.path("id").asText()).body())
        .contains("templates/settings.yaml:4");
    assertThat(server.get("/applications/shop").body()).contains("Synced, Healthy");
  }

  @Test
  void aForgedWebhookIsRefusedAndJournalled() throws Exception {
    HttpResponse<String> response =
        surroundings
            .http()
            .send(
                HttpRequest.newBuilder(URI.create(server.url() + "/webhooks/github"))
                    .header("X-GitHub-Event", "push")
                    .header("X-Hub-Signature-256", "sha256=" + "0".repeat(64))
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            """
                            {"ref":"refs/heads/main","before":"%1$s","after":"%1$s",
                             "repository":{"full_name":"acme/shop","clone_url":"%2$s"}}
                            """
                                .formatted("a".repeat(40), URL)))
                    .build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).contains("webhookSecretFile");
    assertThat(server.get("/journal").body()).contains("false signature");
  }

  @Test
  void anUnreachableForgeIsShownOnThePage() throws Exception {
    try (RunningServer lost =
        surroundings.server("lost", "https://github.com/acme/does-not-exist", "")) {
      String page = "";
      for (int i = 0; i < 200 && !page.contains("cannot be watched"); i++) {
        page = lost.get("/deliveries").body();
      }
      assertThat(page).contains("A repository cannot be watched").contains("acme/does-not-exist");
    }
  }

  /// What the forge shows beside a commit.
  private String status(String commit) throws Exception {
    String url =
        surroundings.sandbox().forge().apiUrl() + "/repos/acme/shop/commits/" + commit + "/status";
    for (int i = 0; i < 100; i++) {
      String body =
          surroundings
              .http()
              .send(
                  HttpRequest.newBuilder(URI.create(url))
                      .header(
                          "Authorization", "Bearer " + surroundings.sandbox().adminToken().reveal())
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      if (body.contains("failure")) {
        return body;
      }
      Thread.sleep(50);
    }
    return "no status";
  }
}
