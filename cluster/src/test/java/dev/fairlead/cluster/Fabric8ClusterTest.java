package dev.fairlead.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fairlead.cluster.ClusterClient.Change;
import dev.fairlead.cluster.ClusterClient.ListOptions;
import dev.fairlead.cluster.ClusterClient.WatchListener;
import dev.fairlead.cluster.ClusterClient.WriteOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Fabric8ClusterTest {
  private static final ApiResource CONFIG_MAPS =
      new ApiResource(
          "", "v1", "ConfigMap", "configmaps", "configmap", true, Set.of(), List.of(), Set.of());

  @TempDir Path directory;
  private HttpServer server;
  private Fabric8Cluster cluster;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    Path kubeconfig = directory.resolve("config");
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        current-context: test
        clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
        users: [{name: u, user: {token: secret-token}}]
        contexts: [{name: test, context: {cluster: c, user: u}}]
        """
            .formatted(server.getAddress().getPort()));
    cluster = Fabric8Cluster.of(kubeconfig, null);
  }

  @AfterEach
  void close() {
    cluster.close();
    server.stop(0);
  }

  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private void serve(String path, Answer answer) {
    server.createContext(
        path,
        exchange -> {
          requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          answer.to(exchange);
        });
  }

  private static void send(HttpExchange exchange, int code, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Test
  void sendsTheTokenOfTheKubeconfig() {
    var token = new CompletableFuture<String>();
    serve(
        "/version",
        exchange -> {
          token.complete(exchange.getRequestHeaders().getFirst("Authorization"));
          send(exchange, 200, "{\"gitVersion\":\"v1.36.0\"}");
        });

    assertThat(cluster.version()).isEqualTo("v1.36.0");
    assertThat(token.join()).isEqualTo("Bearer secret-token");
  }

  @Test
  void readsAllPagesOfAListAndSaysWhatTheItemsAre() {
    serve(
        "/api/v1/configmaps",
        exchange -> {
          boolean first = !exchange.getRequestURI().toString().contains("continue=");
          send(
              exchange,
              200,
              first
                  ? "{\"metadata\":{\"resourceVersion\":\"7\",\"continue\":\"x/y\"},"
                      + "\"items\":[{\"metadata\":{\"name\":\"a\"}}]}"
                  : "{\"metadata\":{\"resourceVersion\":\"7\"},"
                      + "\"items\":[{\"metadata\":{\"name\":\"b\"}}]}");
        });

    ClusterClient.Listing listing = cluster.list(CONFIG_MAPS, ListOptions.ALL);

    assertThat(listing.resourceVersion()).isEqualTo("7");
    assertThat(listing.items())
        .extracting(item -> item.path("kind").asText() + item.at("/metadata/name").asText())
        .containsExactly("ConfigMapa", "ConfigMapb");
    assertThat(requests.getLast()).contains("continue=x%2Fy");
  }

  @Test
  void repeatsAReadThatAServerCouldNotAnswerButNotARefusedManifest() {
    var calls = new AtomicInteger();
    serve(
        "/api/v1/namespaces/n/configmaps/a",
        exchange -> {
          if (exchange.getRequestMethod().equals("GET")) {
            send(exchange, calls.incrementAndGet() < 3 ? 503 : 200, "{\"kind\":\"ConfigMap\"}");
          } else {
            send(
                exchange,
                500,
                "{\"kind\":\"Status\",\"message\":\".datas: field not declared in"
                    + " schema\",\"code\":500}");
          }
        });

    assertThat(cluster.get(CONFIG_MAPS, "n", "a")).isPresent();
    assertThat(calls).hasValue(3);
    requests.clear();
    ObjectNode object =
        Transport.JSON.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
    object.putObject("metadata").put("name", "a").put("namespace", "n");
    assertThatThrownBy(() -> cluster.apply(CONFIG_MAPS, object, WriteOptions.DEFAULT))
        .isInstanceOf(ClusterException.class)
        .hasMessage(".datas: field not declared in schema");
    assertThat(requests)
        .containsExactly(
            "PATCH /api/v1/namespaces/n/configmaps/a?fieldManager=argocd-controller"
                + "&fieldValidation=Strict&force=true");
  }

  @Test
  void streamsAWatchAndReportsHowItEnds()
      throws ExecutionException, InterruptedException, TimeoutException {
    serve(
        "/api/v1/configmaps",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(
                "{\"type\":\"ADDED\",\"object\":{\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"ä"
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            out.write("\"}}}\n".getBytes(StandardCharsets.UTF_8));
            out.write(
                ("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,"
                        + "\"reason\":\"Expired\",\"message\":\"too old\"}}\n")
                    .getBytes(StandardCharsets.UTF_8));
          }
        });
    var names = new CopyOnWriteArrayList<String>();
    var end = new CompletableFuture<@Nullable ClusterException>();
    var listener =
        new WatchListener() {
          @Override
          public void event(Change change, ObjectNode object) {
            names.add(change + " " + object.at("/metadata/name").asText());
          }

          @Override
          public void ended(@Nullable ClusterException failure) {
            end.complete(failure);
          }
        };

    try (var _ = cluster.watch(CONFIG_MAPS, ListOptions.ALL, "5", listener)) {
      assertThat(end.get(10, TimeUnit.SECONDS)).isNotNull().matches(ClusterException::isExpired);
    }

    assertThat(names).containsExactly("ADDED ä");
    assertThat(requests.getFirst()).contains("resourceVersion=5").contains("watch=true");
  }

  @Test
  void readsDiscoveryInBothForms() {
    serve(
        "/apis",
        exchange ->
            send(
                exchange,
                200,
                """
                {"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"apps"},"versions":[
                {"version":"v1","resources":[{"resource":"deployments","scope":"Namespaced",
                "responseKind":{"kind":"Deployment"},"singularResource":"deployment",
                "verbs":["list","watch"],"subresources":[{"subresource":"status"}]}]}]}]}
                """));
    serve(
        "/api",
        exchange ->
            send(
                exchange,
                200,
                exchange.getRequestURI().getPath().equals("/api")
                    ? "{\"kind\":\"APIVersions\",\"versions\":[\"v1\"]}"
                    : "{\"resources\":[{\"name\":\"pods\",\"kind\":\"Pod\",\"namespaced\":true,"
                        + "\"verbs\":[\"list\"]},{\"name\":\"pods/log\",\"kind\":\"Pod\"}]}"));

    Discovery discovery = cluster.discovery();

    assertThat(discovery.find("apps", "Deployment").orElseThrow().subresources())
        .containsExactly("status");
    assertThat(discovery.find("", "Pod").orElseThrow().subresources()).containsExactly("log");
    assertThat(discovery.apiVersions())
        .containsExactly("apps/v1", "apps/v1/Deployment", "v1", "v1/Pod");
  }

  @Test
  void saysWhatWasAskedOfWhomWhenNobodyAnswers() {
    server.stop(0);

    assertThatThrownBy(cluster::version)
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("GET http://127.0.0.1:")
        .hasMessageContaining("/version")
        .matches(failure -> ((ClusterException) failure).isUnreachable());
  }
}
