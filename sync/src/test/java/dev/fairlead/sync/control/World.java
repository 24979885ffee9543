package dev.fairlead.sync.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ApiResource;
import dev.fairlead.cluster.ClusterClient.PatchType;
import dev.fairlead.cluster.ClusterClient.WriteOptions;
import dev.fairlead.cluster.MemoryCluster;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.MemoryTree;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlJson;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/// A controller over a cluster and a repository in memory.
final class World implements AutoCloseable {
  static final String REPO = "https://github.com/acme/shop";
  static final Duration PATIENCE = Duration.ofSeconds(30);

  final MemoryCluster cluster = new MemoryCluster(Clock.systemUTC());
  final List<SyncJournal.Entry> journal = new CopyOnWriteArrayList<>();
  final MemoryRepository repository = new MemoryRepository();
  final SyncController controller;
  volatile SyncGate.Verdict gate = new SyncGate.Verdict.Yes();

  World() {
    controller = controller();
    controller.start();
  }

  SyncController controller() {
    return new SyncController(
        SyncSettings.DEFAULT
            .withWaveDelay(Duration.ofMillis(1))
            .withPollInterval(Duration.ofMinutes(3), Duration.ZERO),
        cluster,
        repository,
        (_, _) -> gate,
        journal::add,
        Clock.systemUTC());
  }

  /// Commits by number; `HEAD` is the last.
  static final class MemoryRepository implements Repositories {
    private final Map<CommitId, RevisionTree> commits = new ConcurrentHashMap<>();
    private volatile CommitId head = CommitId.NONE;

    CommitId commit(Map<String, String> files) {
      var id = new CommitId("%040x".formatted(commits.size() + 1));
      commits.put(id, MemoryTree.of(files));
      head = id;
      return id;
    }

    @Override
    public CommitId resolve(String repoUrl, String targetRevision, boolean fresh) {
      if (!repoUrl.equals(REPO)) {
        throw new RepositoryException("there is no repository " + repoUrl, false);
      }
      return CommitId.isFull(targetRevision) ? new CommitId(targetRevision) : head;
    }

    @Override
    public RevisionTree tree(String repoUrl, CommitId revision) {
      return Optional.ofNullable(commits.get(revision)).orElseThrow();
    }
  }

  static ObjectNode yaml(String text) {
    return (ObjectNode)
        YamlJson.toJson(Yaml.parseOne("test.yaml", text).orElseThrow(), Schema.YAML_1_1);
  }

  /// An Application of the directory `app`.
  static String application(String name, String policy) {
    return """
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata:
      name: %s
    spec:
      project: default
      source:
        repoURL: %s
        path: app
      destination:
        server: https://kubernetes.default.svc
        namespace: shop
      syncPolicy: %s
    """
        .formatted(name, REPO, policy);
  }

  static String configMap(String name, String value) {
    return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\ndata: {key: %s}\n"
        .formatted(name, value);
  }

  /// Commits the Application together with its files.
  CommitId push(String application, Map<String, String> files) {
    var all = new HashMap<>(files);
    all.put("argocd/application.yaml", application);
    CommitId commit = repository.commit(all);
    controller.bootstrap(REPO, commit, repository.tree(REPO, commit));
    controller.repositoryChanged(REPO);
    return commit;
  }

  Optional<ObjectNode> live(String kind, String name) {
    return cluster.get(type(kind), "shop", name);
  }

  ApiResource type(String kind) {
    return cluster.discovery().preferred().stream()
        .filter(type -> type.kind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  /// Changes a live object as a person with kubectl does.
  void edit(String kind, String name, String patch) {
    cluster.patch(
        type(kind),
        "shop",
        name,
        PatchType.MERGE,
        yaml(patch),
        WriteOptions.DEFAULT.withManager("kubectl-edit"));
  }

  void status(String kind, String name, String patch) {
    cluster.patch(
        type(kind),
        "shop",
        name,
        PatchType.MERGE,
        yaml(patch),
        WriteOptions.DEFAULT.withManager("kubelet").on("status"));
  }

  ObjectNode applicationObject(String name) {
    return cluster.get(type("Application"), "argocd", name).orElseThrow();
  }

  ApplicationState await(String name, Predicate<ApplicationState> condition) {
    return await(name, condition, "");
  }

  ApplicationState await(String name, Predicate<ApplicationState> condition, String what) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    var signal = new Signal();
    try (var _ = controller.subscribe(_ -> signal.raise())) {
      while (true) {
        long seen = signal.count();
        Optional<ApplicationState> state = controller.application(name);
        if (state.filter(condition).isPresent()) {
          return state.get();
        }
        if (System.nanoTime() > end) {
          throw new AssertionError("never came: " + what + "; last state " + state);
        }
        signal.await(seen, Duration.ofMillis(500));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  void await(java.util.function.BooleanSupplier condition, String what) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("never came: " + what + "; writes " + cluster.writes());
      }
      try {
        Thread.sleep(Duration.ofMillis(20));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    controller.close();
    cluster.close();
  }
}
