package dev.fairlead.sync.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ApiResource;
import dev.fairlead.cluster.ClusterClient.PatchType;
import dev.fairlead.cluster.ClusterClient.WriteOptions;
import dev.fairlead.cluster.ClusterException;
import dev.fairlead.cluster.LiveObject;
import dev.fairlead.cluster.ResourceKey;
import dev.fairlead.kubernetes.Health;
import dev.fairlead.model.CommitId;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.compare.AppHealth;
import dev.fairlead.sync.compare.Compared;
import dev.fairlead.sync.compare.Target;
import dev.fairlead.sync.control.ApplicationState.Condition;
import dev.fairlead.sync.control.ApplicationState.Deployed;
import dev.fairlead.sync.control.ApplicationState.Operation;
import dev.fairlead.sync.control.ApplicationState.ResourceRow;
import dev.fairlead.sync.control.ApplicationState.SyncStatus;
import dev.fairlead.sync.control.AutoSync.Decision;
import dev.fairlead.sync.control.Evaluator.Evaluation;
import dev.fairlead.sync.control.SyncJournal.Entry;
import dev.fairlead.sync.control.SyncJournal.Kind;
import dev.fairlead.sync.plan.Names;
import dev.fairlead.sync.plan.OperationPhase;
import dev.fairlead.sync.plan.SyncWave;
import dev.fairlead.sync.render.SourceRevision;
import dev.fairlead.sync.render.SourceType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One Application's loop: woken by changes of it, of its objects, of time, it compares, decides,
/// starts operations and writes the status. Everything but the requests that others post is
/// confined to the loop's thread; its operation runs on a thread of its own and reports through its
/// progress.
final class ApplicationLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ApplicationLoop.class);

  /// Changes come in bursts (a rollout touches many objects): take them together.
  private static final Duration GATHER = Duration.ofMillis(60);

  private static final Duration LONGEST_REST = Duration.ofMinutes(10);

  /// What failed for a reason that may pass is tried again soon.
  private static final Duration RETRY = Duration.ofSeconds(10);

  /// A repository that is away for a moment does not make an Application unknown.
  private static final Duration GRACE = Duration.ofMinutes(3);

  private final SyncContext context;
  private final Evaluator evaluator;
  private final ResourceKey key;
  private final Consumer<ApplicationState> publish;

  /// Wakes the loop.
  private final Signal signal = new Signal();

  /// Wakes the operation: an object of the Application changed.
  private final Signal objects = new Signal();

  private final AtomicBoolean refresh = new AtomicBoolean(true);
  private final AtomicBoolean hard = new AtomicBoolean();
  private final AtomicBoolean dirty = new AtomicBoolean(true);
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicLong published = new AtomicLong(-1);
  private @Nullable Thread thread;
  private @Nullable Thread operationThread;
  private volatile @Nullable OperationRun running;
  private volatile @Nullable ApplicationState state;

  // Confined to the loop.
  private List<SourceRevision> sources = List.of();
  private JsonNode sourcesOf = JsonNodeFactory.instance.nullNode();
  private Instant nextPoll = Instant.MIN;
  private Instant lastGood = Instant.MIN;
  private boolean retrySoon;
  private List<SourceType> types = List.of();
  private Set<String> driftSeen = Set.of();
  private JsonNode writtenStatus = JsonNodeFactory.instance.nullNode();
  private JsonNode writtenOperation = JsonNodeFactory.instance.nullNode();
  private String recordedOperation = "";
  private @Nullable ObjectNode finished;

  ApplicationLoop(
      SyncContext context,
      Evaluator evaluator,
      ResourceKey key,
      Consumer<ApplicationState> publish) {
    this.context = context;
    this.evaluator = evaluator;
    this.key = key;
    this.publish = publish;
  }

  void start() {
    thread = Thread.ofVirtual().name("application-" + key.name()).start(this::loop);
  }

  /// Ends the loop and its operation, which stays `Running` in the cluster.
  void close() {
    ended.set(true);
    signal.raise();
    Thread loop = thread;
    if (loop != null) {
      loop.interrupt();
    }
    Thread operation = operationThread;
    if (operation != null) {
      operation.interrupt();
    }
  }

  void join(Duration patience) throws InterruptedException {
    Thread loop = thread;
    if (loop != null) {
      loop.join(patience);
    }
  }

  Optional<ApplicationState> state() {
    return Optional.ofNullable(state);
  }

  /// Something of the Application or its objects changed.
  void touched() {
    wake();
    objects.raise();
  }

  private void wake() {
    dirty.set(true);
    signal.raise();
  }

  /// Ask the repositories for new revisions.
  void refresh(boolean everything) {
    refresh.set(true);
    if (everything) {
      hard.set(true);
    }
    wake();
  }

  void terminate() {
    OperationRun run = running;
    if (run != null) {
      run.terminate();
    }
  }

  boolean isOperating() {
    return running != null;
  }

  private Optional<Application> current() {
    return context.cache().find(key).map(object -> Application.of(object.json()));
  }

  private void loop() {
    Duration rest = Duration.ZERO;
    while (!ended.get()) {
      try {
        long seen = signal.count();
        if (!dirty.get()) {
          signal.await(seen, rest);
          if (dirty.get()) {
            Thread.sleep(GATHER);
          }
        }
        dirty.set(false);
        rest = reconcile();
      } catch (InterruptedException _) {
        // close() asks to end.
        Thread.currentThread().interrupt();
        return;
      } catch (ClusterException e) {
        if (ended.get()) {
          return;
        }
        LOG.info("application {}: {}", key.name(), e.getMessage());
        rest = Duration.ofSeconds(2);
        clusterAway(e);
      } catch (RuntimeException e) {
        // One Application's fault must not end its loop.
        LOG.error("application {}", key.name(), e);
        rest = Duration.ofSeconds(10);
        scheduleAgain(rest);
      }
    }
  }

  /// The state cannot be written to the cluster, so it is at least shown.
  private void clusterAway(ClusterException e) {
    ApplicationState before = state;
    if (before != null) {
      Instant now = context.clock().instant();
      publish(
          new ApplicationState(
              before.application(),
              before.revisions(),
              SyncStatus.UNKNOWN,
              "Unknown",
              "",
              before.operation(),
              before.held(),
              List.of(
                  condition(
                      "ComparisonError", "Failed to use the cluster: " + e.getMessage(), now)),
              before.resources(),
              before.history(),
              now));
    }
  }

  private void scheduleAgain(Duration after) {
    Instant at = context.clock().instant().plus(after);
    if (at.isBefore(nextPoll)) {
      nextPoll = at;
    }
  }

  /// @return how long to rest where nothing happens
  private Duration reconcile() throws InterruptedException {
    Optional<Application> found = current();
    if (found.isEmpty()) {
      return LONGEST_REST;
    }
    Application application = found.get();
    if (application.deleting()) {
      return new Deletion(context, evaluator, application).step();
    }
    if (application.annotations().getOrDefault(Names.SKIP_RECONCILE, "").equals("true")) {
      return LONGEST_REST;
    }
    takeRefreshAnnotation(application);
    Instant now = context.clock().instant();
    boolean poll = !now.isBefore(nextPoll);
    boolean fresh = refresh.getAndSet(false) || poll;
    if (hard.getAndSet(false)) {
      evaluator.forget();
    }
    collectOperation(application);
    Decision decision;
    try {
      Evaluation evaluation = evaluate(application, fresh);
      lastGood = now;
      retrySoon = false;
      decision = compared(application, evaluation, now);
    } catch (Evaluator.Refused e) {
      refused(application, e, now);
      decision = new Decision.Rest();
    }
    if (fresh) {
      nextPoll = now.plus(retrySoon ? RETRY : interval());
    }
    startOperation(application, decision);
    writeStatus(application, fresh);
    return rest(decision);
  }

  private Duration rest(Decision decision) {
    Duration untilPoll = Duration.between(context.clock().instant(), nextPoll);
    Duration rest = untilPoll.isNegative() ? Duration.ofMillis(1) : untilPoll;
    if (decision instanceof Decision.Hold(String _, Duration again)
        && again.isPositive()
        && again.compareTo(rest) < 0) {
      // Look again when the back-off has passed.
      return again;
    }
    return rest;
  }

  /// Spread by name, so that many Applications do not ask at the same moment.
  private Duration interval() {
    long jitter = context.settings().pollJitter().toMillis();
    long own = jitter == 0 ? 0 : Math.floorMod(key.name().hashCode(), jitter);
    return context.settings().pollInterval().plusMillis(own);
  }

  private void takeRefreshAnnotation(Application application) {
    String asked = application.annotations().get(Names.REFRESH);
    if (asked == null) {
      return;
    }
    refresh.set(true);
    if (asked.equals("hard")) {
      hard.set(true);
    }
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("metadata").putObject("annotations").putNull(Names.REFRESH);
    patch(patch);
  }

  private Evaluation evaluate(Application application, boolean fresh) {
    JsonNode spec = application.object().path("spec");
    JsonNode now = application.multiSource() ? spec.path("sources") : spec.path("source");
    if (fresh || sources.isEmpty() || !now.equals(sourcesOf)) {
      sources = evaluator.resolve(application, List.of(), fresh);
      sourcesOf = now.deepCopy();
    }
    return evaluator.evaluate(application, sources);
  }

  private Decision compared(Application application, Evaluation evaluation, Instant now) {
    types = evaluation.types();
    List<CommitId> revisions = evaluation.revisions();
    Health health = AppHealth.of(application, evaluation.comparison());
    noticeDrift(application, evaluation, revisions);
    var conditions = new ArrayList<Condition>();
    evaluation
        .warnings()
        .forEach(warning -> conditions.add(condition(warning.type(), warning.message(), now)));
    JsonNode lastOperation = lastOperation(application);
    Decision decision =
        running != null || application.operation().isPresent()
            ? new Decision.Rest()
            : AutoSync.decide(
                application,
                evaluation.comparison(),
                revisions,
                lastOperation,
                context.gate(),
                context.settings(),
                now);
    String held = null;
    if (decision instanceof Decision.Refuse(String because)) {
      conditions.add(condition("SyncError", because, now));
      held = because;
    } else if (decision instanceof Decision.Hold(String because, Duration _)) {
      held = because;
    }
    publish(
        new ApplicationState(
            application,
            revisions,
            evaluation.comparison().outOfSync() ? SyncStatus.OUT_OF_SYNC : SyncStatus.SYNCED,
            health.status().text(),
            health.message(),
            operation(application),
            held,
            conditions,
            rows(evaluation),
            history(application),
            now));
    return decision;
  }

  /// The state stays as it was for a while when the network is to blame.
  private void refused(Application application, Evaluator.Refused e, Instant now) {
    String message = Objects.requireNonNullElse(e.getMessage(), "no reason");
    ApplicationState before = state;
    boolean keep = e.isPassing() && before != null && now.isBefore(lastGood.plus(GRACE));
    retrySoon = e.isPassing();
    if (retrySoon) {
      scheduleAgain(RETRY);
    }
    List<CommitId> revisions = sources.stream().map(SourceRevision::revision).toList();
    publish(
        new ApplicationState(
            application,
            revisions,
            keep && before != null ? before.sync() : SyncStatus.UNKNOWN,
            keep && before != null ? before.health() : "Unknown",
            keep && before != null ? before.healthMessage() : "",
            operation(application),
            message,
            List.of(condition(e.type(), message, now)),
            before == null ? List.of() : before.resources(),
            history(application),
            now));
  }

  private Condition condition(String type, String message, Instant now) {
    ApplicationState before = state;
    if (before != null) {
      for (Condition known : before.conditions()) {
        if (known.type().equals(type) && known.message().equals(message)) {
          return known;
        }
      }
    }
    return new Condition(type, message, now);
  }

  private static List<ResourceRow> rows(Evaluation evaluation) {
    var rows = new ArrayList<ResourceRow>();
    for (Compared object : evaluation.comparison().objects()) {
      Target target = object.target();
      ObjectNode any = target != null ? target.object() : object.live();
      if (any == null) {
        continue;
      }
      rows.add(
          new ResourceRow(
              object.key(),
              ResourceKey.versionOf(any.path("apiVersion").asText("")),
              switch (object.verdict()) {
                case SYNCED -> SyncStatus.SYNCED;
                case DIFFERENT, MISSING, EXTRA -> SyncStatus.OUT_OF_SYNC;
                case NONE -> null;
              },
              object.verdict() == Compared.Verdict.MISSING
                  ? "Missing"
                  : object.health().map(health -> health.status().text()).orElse(""),
              object.health().map(Health::message).orElse(""),
              target != null && target.hook().isHook(),
              SyncWave.of(any),
              object.verdict() == Compared.Verdict.EXTRA,
              target == null ? null : target.origin(),
              object.differences()));
    }
    return rows;
  }

  /// A managed object changed although the revision did not: that is drift, whether it is healed or
  /// not. What an operation is just changing is none.
  private void noticeDrift(
      Application application, Evaluation evaluation, List<CommitId> revisions) {
    var lines = new ArrayList<String>();
    var differing = new TreeSet<String>();
    if (running == null && wasDelivered(application, revisions)) {
      for (Compared object : evaluation.comparison().objects()) {
        switch (object.verdict()) {
          case DIFFERENT -> {
            differing.add(object.key().toString());
            object.differences().forEach(line -> lines.add(object.key() + " " + line));
          }
          case MISSING -> {
            differing.add(object.key().toString());
            lines.add(object.key() + " is missing");
          }
          case EXTRA, SYNCED, NONE -> {}
        }
      }
    }
    if (!lines.isEmpty() && !differing.equals(driftSeen)) {
      context
          .journal()
          .append(
              new Entry(
                  context.clock().instant(),
                  Kind.DRIFT,
                  application.name(),
                  "",
                  revisions,
                  "drift",
                  "%d live objects differ from revision %s"
                      .formatted(
                          differing.size(),
                          String.join(
                              ", ", revisions.stream().map(CommitId::abbreviated).toList())),
                  "",
                  lines));
    }
    driftSeen = running == null ? differing : driftSeen;
  }

  /// Whether all of these revisions was synced, so that what differs now has changed since.
  private boolean wasDelivered(Application application, List<CommitId> revisions) {
    JsonNode last = lastOperation(application);
    JsonNode request = last.path("operation");
    boolean whole =
        request.path("sync").path("resources").isEmpty()
            || request.path("initiatedBy").path("automated").asBoolean();
    return whole
        && last.path("phase").asText("").equals("Succeeded")
        && AutoSync.isAttempted(application, revisions, last);
  }

  private JsonNode lastOperation(Application application) {
    OperationRun run = running;
    if (run != null) {
      return run.json();
    }
    // What was written last is newer than what the watch has brought so far.
    return writtenOperation.isObject()
        ? writtenOperation
        : application.status().path("operationState");
  }

  private @Nullable Operation operation(Application application) {
    OperationRun run = running;
    if (run != null) {
      return run.progress().snapshot();
    }
    return StatusJson.operation(application.name(), lastOperation(application));
  }

  private List<Deployed> history(Application application) {
    ObjectNode end = finished;
    return StatusJson.history(end != null && end.has("history") ? end : application.status());
  }

  private void publish(ApplicationState next) {
    state = next;
    publish.accept(next);
  }

  /// Called by the operation's thread when it got on.
  private void operationChanged() {
    OperationRun run = running;
    ApplicationState before = state;
    if (run == null || before == null) {
      return;
    }
    long version = run.progress().version();
    if (published.getAndSet(version) == version) {
      return;
    }
    wake();
    publish(
        new ApplicationState(
            before.application(),
            before.revisions(),
            before.sync(),
            before.health(),
            before.healthMessage(),
            run.progress().snapshot(),
            before.held(),
            before.conditions(),
            before.resources(),
            before.history(),
            context.clock().instant()));
  }

  /// Takes in an operation that ended; with its entry in the history it goes into the next status.
  private void collectOperation(Application application) {
    OperationRun run = running;
    Thread worker = operationThread;
    if (run == null || worker == null || worker.isAlive()) {
      return;
    }
    writtenOperation = run.json();
    running = null;
    operationThread = null;
    Operation end = run.progress().snapshot();
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.set("operationState", writtenOperation);
    if (end.phase() == OperationPhase.SUCCEEDED
        && run.progress().spec().isFull()
        && !end.id().equals(recordedOperation)) {
      recordedOperation = end.id();
      status.set("history", historyWith(application, end));
    }
    // Written together with what the comparison after it shows: nobody sees the one without the
    // other.
    finished = status;
  }

  private ArrayNode historyWith(Application application, Operation end) {
    ArrayNode history = JsonNodeFactory.instance.arrayNode();
    long id = -1;
    for (JsonNode entry : application.status().path("history")) {
      history.add(entry);
      id = Math.max(id, entry.path("id").asLong());
    }
    ObjectNode entry = history.addObject();
    entry.put("id", id + 1);
    JsonNode spec = application.object().path("spec");
    if (application.multiSource()) {
      ArrayNode revisions = entry.putArray("revisions");
      end.revisions().forEach(revision -> revisions.add(revision.hex()));
      entry.set("sources", spec.path("sources"));
      entry.put("revision", "");
    } else {
      entry.put("revision", end.revisions().isEmpty() ? "" : end.revisions().getFirst().hex());
      entry.set("source", spec.path("source"));
    }
    entry.put("deployStartedAt", Timestamps.text(end.startedAt()));
    entry.put("deployedAt", Timestamps.text(context.clock().instant()));
    ObjectNode by = entry.putObject("initiatedBy");
    if (end.automated()) {
      by.put("automated", true);
    } else {
      by.put("username", end.initiatedBy());
    }
    while (history.size() > application.revisionHistoryLimit()) {
      history.remove(0);
    }
    return history;
  }

  /// Starts what the Application's `operation` asks for, what a former process left running, or
  /// what the rules decide.
  private void startOperation(Application application, Decision decision) {
    if (running != null) {
      return;
    }
    Optional<ObjectNode> requested = application.operation();
    JsonNode left = application.status().path("operationState");
    Instant now = context.clock().instant();
    if (!writtenOperation.isObject()
        && List.of("Running", "Terminating").contains(left.path("phase").asText(""))) {
      var progress = OperationProgress.resumed(application, left, now);
      OperationRun run = run(progress);
      if (left.path("phase").asText().equals("Terminating")) {
        run.terminate();
      }
      launch(run, "resumed after a restart");
    } else if (requested.isPresent()) {
      OperationSpec spec = OperationSpec.of(requested.get());
      launch(run(new OperationProgress(application.name(), spec, now)), "manual by " + spec.who());
    } else if (decision instanceof Decision.Start(ObjectNode operation, String cause)) {
      launch(
          run(new OperationProgress(application.name(), OperationSpec.of(operation), now)), cause);
    }
  }

  private OperationRun run(OperationProgress progress) {
    return new OperationRun(
        context, evaluator, this::current, progress, objects, this::operationChanged);
  }

  private void launch(OperationRun run, String cause) {
    // Written first: a restart finds it.
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putNull("operation");
    patch.putObject("status").set("operationState", run.json());
    patch(patch);
    writtenOperation = run.json();
    running = run;
    operationThread =
        Thread.ofVirtual()
            .name("operation-" + key.name())
            .start(() -> {
              try {
                run.run(cause);
              } catch (InterruptedException _) {
                // The process ends; the next one resumes.
                Thread.currentThread().interrupt();
              } catch (RuntimeException e) {
                // The journal cannot be written: nothing more may be changed.
                LOG.error("operation of {}", key.name(), e);
                run.progress()
                    .finish(
                        OperationPhase.ERROR,
                        "stopped: " + e.getMessage(),
                        context.clock().instant());
              } finally {
                touchedByEnd();
              }
            });
  }

  /// The thread that says so is still alive for a moment.
  private void touchedByEnd() {
    Thread worker = Thread.currentThread();
    Thread.ofVirtual()
        .name("end-" + key.name())
        .start(() -> {
          try {
            worker.join();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
          touched();
        });
  }

  private void writeStatus(Application application, boolean fresh) {
    ApplicationState now = state;
    if (now == null) {
      return;
    }
    var images = new TreeSet<String>();
    for (LiveObject object : context.cache().inGroup(application.name())) {
      images.addAll(StatusJson.images(object.json()));
    }
    ObjectNode status = StatusJson.of(now, types, images);
    JsonNode before = application.status().path("health");
    String since =
        before.path("status").asText("").equals(now.health())
            ? before.path("lastTransitionTime").asText("")
            : "";
    status
        .withObject("/health")
        .put(
            "lastTransitionTime",
            since.isEmpty() ? Timestamps.text(context.clock().instant()) : since);
    OperationRun run = running;
    if (run != null && run.progress().snapshot().phase().isFinal()) {
      // Its end is written once it was taken in, with the history.
      run = null;
    }
    JsonNode operation = run == null ? writtenOperation : run.json();
    boolean same =
        finished == null
            && !fresh
            && status.equals(writtenStatus)
            && operation.equals(writtenOperation);
    if (same) {
      return;
    }
    ObjectNode patched = status.deepCopy();
    if (run != null) {
      patched.set("operationState", operation);
    }
    ObjectNode end = finished;
    if (end != null) {
      patched.setAll(end);
      if (run != null) {
        patched.set("operationState", operation);
      }
    }
    patched.put("reconciledAt", Timestamps.text(context.clock().instant()));
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.set("status", patched);
    patch(patch);
    writtenStatus = status;
    finished = null;
    if (run != null) {
      writtenOperation = operation;
    }
  }

  private void patch(ObjectNode patch) {
    ApiResource type =
        context
            .cluster()
            .discovery()
            .find(Application.GROUP, Application.KIND)
            .orElseThrow(() -> new IllegalStateException("the cluster serves no Applications"));
    try {
      context
          .cache()
          .observed(
              context
                  .cluster()
                  .patch(
                      type,
                      key.namespace(),
                      key.name(),
                      PatchType.MERGE,
                      patch,
                      WriteOptions.DEFAULT));
    } catch (ClusterException e) {
      // Deleted meanwhile: the loop ends soon.
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }
}
