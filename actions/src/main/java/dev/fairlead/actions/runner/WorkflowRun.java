package dev.fairlead.actions.runner;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.actions.expression.Value;
import dev.fairlead.actions.workflow.EvaluationException;
import dev.fairlead.actions.workflow.Workflow;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.Secret;
import dev.fairlead.model.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// A run of one workflow. Safe for any thread.
final class WorkflowRun implements Run, ConcurrencyGroups.Member {
  private static final JsonMapper JSON = new JsonMapper();

  private final RunRequest request;
  private final Services services;
  private final Workflow workflow;
  private final RevisionTree tree;
  private final RunListener listener;
  private final Journal journal;
  private final Map<String, JobResult> known = new ConcurrentHashMap<>();
  private final Set<JobRun> running = ConcurrentHashMap.newKeySet();
  private final List<JobView> views = new ArrayList<>();
  private final Masks masks = new Masks();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Object changes = new Object();
  private String name = "";
  private State state = State.WAITING;
  private String reason = "";
  private boolean startupFailure;
  private Instant started;
  private @Nullable Instant finished;
  private volatile String cancelled = "";
  private volatile @Nullable Thread thread;

  WorkflowRun(
      RunRequest request,
      Services services,
      Workflow workflow,
      RevisionTree tree,
      RunListener listener) {
    this.request = request;
    this.services = services;
    this.workflow = workflow;
    this.tree = tree;
    this.listener = listener;
    this.started = services.clock().instant();
    this.journal = Journal.open(request.runDirectory().resolve("run.jsonl"));
    this.name = workflow.name();
  }

  @Override
  public RunRequest request() {
    return request;
  }

  Services services() {
    return services;
  }

  // ---- its life

  /// Begins in a thread of its own.
  ///
  /// @param ended called in that thread when the run is over, or left
  void start(Runnable ended) {
    thread =
        Thread.ofVirtual()
            .name("run-" + request.runId())
            .start(() -> {
              try {
                live();
              } finally {
                done.countDown();
                ended.run();
              }
            });
  }

  /// Leaves the run as it is, and waits until its threads let go of it.
  void detach() throws InterruptedException {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
      running.join();
    }
  }

  private void live() {
    try {
      load();
      List<dev.fairlead.model.Finding> problems =
          Preflight.check(workflow, tree, services.configuration(), services.ports().sources());
      if (!problems.isEmpty() && known.isEmpty()) {
        synchronized (this) {
          startupFailure = true;
        }
        finish(State.FAILED, String.join("\n", problems.stream().map(Object::toString).toList()));
        return;
      }
      execute();
    } catch (EvaluationException e) {
      finish(State.FAILED, e.at() + ": " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (Thread.currentThread().isInterrupted() || e instanceof Detached) {
        return; // Left, not ended.
      }
      finish(State.FAILED, "the run could not be carried out: " + e.getMessage());
    }
  }

  private void load() {
    boolean first = true;
    for (ObjectNode json : journal.records()) {
      if (json.has("started-run")) {
        started = Instant.parse(json.path("started-run").asText());
        first = false;
      } else if (json.has("job")) {
        known.put(
            json.path("job").asText(),
            new JobResult(
                State.valueOf(json.path("state").asText()),
                SnapshotJson.texts(json.path("outputs")),
                json.path("failedBefore").asBoolean(),
                json.path("allSucceeded").asBoolean()));
      }
    }
    if (first) {
      journal.append(Journal.record().put("started-run", started.toString()));
    }
    if (Files.exists(cancelFile())) {
      cancelled = "cancelled";
    }
  }

  private void execute() throws InterruptedException {
    Map<String, Secret> secrets = services.ports().settings().secrets(request.repository(), "");
    secrets.values().forEach(secret -> masks.add(secret.reveal()));
    Map<String, String> variables = services.ports().settings().variables(request.repository(), "");
    Map<String, Value> contexts = new LinkedHashMap<>();
    contexts.put("github", github(workflow));
    contexts.put("inputs", dispatchInputs());
    contexts.put("vars", Value.ofTexts(variables));
    var scope = new GraphScope(contexts, Map.of(), Map.of(), this::isCancelled);
    synchronized (this) {
      state = State.RUNNING;
      name = masks.hide(title(scope));
    }
    changed();
    Map<String, JobResult> results;
    try (var _ =
        workflow.concurrency().isPresent()
            ? enter(workflow.concurrency().get(), scope, this)
            : noPlace()) {
      results =
          new JobGraph(this, workflow, tree, dispatchInputs(), secrets, variables, "", "")
              .execute();
    }
    State end = State.SKIPPED;
    for (JobResult each : results.values()) {
      end = worse(end, each.state());
    }
    finish(end, end == State.CANCELLED ? cancelled : firstReason());
  }

  private static ConcurrencyGroups.Place noPlace() {
    return () -> {};
  }

  /// A failure outweighs a cancellation, that a success, that a skipped job.
  private static State worse(State one, State other) {
    List<State> order = List.of(State.SKIPPED, State.SUCCEEDED, State.CANCELLED, State.FAILED);
    return order.indexOf(other) > order.indexOf(one) ? other : one;
  }

  private String firstReason() {
    return snapshot().jobs().stream()
        .filter(job -> job.state() == State.FAILED)
        .findFirst()
        .map(job -> job.name() + ": " + (job.reason().isEmpty() ? "failed" : job.reason()))
        .orElse("");
  }

  private String title(GraphScope scope) {
    String given =
        workflow.runName().map(template -> template.evaluate(scope).text()).orElse("").strip();
    if (!given.isEmpty()) {
      return given;
    }
    String message = request.event().path("head_commit").path("message").asText("");
    return message.lines().findFirst().filter(line -> !line.isBlank()).orElse(workflow.name());
  }

  private Value dispatchInputs() {
    return request.eventName().equals("workflow_dispatch")
        ? Value.of(request.event().path("inputs"))
        : Value.of(Map.of());
  }

  private void finish(State end, String why) {
    synchronized (this) {
      state = end;
      reason = masks.hide(why);
      finished = services.clock().instant();
    }
    RunSnapshot last = snapshot();
    write(request.runDirectory(), last);
    journal.close();
    changed();
  }

  static void write(Path directory, RunSnapshot snapshot) {
    try {
      Path draft = directory.resolve("result.draft");
      Files.writeString(draft, JSON.writeValueAsString(SnapshotJson.write(snapshot)));
      Files.move(draft, directory.resolve("result.json"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the run's result: " + e.getMessage(), e);
    }
  }

  // ---- for its callers

  @Override
  public RunSnapshot snapshot() {
    List<RunSnapshot.Job> jobs;
    synchronized (views) {
      jobs = views.stream().map(JobView::snapshot).toList();
    }
    synchronized (this) {
      return new RunSnapshot(
          workflow.name(),
          name,
          state,
          reason,
          startupFailure,
          jobs,
          Optional.of(started),
          Optional.ofNullable(finished));
    }
  }

  @Override
  public RunSnapshot await() throws InterruptedException {
    done.await();
    return snapshot();
  }

  @Override
  public void cancel() {
    Thread.ofVirtual()
        .name("cancel-" + request.runId())
        .start(() -> cancel("somebody cancelled the run"));
  }

  @Override
  public void cancel(String why) {
    try {
      Files.writeString(cancelFile(), why);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot note the cancellation: " + e.getMessage(), e);
    }
    cancelled = why;
    var factory = Thread.ofVirtual().name("cancel-job-", 0).factory();
    running.forEach(job -> factory.newThread(() -> job.cancel(why)).start());
  }

  private Path cancelFile() {
    return request.runDirectory().resolve("cancelled");
  }

  @Override
  public boolean isCancelled() {
    return !cancelled.isEmpty();
  }

  // ---- for its jobs

  void running(JobRun job) {
    running.add(job);
    if (isCancelled()) {
      job.cancel(cancelled);
    }
  }

  void ended(JobRun job) {
    running.remove(job);
  }

  Optional<JobResult> known(String key) {
    return Optional.ofNullable(known.get(key));
  }

  /// Writes down how a job ended, so that it is not run again after a restart.
  void remember(String key, JobResult result) {
    if (known.putIfAbsent(key, result) == null) {
      ObjectNode json = Journal.record();
      json.put("job", key);
      json.put("state", result.state().name());
      ObjectNode outputs = json.putObject("outputs");
      result.outputs().forEach(outputs::put);
      json.put("failedBefore", result.failedBefore());
      json.put("allSucceeded", result.allSucceeded());
      journal.append(json);
    }
  }

  Value github(Workflow of) {
    return Value.of(GithubContext.of(request, services.configuration(), workflow.name()));
  }

  ConcurrencyGroups.Place enter(
      Workflow.Concurrency concurrency, GraphScope scope, ConcurrencyGroups.Member member)
      throws InterruptedException {
    String group = concurrency.group().evaluate(scope).text();
    boolean cancel =
        concurrency.cancelInProgress().map(each -> each.evaluate(scope).truthy()).orElse(false);
    return services
        .groups()
        .enter(
            ConcurrencyGroups.key(request.repository(), group),
            member,
            cancel,
            concurrency.unlimitedQueue());
  }

  ConcurrencyGroups.Place slot() throws InterruptedException {
    services.slots().acquire();
    return () -> services.slots().release();
  }

  record Named(String key, String name) {}

  void placeholder(String key, String shown) {
    JobView view = new JobView(key, shown, masks);
    restore(view);
    synchronized (views) {
      views.add(view);
    }
  }

  private void restore(JobView view) {
    Path file = paths(view.key()).view();
    if (Files.exists(file)) {
      try {
        view.restore(SnapshotJson.job(JSON.readTree(Files.readString(file))));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
      }
    }
  }

  /// Puts the jobs of a matrix in the place of the job that they come from.
  void replace(String key, List<Named> legs) {
    List<JobView> fresh = new ArrayList<>();
    for (Named leg : legs) {
      JobView view = new JobView(leg.key(), leg.name(), masks);
      view.named(leg.name());
      restore(view);
      fresh.add(view);
    }
    synchronized (views) {
      int at = index(key);
      views.remove(at);
      views.addAll(at, fresh);
    }
    changed();
  }

  void remove(String key) {
    synchronized (views) {
      views.remove(index(key));
    }
  }

  private int index(String key) {
    for (int i = 0; i < views.size(); i++) {
      if (views.get(i).key().equals(key)) {
        return i;
      }
    }
    throw new IllegalStateException("no job " + key);
  }

  JobView view(String key) {
    synchronized (views) {
      return views.get(index(key));
    }
  }

  /// A job that ended without having run.
  void ended(String key, State end, String why) {
    synchronized (views) {
      for (JobView view : views) {
        if (view.key().equals(key)) {
          view.end(end, why, Map.of(), services.clock().instant());
        }
      }
    }
    changed();
  }

  void changed() {
    synchronized (changes) {
      listener.changed(snapshot());
    }
  }

  private JobPaths paths(String key) {
    String repository = request.repository();
    return new JobPaths(
        request.runDirectory().toAbsolutePath().resolve("jobs").resolve(key.replace('/', '~')),
        repository.substring(repository.indexOf('/') + 1));
  }

  JobContext context(
      String key,
      Workflow of,
      Workflow.Job job,
      Value inputs,
      GraphScope scope,
      String environment,
      Map<String, Secret> secrets,
      Map<String, String> variables) {
    Map<String, Secret> allSecrets = new LinkedHashMap<>(secrets);
    Map<String, String> allVariables = new LinkedHashMap<>(variables);
    if (!environment.isEmpty()) {
      allSecrets.putAll(services.ports().settings().secrets(request.repository(), environment));
      allVariables.putAll(services.ports().settings().variables(request.repository(), environment));
    }
    Secret token = services.ports().tokens().token(request.repository(), request.runId());
    masks.add(token.reveal());
    return new JobContext(
        request,
        services.configuration(),
        services.ports(),
        services.processes(),
        services.builtIns(),
        services.clock(),
        listener,
        key,
        paths(key),
        of,
        job,
        inputs,
        scope.context("needs").orElse(Value.none()),
        scope.context("matrix").orElse(Value.none()),
        scope.context("strategy").orElse(Value.none()),
        allSecrets,
        allVariables,
        token);
  }
}
