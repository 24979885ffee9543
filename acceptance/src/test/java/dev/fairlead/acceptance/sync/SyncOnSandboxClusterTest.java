package dev.fairlead.acceptance.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ApiResource;
import dev.fairlead.cluster.ClusterClient.PatchType;
import dev.fairlead.cluster.ClusterClient.WriteOptions;
import dev.fairlead.cluster.Fabric8Cluster;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.MemoryTree;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.sandbox.cluster.ClusterOptions;
import dev.fairlead.sandbox.cluster.ClusterServer;
import dev.fairlead.sandbox.cluster.controllers.Controllers;
import dev.fairlead.sync.control.ApplicationState;
import dev.fairlead.sync.control.Repositories;
import dev.fairlead.sync.control.SyncController;
import dev.fairlead.sync.control.SyncGate;
import dev.fairlead.sync.control.SyncJournal;
import dev.fairlead.sync.control.SyncSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The controller against the sandbox's API server, over HTTP as against any other. There are no
/// nodes, so nothing here waits for pods.
class SyncOnSandboxClusterTest {
  private static final String REPO = "https://github.com/acme/shop";

  private static final String APPLICATION =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: shop, finalizers: [resources-finalizer.argocd.argoproj.io]}
      spec:
        project: default
        source: {repoURL: https://github.com/acme/shop, path: app}
        destination: {server: https://kubernetes.default.svc, namespace: shop}
        syncPolicy:
          automated: {prune: true, selfHeal: true}
          syncOptions: [CreateNamespace=true]
      """;

  /// Kinds whose defaults and list types differ; a comparison that is off shows one of them as out
  /// of sync forever.
  private static final String MANIFESTS =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: conf}
      data: {a: "1", b: two}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: sec}
      stringData: {password: hunter2}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {selector: {app: web}, ports: [{port: 80}]}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 0
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
              - name: c
                image: nginx:1.27
                ports: [{containerPort: 80}]
                resources: {requests: {cpu: 1000m, memory: 1024Mi}}
                env: [{name: X, value: "1"}]
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: web}
      spec:
        rules:
          - host: shop.example.com
            http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
      ---
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: np}
      spec: {podSelector: {}, ingress: [{ports: [{port: 80}]}]}
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: db}
      spec:
        replicas: 0
        serviceName: db
        selector: {matchLabels: {app: db}}
        template:
          metadata: {labels: {app: db}}
          spec:
            containers: [{name: c, image: postgres:16, readinessProbe: {tcpSocket: {port: 5432}}}]
            tolerations: [{key: x, operator: Exists}]
            volumes: [{name: v, configMap: {name: conf}}]
        volumeClaimTemplates:
          - metadata: {name: data}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: r}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
      subjects: [{kind: ServiceAccount, name: default, namespace: shop}]
      ---
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: widgets.acme.io}
      spec:
        group: acme.io
        scope: Namespaced
        names: {kind: Widget, plural: widgets}
        versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    properties: {size: {type: integer}, color: {type: string, default: red}}
      ---
      apiVersion: acme.io/v1
      kind: Widget
      metadata: {name: w}
      spec: {size: 3}
      """;

  @TempDir Path directory;
  private final Map<CommitId, RevisionTree> commits = new ConcurrentHashMap<>();
  private final List<SyncJournal.Entry> journal = new CopyOnWriteArrayList<>();
  private volatile CommitId head = CommitId.NONE;
  private ClusterServer server;
  private Controllers controllers;
  private Fabric8Cluster cluster;
  private SyncController controller;

  @BeforeEach
  void open() throws IOException {
    var random = new Random(1);
    server =
        ClusterServer.start(
            new ClusterOptions(
                Clock.systemUTC(),
                random,
                "127.0.0.1",
                0,
                null,
                "",
                Map.of("token", ClusterOptions.User.ADMINISTRATOR),
                "10.96.0.0/16",
                null));
    controllers = Controllers.start(server::objects, Clock.systemUTC(), random);
    Path kubeconfig = directory.resolve("config");
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        current-context: s
        clusters: [{name: s, cluster: {server: "%s"}}]
        users: [{name: s, user: {token: token}}]
        contexts: [{name: s, context: {cluster: s, user: s}}]
        """
            .formatted(server.uri()));
    cluster = Fabric8Cluster.of(kubeconfig, null);
    controller = controller();
    controller.start();
  }

  private SyncController controller() {
    return new SyncController(
        SyncSettings.DEFAULT.withWaveDelay(Duration.ZERO),
        cluster,
        new Repositories() {
          @Override
          public CommitId resolve(String repoUrl, String targetRevision, boolean fresh) {
            return CommitId.isFull(targetRevision) ? new CommitId(targetRevision) : head;
          }

          @Override
          public RevisionTree tree(String repoUrl, CommitId revision) {
            return Optional.ofNullable(commits.get(revision)).orElseThrow();
          }
        },
        SyncGate.OPEN,
        journal::add,
        Clock.systemUTC());
  }

  @AfterEach
  void close() {
    controller.close();
    cluster.close();
    controllers.close();
    server.close();
  }

  private void push(Map<String, String> files) {
    var id = new CommitId("%040x".formatted(commits.size() + 1));
    RevisionTree tree = MemoryTree.of(files);
    commits.put(id, tree);
    head = id;
    controller.bootstrap(REPO, id, tree);
    controller.repositoryChanged(REPO);
    await(
        () ->
            controller
                .application("shop")
                .filter(state -> state.isSettled() && state.revisions().contains(id))
                .isPresent(),
        () -> "settled at " + id + ": " + controller.application("shop"));
  }

  private static void await(BooleanSupplier condition, Supplier<String> what) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("never came: " + what.get());
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  private ApiResource type(String group, String kind) {
    return cluster.discovery().find(group, kind).orElseThrow();
  }

  private JsonNode status() {
    return cluster
        .get(type("argoproj.io", "Application"), "argocd", "shop")
        .map(application -> application.path("status"))
        .orElseGet(MissingNode::getInstance);
  }

  private JsonNode live(String group, String kind, String name) {
    return cluster
        .get(type(group, kind), "shop", name)
        .map(JsonNode.class::cast)
        .orElseGet(MissingNode::getInstance);
  }

  @Test
  void bringsManyKindsAndSeesNoDifferenceAfterwards() {
    push(Map.of("argocd/app.yaml", APPLICATION, "app/all.yaml", MANIFESTS));

    assertThat(live("acme.io", "Widget", "w").at("/spec/color").asText()).isEqualTo("red");
    // What the controller knows reaches the cluster a moment later.
    await(
        () -> status().at("/operationState/phase").asText().equals("Succeeded"),
        () -> "succeeded in the cluster: " + status());

    // Comparing again, without any help of the operation before it, changes nothing.
    int before = journal.size();
    controller.close();
    controller = controller();
    controller.start();
    await(() -> controller.application("shop").isPresent(), () -> "compared");
    assertThat(controller.application("shop").map(ApplicationState::isSettled)).contains(true);
    assertThat(journal).hasSize(before);
  }

  @Test
  void healsAHandEditAndWritesDownWhatDiffered() {
    push(Map.of("argocd/app.yaml", APPLICATION, "app/all.yaml", MANIFESTS));
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch
        .putObject("spec")
        .putObject("template")
        .putObject("spec")
        .putArray("containers")
        .addObject()
        .put("name", "c")
        .put("image", "nginx:other");

    cluster.patch(
        type("apps", "Deployment"),
        "shop",
        "web",
        PatchType.STRATEGIC,
        patch,
        WriteOptions.DEFAULT.withManager("kubectl-edit"));

    await(
        () ->
            live("apps", "Deployment", "web")
                .at("/spec/template/spec/containers/0/image")
                .asText()
                .equals("nginx:1.27"),
        () -> "healed");
    assertThat(journal)
        .filteredOn(entry -> entry.kind() == SyncJournal.Kind.DRIFT)
        .singleElement()
        .satisfies(entry ->
            assertThat(entry.details())
                .containsExactly(
                    "apps/Deployment/shop/web .spec.template.spec.containers[c].image:"
                        + " \"nginx:1.27\", live \"nginx:other\""));
  }

  @Test
  void prunesAndUpdatesWhatALaterRevisionSays() {
    push(Map.of("argocd/app.yaml", APPLICATION, "app/all.yaml", MANIFESTS));
    var documents = new ArrayList<>(List.of(MANIFESTS.split("---\n")));
    documents.removeIf(text -> text.contains("kind: NetworkPolicy"));
    String changed = String.join("---\n", documents).replace("b: two", "c: three");

    push(Map.of("argocd/app.yaml", APPLICATION, "app/all.yaml", changed));

    assertThat(live("networking.k8s.io", "NetworkPolicy", "np").isMissingNode()).isTrue();
    assertThat(live("", "ConfigMap", "conf").path("data").has("b")).isFalse();
    assertThat(live("", "ConfigMap", "conf").at("/data/c").asText()).isEqualTo("three");
  }

  @Test
  void takesEverythingDownWithTheApplication() {
    push(Map.of("argocd/app.yaml", APPLICATION, "app/all.yaml", MANIFESTS));
    RevisionTree empty = MemoryTree.of(new HashMap<>(Map.of("README.md", "nothing left")));

    controller.bootstrap(REPO, new CommitId("f".repeat(40)), empty);

    await(() -> controller.applications().isEmpty(), () -> "gone: " + controller.applications());
    assertThat(live("apps", "Deployment", "web").isMissingNode()).isTrue();
    assertThat(live("", "ConfigMap", "conf").isMissingNode()).isTrue();
  }
}
