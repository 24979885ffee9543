package dev.fairlead.sync.control;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ApiResource;
import dev.fairlead.cluster.ClusterClient.Propagation;
import dev.fairlead.cluster.ClusterClient.WriteOptions;
import dev.fairlead.cluster.ClusterException;
import dev.fairlead.cluster.ResourceKey;
import dev.fairlead.kubernetes.Health;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.application.SyncOptions;
import dev.fairlead.sync.application.SyncPolicy;
import dev.fairlead.sync.compare.ApplyStep;
import dev.fairlead.sync.compare.Comparison;
import dev.fairlead.sync.control.ApplicationState.ResourceResult;
import dev.fairlead.sync.control.Evaluator.Evaluation;
import dev.fairlead.sync.control.OperationRun.End;
import dev.fairlead.sync.control.SyncJournal.Entry;
import dev.fairlead.sync.control.SyncJournal.Kind;
import dev.fairlead.sync.plan.Hook;
import dev.fairlead.sync.plan.OperationPhase;
import dev.fairlead.sync.plan.SyncPlanner;
import dev.fairlead.sync.plan.SyncTask;
import dev.fairlead.sync.plan.SyncTask.Phase;
import dev.fairlead.sync.plan.SyncTask.Prune;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Carries a plan out, wave by wave. Confined to the operation's thread, but for the tasks of one
/// kind in a wave, which run side by side.
final class PlanExecution {
  private static final Duration DEFINITION_ESTABLISHED = Duration.ofSeconds(10);
  private static final Duration BACKSTOP = Duration.ofSeconds(30);
  private static final int NAMED = 5;

  private final SyncContext context;
  private final Application application;
  private final Evaluation evaluation;
  private final SyncPlanner.Plan plan;
  private final OperationProgress progress;
  private final Signal signal;
  private final Runnable changed;
  private final OperationRun run;
  private final ObjectWriter writer;
  private final LiveView live;
  private final SyncOptions options;
  private final Instant deadline;
  private volatile boolean invalid;

  PlanExecution(
      SyncContext context,
      Evaluator evaluator,
      Application application,
      Evaluation evaluation,
      SyncPlanner.Plan plan,
      OperationProgress progress,
      Signal signal,
      Runnable changed,
      OperationRun run) {
    this.context = context;
    this.application = application;
    this.evaluation = evaluation;
    this.plan = plan;
    this.progress = progress;
    this.signal = signal;
    this.changed = changed;
    this.run = run;
    this.writer = new ObjectWriter(context);
    this.live = evaluator.liveView();
    SyncOptions all = application.syncPolicy().options().overriddenBy(progress.spec().options());
    this.options =
        progress.spec().force() ? all.overriddenBy(SyncOptions.of(List.of("Force=true"))) : all;
    Duration timeout = context.settings().syncTimeout();
    this.deadline = timeout.isZero() ? Instant.MAX : context.clock().instant().plus(timeout);
  }

  End run() throws InterruptedException {
    if (!progress.spec().dryRun()) {
      Optional<End> failed = createNamespace();
      if (failed.isPresent()) {
        return failed.get();
      }
    }
    List<String> refused = dryRun();
    if (!refused.isEmpty()) {
      return new End(
          OperationPhase.FAILED,
          "one or more objects failed to apply (dry run): " + first(refused),
          invalid);
    }
    if (progress.spec().dryRun()) {
      return new End(OperationPhase.SUCCEEDED, "successfully synced (dry run)");
    }
    List<List<SyncTask>> waves = waves();
    for (int i = 0; i < waves.size(); i++) {
      List<SyncTask> wave = waves.get(i);
      boolean last = i == waves.size() - 1;
      List<String> failures = perform(wave);
      if (failures.isEmpty() && (!last || wave.stream().anyMatch(SyncTask::isHook))) {
        failures = complete(wave);
      } else if (!failures.isEmpty()) {
        // Hooks that already run are not left behind.
        complete(wave.stream().filter(SyncTask::isHook).toList());
      }
      if (run.isTerminated()) {
        return terminated(wave);
      }
      if (!failures.isEmpty()) {
        return failed(failures);
      }
      if (!last && pause(context.settings().waveDelay())) {
        return terminated(wave);
      }
    }
    deleteHooks(Hook.DeletePolicy.HOOK_SUCCEEDED, true);
    return new End(
        OperationPhase.SUCCEEDED,
        plan.multiStep()
            ? "successfully synced (no more tasks)"
            : "successfully synced (all tasks run)");
  }

  /// Tasks of the phases before SyncFail, each wave a list.
  private List<List<SyncTask>> waves() {
    var waves = new ArrayList<List<SyncTask>>();
    for (Phase phase : List.of(Phase.PRE_SYNC, Phase.SYNC, Phase.POST_SYNC)) {
      var numbers = new TreeSet<Integer>();
      plan.in(phase).forEach(task -> numbers.add(task.wave()));
      for (int wave : numbers) {
        waves.add(plan.in(phase).stream().filter(task -> task.wave() == wave).toList());
      }
    }
    return waves;
  }

  private Optional<End> createNamespace() {
    String namespace = application.destination().namespace();
    SyncPolicy.ManagedNamespace managed = application.syncPolicy().managedNamespace();
    boolean inManifests =
        plan.tasks().stream()
            .anyMatch(task ->
                task.key().kind().equals("Namespace")
                    && task.key().group().isEmpty()
                    && task.key().name().equals(namespace));
    var key = new ResourceKey("", "Namespace", "", namespace);
    if (!options.isTrue("CreateNamespace")
        || namespace.isEmpty()
        || inManifests
        || (managed == null && live.find(key).isPresent())) {
      return Optional.empty();
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", "v1").put("kind", "Namespace");
    ObjectNode metadata = object.putObject("metadata");
    metadata.put("name", namespace);
    if (managed != null) {
      managed.labels().forEach(metadata.putObject("labels")::put);
      managed.annotations().forEach(metadata.putObject("annotations")::put);
    }
    journal(Kind.CHANGE, key, "create the namespace", "");
    try {
      context
          .cache()
          .observed(context.cluster().apply(writer.type(object), object, WriteOptions.DEFAULT));
      journal(Kind.CHANGED, key, "create the namespace", "done");
      return Optional.empty();
    } catch (ClusterException e) {
      journal(Kind.CHANGED, key, "create the namespace", "failed: " + e.getMessage());
      return Optional.of(
          new End(OperationPhase.FAILED, "the namespace failed to apply: " + e.getMessage()));
    }
  }

  /// Asks the server what it would say to each task, so that a sync that cannot succeed changes
  /// nothing. What depends on objects of this very sync is left out.
  private List<String> dryRun() throws InterruptedException {
    Set<String> comingNamespaces = new HashSet<>();
    for (SyncTask task : plan.tasks()) {
      if (task.key().kind().equals("Namespace") && task.live() == null && !task.isPrune()) {
        comingNamespaces.add(task.key().name());
      }
    }
    var tasks = new ArrayList<SyncTask>();
    for (SyncTask task : plan.tasks()) {
      boolean later =
          task.skipDryRun()
              || comingNamespaces.contains(task.key().namespace())
              || (task.isHook() && task.live() != null)
              || task.isPrune()
              || progress.result(task).isPresent();
      if (!later) {
        tasks.add(task);
      }
    }
    return Parallel.each(
        tasks,
        task -> {
          ObjectNode target = task.target();
          if (target == null) {
            return Optional.empty();
          }
          ApplyStep.Mode mode = ApplyStep.Mode.of(options, target, task.live());
          ApplyStep step = step(target, task.live(), mode);
          try {
            limited(() -> writer.write(target, task.live(), step, mode, true));
            if (progress.spec().dryRun()) {
              progress.result(task, version(task), "Synced", "dry run: " + what(step), null);
            }
            return Optional.empty();
          } catch (ClusterException e) {
            boolean undecided =
                String.valueOf(e.getMessage()).contains("does not support dry run")
                    || e.isAlreadyExists()
                    || (mode.force() && e.code() == 422);
            if (undecided) {
              return Optional.empty();
            }
            if (e.code() == 400 || e.code() == 422 || (e.code() == 500 && e.reason().isEmpty())) {
              invalid = true;
            }
            progress.result(task, version(task), "SyncFailed", said(e), null);
            return Optional.of(described(task, e));
          }
        });
  }

  private static String what(ApplyStep step) {
    return switch (step) {
      case ApplyStep.Nothing _ -> "unchanged";
      case ApplyStep.Create _ -> "would be created";
      case ApplyStep.Patch _ -> "would be configured";
      case ApplyStep.ServerSide _ -> "would be applied";
      case ApplyStep.Replace _, ApplyStep.Recreate _ -> "would be replaced";
    };
  }

  private ApplyStep step(ObjectNode target, @Nullable ObjectNode now, ApplyStep.Mode mode) {
    ObjectNode wanted =
        now != null && options.isTrue("RespectIgnoreDifferences")
            ? Comparison.respecting(application, target, now)
            : target;
    // A hook starts from nothing: the one before it was deleted.
    return ApplyStep.of(
        context.kinds().of(wanted).orElse(null), Comparison.forMerge(wanted), now, mode);
  }

  /// Does the tasks of a wave: prunes first, then creations, kind after kind.
  private List<String> perform(List<SyncTask> wave) throws InterruptedException {
    progress.message(
        "syncing %s wave %d".formatted(wave.getFirst().phase().text(), wave.getFirst().wave()));
    changed.run();
    List<SyncTask> open =
        wave.stream()
            .filter(task -> progress.result(task).map(ResourceResult::status).orElse("").isEmpty())
            .filter(
                task -> progress.result(task).map(ResourceResult::hookPhase).orElse("").isEmpty())
            .toList();
    List<String> failures =
        new ArrayList<>(
            Parallel.each(open.stream().filter(SyncTask::isPrune).toList(), this::prune));
    if (!failures.isEmpty()) {
      return failures;
    }
    Optional<String> unapproved = awaitApproval(open);
    if (unapproved.isPresent()) {
      return List.of(unapproved.get());
    }
    List<SyncTask> creations = open.stream().filter(task -> !task.isPrune()).toList();
    failures.addAll(Parallel.each(creations, this::clearHook));
    int from = 0;
    while (from < creations.size() && !run.isTerminated()) {
      int to = from + 1;
      while (to < creations.size()
          && creations.get(to).key().kind().equals(creations.get(from).key().kind())) {
        to++;
      }
      failures.addAll(Parallel.each(creations.subList(from, to), this::apply));
      changed.run();
      from = to;
    }
    return failures;
  }

  private Optional<String> prune(SyncTask task) {
    Prune prune = task.prune();
    ObjectNode object = task.live();
    if (prune == null || object == null) {
      return Optional.empty();
    }
    return switch (prune) {
      case NOT_REQUESTED -> {
        progress.result(task, version(task), "PruneSkipped", "ignored (requires pruning)", null);
        yield Optional.empty();
      }
      case NEVER -> {
        progress.result(task, version(task), "PruneSkipped", "ignored (no prune)", null);
        yield Optional.empty();
      }
      case CONFIRM -> Optional.empty();
      case DELETE -> deletePruned(task, object);
    };
  }

  private Optional<String> deletePruned(SyncTask task, ObjectNode object) {
    journal(Kind.CHANGE, task.key(), "prune", "");
    try {
      ApiResource type = writer.type(object);
      limited(() -> writer.delete(type, task.key(), object, propagation()));
      progress.result(task, version(task), "Pruned", "pruned", OperationPhase.RUNNING);
      journal(Kind.CHANGED, task.key(), "prune", "done");
      return Optional.empty();
    } catch (ClusterException e) {
      progress.result(task, version(task), "SyncFailed", said(e), OperationPhase.FAILED);
      journal(Kind.CHANGED, task.key(), "prune", "failed: " + said(e));
      return Optional.of(described(task, e));
    }
  }

  private Propagation propagation() {
    return switch (options.value("PrunePropagationPolicy", "foreground").toLowerCase(Locale.ROOT)) {
      case "background" -> Propagation.BACKGROUND;
      case "orphan" -> Propagation.ORPHAN;
      default -> Propagation.FOREGROUND;
    };
  }

  /// `Prune=confirm`: a person writes `deletion-approved` on the Application, not before this
  /// operation began.
  private Optional<String> awaitApproval(List<SyncTask> tasks) throws InterruptedException {
    List<SyncTask> waiting = tasks.stream().filter(task -> task.prune() == Prune.CONFIRM).toList();
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    progress.message("waiting for pruning confirmation of " + names(waiting));
    changed.run();
    boolean approved =
        await(() ->
            context
                .cache()
                .find(Applications.key(application))
                .map(object -> Evaluator.approval(object.json()))
                .flatMap(Timestamps::parse)
                .filter(at -> !at.isBefore(Instant.parse(Timestamps.text(progress.startedAt()))))
                .isPresent());
    if (!approved) {
      return Optional.of("pruning of " + names(waiting) + " was not confirmed");
    }
    List<String> failures =
        Parallel.each(
            waiting,
            task -> {
              ObjectNode object = task.live();
              return object == null ? Optional.empty() : deletePruned(task, object);
            });
    return failures.stream().findFirst();
  }

  /// A hook that is still there from an earlier sync is deleted before it is made again.
  private Optional<String> clearHook(SyncTask task) {
    ObjectNode object = task.live();
    if (!task.isHook()
        || object == null
        || !task.hook().policies().contains(Hook.DeletePolicy.BEFORE_HOOK_CREATION)) {
      return Optional.empty();
    }
    journal(Kind.CHANGE, task.key(), "delete the former hook", "");
    try {
      ApiResource type = writer.type(object);
      limited(() -> writer.delete(type, task.key(), object, Propagation.BACKGROUND));
      writer.awaitGone(type, task.key());
      journal(Kind.CHANGED, task.key(), "delete the former hook", "done");
      return Optional.empty();
    } catch (ClusterException e) {
      progress.result(task, version(task), "SyncFailed", said(e), OperationPhase.FAILED);
      journal(Kind.CHANGED, task.key(), "delete the former hook", "failed: " + said(e));
      return Optional.of(described(task, e));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.of(task.key() + ": interrupted");
    }
  }

  private Optional<String> apply(SyncTask task) {
    ObjectNode target = task.target();
    if (target == null
        || progress
            .result(task)
            .filter(result -> result.status().equals("SyncFailed"))
            .isPresent()) {
      return Optional.empty();
    }
    ObjectNode now =
        task.isHook() && task.hook().policies().contains(Hook.DeletePolicy.BEFORE_HOOK_CREATION)
            ? null
            : live.find(task.key()).orElse(null);
    ApplyStep.Mode mode = ApplyStep.Mode.of(options, target, now);
    try {
      ApplyStep step = step(target, now, mode);
      boolean changes = !(step instanceof ApplyStep.Nothing);
      if (changes) {
        journal(Kind.CHANGE, task.key(), "apply", "");
      }
      ObjectWriter.Written written = limited(() -> write(task, target, now, step, mode));
      progress.result(
          task,
          version(task),
          "Synced",
          ObjectWriter.name(task.key()) + " " + written.what(),
          OperationPhase.RUNNING);
      if (changes) {
        journal(Kind.CHANGED, task.key(), "apply", written.what());
      }
      if (task.key().kind().equals("CustomResourceDefinition")) {
        awaitEstablished(task);
      }
      return Optional.empty();
    } catch (ClusterException e) {
      progress.result(task, version(task), "SyncFailed", said(e), OperationPhase.FAILED);
      journal(Kind.CHANGED, task.key(), "apply", "failed: " + said(e));
      return Optional.of(described(task, e));
    }
  }

  private ObjectWriter.Written write(
      SyncTask task,
      ObjectNode target,
      @Nullable ObjectNode now,
      ApplyStep step,
      ApplyStep.Mode mode) {
    try {
      return writer.write(target, now, step, mode, false);
    } catch (ClusterException e) {
      if (e.isAlreadyExists() && now == null) {
        // Somebody was faster: go on from what they made.
        ObjectNode found =
            context
                .cluster()
                .get(writer.type(target), task.key().namespace(), task.key().name())
                .orElseThrow(() -> e);
        return writer.write(target, found, step(target, found, mode), mode, false);
      }
      if (mode.force() && now != null && (e.code() == 422 || e.isConflict())) {
        return writer.write(target, now, new ApplyStep.Recreate(target), mode, false);
      }
      throw e;
    }
  }

  private void awaitEstablished(SyncTask task) {
    long end = System.nanoTime() + DEFINITION_ESTABLISHED.toNanos();
    ObjectNode target = task.target();
    String group = target == null ? "" : target.path("spec").path("group").asText();
    String kind = target == null ? "" : target.path("spec").path("names").path("kind").asText();
    try {
      while (context.cluster().rediscover().find(group, kind).isEmpty()
          && System.nanoTime() < end) {
        Thread.sleep(Duration.ofMillis(200));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits until the objects of a wave are well, its hooks have run and its pruned objects are
  /// gone.
  private List<String> complete(List<SyncTask> tasks) throws InterruptedException {
    var failures = new ArrayList<String>();
    if (tasks.isEmpty()) {
      return failures;
    }
    await(() -> {
      failures.clear();
      var waiting = new ArrayList<SyncTask>();
      for (SyncTask task : tasks) {
        Optional<String> failure = observe(task);
        failure.ifPresent(failures::add);
        if (isRunning(task)) {
          waiting.add(task);
        }
      }
      progress.message(waitingFor(waiting));
      changed.run();
      return waiting.isEmpty();
    });
    return failures;
  }

  private boolean isRunning(SyncTask task) {
    return progress
        .result(task)
        .filter(result -> result.hookPhase().equals(OperationPhase.RUNNING.text()))
        .isPresent();
  }

  /// Looks how a task is getting on.
  ///
  /// @return why it failed
  private Optional<String> observe(SyncTask task) {
    Optional<ResourceResult> known = progress.result(task);
    if (known.isEmpty() || !isRunning(task)) {
      return known
          .filter(result ->
              OperationPhase.of(result.hookPhase()).map(OperationPhase::isFailure).orElse(false))
          .map(result -> task.key() + ": " + result.message());
    }
    ResourceResult result = known.get();
    Optional<ObjectNode> found = live.find(task.key());
    if (task.isPrune()) {
      if (found.isEmpty()) {
        progress.result(
            task, result.version(), result.status(), "pruned", OperationPhase.SUCCEEDED);
      }
      return Optional.empty();
    }
    if (found.isEmpty()) {
      if (task.isHook()) {
        progress.result(
            task, result.version(), result.status(), "resource is gone", OperationPhase.ERROR);
        return Optional.of(task.key() + ": it was deleted while the sync waited for it");
      }
      progress.result(
          task, result.version(), result.status(), "resource is gone", OperationPhase.ERROR);
      return Optional.of(task.key() + ": it was deleted while the sync waited for it");
    }
    Optional<Health> health = Health.of(found.get());
    OperationPhase phase = phaseOf(task, health);
    String text =
        health.filter(h -> !h.message().isEmpty()).map(Health::message).orElse(result.message());
    progress.result(task, result.version(), result.status(), text, phase);
    return phase.isFailure() ? Optional.of(task.key() + ": " + text) : Optional.empty();
  }

  private static OperationPhase phaseOf(SyncTask task, Optional<Health> health) {
    if (health.isEmpty()) {
      return OperationPhase.SUCCEEDED;
    }
    return switch (health.get().status()) {
      case HEALTHY -> OperationPhase.SUCCEEDED;
      case DEGRADED -> OperationPhase.FAILED;
      case UNKNOWN -> task.isHook() ? OperationPhase.FAILED : OperationPhase.RUNNING;
      case SUSPENDED, PROGRESSING, MISSING -> OperationPhase.RUNNING;
    };
  }

  private static String waitingFor(List<SyncTask> waiting) {
    List<SyncTask> hooks = waiting.stream().filter(SyncTask::isHook).toList();
    List<SyncTask> prunes = waiting.stream().filter(SyncTask::isPrune).toList();
    List<SyncTask> objects =
        waiting.stream().filter(task -> !task.isHook() && !task.isPrune()).toList();
    if (!hooks.isEmpty()) {
      return "waiting for completion of hook " + names(hooks);
    }
    if (!objects.isEmpty()) {
      return "waiting for healthy state of " + names(objects);
    }
    return prunes.isEmpty() ? "" : "waiting for deletion of " + names(prunes);
  }

  private static String names(List<SyncTask> tasks) {
    ResourceKey first = tasks.getFirst().key();
    String name = first.group() + "/" + first.kind() + "/" + first.name();
    return tasks.size() == 1 ? name : name + " and " + (tasks.size() - 1) + " more";
  }

  private interface Check {
    boolean holds();
  }

  /// Looks again whenever something of the Application changed.
  ///
  /// @return false where the operation was terminated or ran out of time first
  private boolean await(Check check) throws InterruptedException {
    while (true) {
      long seen = signal.count();
      if (check.holds()) {
        return true;
      }
      if (run.isTerminated()) {
        return false;
      }
      if (!context.clock().instant().isBefore(deadline)) {
        run.terminate();
        return false;
      }
      signal.await(seen, BACKSTOP);
    }
  }

  /// @return true where the operation was terminated meanwhile
  private boolean pause(Duration duration) throws InterruptedException {
    long end = System.nanoTime() + duration.toNanos();
    while (!run.isTerminated()) {
      long seen = signal.count();
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      signal.await(seen, Duration.ofNanos(left));
    }
    return true;
  }

  private End failed(List<String> failures) throws InterruptedException {
    deleteHooks(Hook.DeletePolicy.HOOK_FAILED, false);
    List<SyncTask> hooks = plan.in(Phase.SYNC_FAIL);
    var more = new ArrayList<>(failures);
    if (!hooks.isEmpty()) {
      List<String> broken = perform(hooks);
      more.addAll(broken);
      if (broken.isEmpty()) {
        more.addAll(complete(hooks));
      }
    }
    boolean applied =
        plan.tasks().stream()
            .map(progress::result)
            .flatMap(Optional::stream)
            .anyMatch(result -> result.status().equals("SyncFailed"));
    return new End(
        OperationPhase.FAILED,
        (applied
                ? "one or more objects failed to apply, reason: "
                : "one or more synchronization tasks completed unsuccessfully, reason: ")
            + first(more));
  }

  private End terminated(List<SyncTask> wave) {
    var problems = new ArrayList<String>();
    for (SyncTask task : wave) {
      if (task.isHook() && isRunning(task)) {
        deleteHook(task).ifPresent(problems::add);
        progress.result(task, version(task), "", "terminated", OperationPhase.FAILED);
      }
    }
    return problems.isEmpty()
        ? new End(OperationPhase.FAILED, "Operation terminated")
        : new End(OperationPhase.ERROR, "Operation terminated, but " + first(problems));
  }

  private void deleteHooks(Hook.DeletePolicy policy, boolean succeeded) {
    for (SyncTask task : plan.tasks()) {
      boolean fits =
          progress
              .result(task)
              .flatMap(result -> OperationPhase.of(result.hookPhase()))
              .filter(phase -> phase.isFinal() && phase.isFailure() != succeeded)
              .isPresent();
      if (task.isHook() && fits && task.hook().policies().contains(policy)) {
        deleteHook(task);
      }
    }
  }

  private Optional<String> deleteHook(SyncTask task) {
    Optional<ObjectNode> found = live.find(task.key());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    journal(Kind.CHANGE, task.key(), "delete the hook", "");
    try {
      writer.delete(writer.type(found.get()), task.key(), found.get(), Propagation.BACKGROUND);
      journal(Kind.CHANGED, task.key(), "delete the hook", "done");
      return Optional.empty();
    } catch (ClusterException e) {
      journal(Kind.CHANGED, task.key(), "delete the hook", "failed: " + said(e));
      return Optional.of(described(task, e));
    }
  }

  private <T> T limited(java.util.function.Supplier<T> work) {
    context.applies().acquireUninterruptibly();
    try {
      return work.get();
    } finally {
      context.applies().release();
    }
  }

  private void journal(Kind kind, ResourceKey key, String what, String outcome) {
    context
        .journal()
        .append(
            new Entry(
                context.clock().instant(),
                kind,
                application.name(),
                progress.id(),
                evaluation.revisions(),
                progress.spec().isSelfHeal() ? "drift" : "sync by " + progress.spec().who(),
                what + " " + key,
                outcome,
                List.of()));
  }

  private static String version(SyncTask task) {
    ObjectNode object = task.target() != null ? task.target() : task.live();
    return object == null ? "" : ResourceKey.versionOf(object.path("apiVersion").asText(""));
  }

  /// The place in the repository, the object, and what the server said.
  private static String described(SyncTask task, ClusterException e) {
    return (task.origin() == null ? "" : task.origin() + ": ") + task.key() + ": " + said(e);
  }

  private static String said(ClusterException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("metadata.annotations: Too long")
        ? message + "; the object is too large for client-side apply: set ServerSideApply=true"
        : message;
  }

  private static String first(List<String> problems) {
    String named = String.join("; ", problems.stream().limit(NAMED).toList());
    return problems.size() > NAMED
        ? named + " and %d more".formatted(problems.size() - NAMED)
        : named;
  }
}
