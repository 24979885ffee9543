package dev.fairlead.sync.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ApiResource;
import dev.fairlead.cluster.ClusterClient;
import dev.fairlead.cluster.ClusterClient.PatchType;
import dev.fairlead.cluster.ClusterClient.WriteOptions;
import dev.fairlead.cluster.ClusterException;
import dev.fairlead.cluster.LiveCache;
import dev.fairlead.cluster.LiveCache.LiveChange;
import dev.fairlead.cluster.LiveObject;
import dev.fairlead.cluster.ResourceKey;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.Finding;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.sync.application.AppProject;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.application.ApplicationSet;
import dev.fairlead.sync.compare.Tracking;
import dev.fairlead.sync.render.ManifestRenderer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Argo CD's application controller: watches Applications and the objects that they own, compares,
/// syncs, heals, and writes what it sees to their status. Safe for any thread.
public final class SyncController implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SyncController.class);

  /// Kinds that change all the time and that nobody syncs.
  private static final Set<String> IGNORED_KINDS =
      Set.of(
          "/Event",
          "events.k8s.io/Event",
          "coordination.k8s.io/Lease",
          "/Endpoints",
          "discovery.k8s.io/EndpointSlice",
          "certificates.k8s.io/CertificateSigningRequest");

  private static final Duration FIRST_LOOK = Duration.ofSeconds(60);
  private static final Duration END_WITHIN = Duration.ofSeconds(10);
  private static final int MAX_OWNERS = 10;

  private final SyncContext context;
  private final Evaluator evaluator;
  private final ApplicationSets sets;
  private final Map<ResourceKey, ApplicationLoop> loops = new ConcurrentHashMap<>();
  private final List<Consumer<ApplicationState>> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean started;
  private volatile boolean closed;

  /// @param clock for timestamps and intervals
  public SyncController(
      SyncSettings settings,
      ClusterClient cluster,
      Repositories repositories,
      SyncGate gate,
      SyncJournal journal,
      Clock clock) {
    var cache = new LiveCache(cluster, SyncController::isWanted, Tracking::applicationOf);
    this.context =
        new SyncContext(
            settings,
            cluster,
            cache,
            new ClusterKinds(cache),
            repositories,
            new ManifestRenderer(),
            gate,
            journal,
            clock,
            new Semaphore(settings.parallelApplies()),
            new Semaphore(settings.parallelOperations()));
    this.evaluator = new Evaluator(context, new ObjectWriter(context));
    this.sets = new ApplicationSets(context);
  }

  private static boolean isWanted(ApiResource type) {
    return !IGNORED_KINDS.contains(type.group() + "/" + type.kind())
        && !type.group().equals("metrics.k8s.io");
  }

  /// Installs the custom resource definitions where they are missing, fills the caches and starts
  /// to reconcile. Returns when the Applications of the cluster are known.
  ///
  /// @throws ClusterException where the cluster cannot be reached, or refuses
  public void start() {
    try {
      Definitions.install(context.cluster());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ClusterException.unreachable("interrupted while the controller started", e);
    }
    new Bootstrap(context).prepare();
    context.cache().listen(this::changed);
    if (!context.cache().start(FIRST_LOOK)) {
      LOG.warn(
          "not all kinds of {} were read within {} s: {}",
          context.cluster().server(),
          FIRST_LOOK.toSeconds(),
          context.cache().troubles());
    }
    started = true;
    for (LiveObject object : context.cache().ofKind(Application.GROUP, Application.KIND)) {
      loop(object.key());
    }
    sets.start();
  }

  /// Brings the Application, ApplicationSet and AppProject objects that a revision holds into the
  /// control namespace, and removes those that an earlier revision of the same repository brought
  /// and this one no longer has. Bad ones are reported and left as they are in the cluster.
  ///
  /// @param repoUrl names the repository, for the journal and for what to remove
  public List<Finding> bootstrap(String repoUrl, CommitId revision, RevisionTree tree) {
    return new Bootstrap(context).run(repoUrl, revision, tree);
  }

  /// Reconcile one Application now, asking its repositories for new revisions.
  public void refresh(String application) {
    find(application).ifPresent(loop -> loop.refresh(false));
  }

  /// Reconcile every Application that has a source in this repository (a push was seen).
  public void repositoryChanged(String repoUrl) {
    for (LiveObject object : context.cache().ofKind(Application.GROUP, Application.KIND)) {
      boolean uses =
          Application.of(object.json()).sources().stream()
              .anyMatch(source -> sameRepository(source.repoUrl(), repoUrl));
      ApplicationLoop loop = loops.get(object.key());
      if (uses && loop != null) {
        loop.refresh(false);
      }
    }
    sets.repositoryChanged();
  }

  private static boolean sameRepository(String one, String other) {
    return normal(one).equals(normal(other));
  }

  /// `git@host:owner/name.git` and `https://host/owner/name` are the same place.
  private static String normal(String url) {
    String text = url.toLowerCase(Locale.ROOT);
    int scheme = text.indexOf("://");
    text = scheme >= 0 ? text.substring(scheme + 3) : text.replaceFirst(":", "/");
    text = text.substring(text.indexOf('@') + 1);
    if (text.endsWith("/")) {
      text = text.substring(0, text.length() - 1);
    }
    return text.endsWith(".git") ? text.substring(0, text.length() - 4) : text;
  }

  /// The gate's answers may have changed: ask again.
  public void gateChanged() {
    loops.values().forEach(ApplicationLoop::touched);
  }

  /// Starts a sync as if a person had written `operation` to the Application.
  ///
  /// @throws IllegalStateException where there is no such Application, or an operation is already
  ///   running
  public void sync(String application, SyncRequest request) {
    ApplicationLoop loop =
        find(application)
            .orElseThrow(() ->
                new IllegalStateException(
                    "there is no Application %s in %s; there are %s"
                        .formatted(
                            application,
                            context.settings().controlNamespace(),
                            applications().stream().map(ApplicationState::name).toList())));
    if (loop.isOperating()) {
      throw new IllegalStateException(
          "another operation is already in progress on " + application + ": wait or terminate it");
    }
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.set("operation", operation(request));
    context
        .cache()
        .observed(
            context
                .cluster()
                .patch(
                    applicationType(),
                    context.settings().controlNamespace(),
                    application,
                    PatchType.MERGE,
                    patch,
                    WriteOptions.DEFAULT));
    loop.touched();
  }

  private static ObjectNode operation(SyncRequest request) {
    ObjectNode operation = JsonNodeFactory.instance.objectNode();
    ObjectNode sync = operation.putObject("sync");
    if (!request.revision().isEmpty()) {
      sync.put("revision", request.revision());
    }
    if (request.prune()) {
      sync.put("prune", true);
    }
    if (request.dryRun()) {
      sync.put("dryRun", true);
    }
    sync.putObject("syncStrategy").putObject("hook").put("force", request.force());
    if (!request.syncOptions().isEmpty()) {
      ArrayNode options = sync.putArray("syncOptions");
      request.syncOptions().forEach(options::add);
    }
    if (!request.only().isEmpty()) {
      ArrayNode resources = sync.putArray("resources");
      for (SyncRequest.Selected selected : request.only()) {
        resources
            .addObject()
            .put("group", selected.group())
            .put("kind", selected.kind())
            .put("namespace", selected.namespace())
            .put("name", selected.name());
      }
    }
    operation.putObject("initiatedBy").put("username", request.initiatedBy());
    return operation;
  }

  private ApiResource applicationType() {
    return context
        .cluster()
        .discovery()
        .find(Application.GROUP, Application.KIND)
        .orElseThrow(() -> new IllegalStateException("the controller was not started"));
  }

  /// Ends the running operation, gently.
  public void terminate(String application) {
    find(application).ifPresent(ApplicationLoop::terminate);
  }

  /// All Applications, sorted by name.
  public List<ApplicationState> applications() {
    return loops.values().stream()
        .map(ApplicationLoop::state)
        .flatMap(Optional::stream)
        .sorted(Comparator.comparing(ApplicationState::name))
        .toList();
  }

  public Optional<ApplicationState> application(String name) {
    return find(name).flatMap(ApplicationLoop::state);
  }

  /// An object of the cluster, where the controller watches its kind.
  public Optional<ObjectNode> live(ResourceKey key) {
    return context.cache().find(key).map(LiveObject::json);
  }

  /// The objects that a managed object has brought about (ReplicaSets, Pods ..), nearest first.
  ///
  /// @param owner of the managed object
  public List<ObjectNode> children(ResourceKey owner) {
    var found = new ArrayList<ObjectNode>();
    context.cache().find(owner).ifPresent(object -> descend(object, found, new HashSet<>()));
    return found;
  }

  private void descend(LiveObject owner, List<ObjectNode> into, Set<String> seen) {
    for (LiveObject child : context.cache().ownedBy(owner.uid())) {
      if (seen.add(child.uid())) {
        into.add(child.json());
        descend(child, into, seen);
      }
    }
  }

  private Optional<ApplicationLoop> find(String name) {
    return Optional.ofNullable(
        loops.get(Applications.key(context.settings().controlNamespace(), name)));
  }

  /// Calls back with each new state, from the controller's own threads: return soon.
  public Subscription subscribe(Consumer<ApplicationState> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void publish(ApplicationState state) {
    for (Consumer<ApplicationState> listener : listeners) {
      try {
        listener.accept(state);
      } catch (RuntimeException e) {
        // A listener's fault is not the controller's.
        LOG.error("a listener of {}", state.name(), e);
      }
    }
  }

  private void loop(ResourceKey key) {
    if (closed || !started || !key.namespace().equals(context.settings().controlNamespace())) {
      return;
    }
    loops.computeIfAbsent(
        key,
        missing -> {
          var loop = new ApplicationLoop(context, evaluator, missing, this::publish);
          loop.start();
          return loop;
        });
  }

  private void changed(LiveChange change) {
    ResourceKey key = change.key();
    LiveObject before = change.before();
    LiveObject after = change.after();
    if (key.group().equals(Application.GROUP)) {
      ownKindChanged(key, before, after);
    }
    var names = new HashSet<String>();
    for (LiveObject object : new LiveObject[] {before, after}) {
      if (object != null) {
        applicationOf(object).ifPresent(names::add);
      }
    }
    for (String name : names) {
      find(name).ifPresent(ApplicationLoop::touched);
    }
    if (after != null && names.isEmpty()) {
      // An object that is wanted but not (or no longer) marked as ours.
      touchOwnersOf(key);
    }
  }

  private void touchOwnersOf(ResourceKey key) {
    for (ApplicationLoop loop : loops.values()) {
      boolean wants =
          loop.state()
              .map(state -> state.resources().stream().anyMatch(row -> row.key().equals(key)))
              .orElse(false);
      if (wants) {
        loop.touched();
      }
    }
  }

  private void ownKindChanged(
      ResourceKey key, @Nullable LiveObject before, @Nullable LiveObject after) {
    switch (key.kind()) {
      case Application.KIND -> {
        if (after == null) {
          ApplicationLoop gone = loops.remove(key);
          if (gone != null) {
            gone.close();
          }
        } else {
          loop(key);
          ApplicationLoop loop = loops.get(key);
          if (loop != null && (before == null || differs(before, after))) {
            loop.touched();
          }
        }
        if (before != null || after != null) {
          sets.touched();
        }
      }
      case AppProject.KIND -> loops.values().forEach(ApplicationLoop::touched);
      case ApplicationSet.KIND -> sets.touched();
      default -> {}
    }
  }

  /// Our own status writes must not wake us.
  private static boolean differs(LiveObject before, LiveObject after) {
    return !request(before.json()).equals(request(after.json()));
  }

  private static JsonNode request(ObjectNode application) {
    application.remove("status");
    if (application.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove(List.of("resourceVersion", "generation", "managedFields"));
    }
    return application;
  }

  /// The Application that an object belongs to, by itself or through its owners.
  private Optional<String> applicationOf(LiveObject object) {
    LiveObject current = object;
    for (int i = 0; i < MAX_OWNERS; i++) {
      if (!current.group().isEmpty()) {
        return Optional.of(current.group());
      }
      if (current.ownerUids().isEmpty()) {
        return Optional.empty();
      }
      Optional<LiveObject> owner = context.cache().byUid(current.ownerUids().getFirst());
      if (owner.isEmpty()) {
        return Optional.empty();
      }
      current = owner.get();
    }
    return Optional.empty();
  }

  /// Ends everything that runs; a running operation stays `Running` in the cluster and is picked up
  /// by the next start.
  @Override
  public void close() {
    closed = true;
    sets.close();
    loops.values().forEach(ApplicationLoop::close);
    try {
      for (ApplicationLoop loop : loops.values()) {
        loop.join(END_WITHIN);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    context.cache().close();
  }

  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
