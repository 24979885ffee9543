package dev.fairlead.sync.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ClusterException;
import dev.fairlead.cluster.ResourceKey;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.application.SyncOptions;
import dev.fairlead.sync.application.SyncPolicy;
import dev.fairlead.sync.compare.Compared;
import dev.fairlead.sync.compare.Target;
import dev.fairlead.sync.control.Evaluator.Evaluation;
import dev.fairlead.sync.control.SyncJournal.Entry;
import dev.fairlead.sync.control.SyncJournal.Kind;
import dev.fairlead.sync.plan.OperationPhase;
import dev.fairlead.sync.plan.SyncPlanner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One operation from its start to its end, with its retries. Runs on a thread of its own.
final class OperationRun {
  private static final Logger LOG = LoggerFactory.getLogger(OperationRun.class);

  private final SyncContext context;
  private final Evaluator evaluator;
  private final Supplier<Optional<Application>> current;
  private final OperationProgress progress;
  private final Signal signal;
  private final Runnable changed;
  private volatile boolean terminated;

  /// @param current the Application as it is now; empty where it is gone
  /// @param signal raised when an object of the Application changed, or the run is terminated
  /// @param changed called when the progress changed
  OperationRun(
      SyncContext context,
      Evaluator evaluator,
      Supplier<Optional<Application>> current,
      OperationProgress progress,
      Signal signal,
      Runnable changed) {
    this.context = context;
    this.evaluator = evaluator;
    this.current = current;
    this.progress = progress;
    this.signal = signal;
    this.changed = changed;
  }

  OperationProgress progress() {
    return progress;
  }

  void terminate() {
    terminated = true;
    progress.terminating();
    signal.raise();
  }

  boolean isTerminated() {
    return terminated;
  }

  /// The end of one attempt.
  ///
  /// @param hopeless whether the same attempt would end the same way again
  record End(OperationPhase phase, String message, boolean hopeless) {
    End(OperationPhase phase, String message) {
      this(phase, message, false);
    }
  }

  /// @throws InterruptedException where the process ends: the operation stays `Running` in the
  ///   cluster
  void run(String cause) throws InterruptedException {
    context.operations().acquire();
    try {
      journal(Kind.OPERATION_STARTED, cause, describe(), "");
      while (true) {
        End end = attempt();
        if (Thread.interrupted()) {
          // The process ends: what looks like a failure is our own leaving.
          throw new InterruptedException("the controller ends");
        }
        Instant now = context.clock().instant();
        Optional<Duration> wait = end.phase().isFailure() ? retryAfter(end) : Optional.empty();
        if (wait.isEmpty() || terminated) {
          finish(cause, end, now);
          return;
        }
        progress.waitForRetry(end.message(), now, now.plus(wait.get()));
        changed.run();
        if (sleep(wait.get())) {
          finish(
              cause,
              new End(OperationPhase.FAILED, "Operation terminated"),
              context.clock().instant());
          return;
        }
        progress.nextAttempt();
      }
    } finally {
      context.operations().release();
    }
  }

  private void finish(String cause, End end, Instant now) {
    progress.finish(end.phase(), end.message(), now);
    changed.run();
    journal(Kind.OPERATION_FINISHED, cause, describe(), end.phase().text() + ": " + end.message());
  }

  private String describe() {
    OperationSpec spec = progress.spec();
    String what = spec.isSelfHeal() ? "self-heal" : spec.dryRun() ? "dry run" : "sync";
    return spec.selected().isEmpty()
        ? what + " of all objects"
        : what + " of " + spec.selected().size() + " objects";
  }

  private void journal(Kind kind, String cause, String what, String outcome) {
    context
        .journal()
        .append(
            new Entry(
                context.clock().instant(),
                kind,
                current.get().map(Application::name).orElse(""),
                progress.id(),
                progress.revisions(),
                cause,
                what,
                outcome,
                List.of()));
  }

  /// @return true where the operation was terminated meanwhile
  private boolean sleep(Duration wait) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    while (!terminated) {
      long seen = signal.count();
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      signal.await(seen, Duration.ofNanos(left));
    }
    return true;
  }

  /// Without a `retry` in the spec Argo CD repeats an automated sync five times, whatever the
  /// reason; what the server has called invalid is not repeated here, so that it is known at once.
  private Optional<Duration> retryAfter(End end) {
    OperationSpec spec = progress.spec();
    if (spec.dryRun()) {
      return Optional.empty();
    }
    SyncPolicy.Retry own =
        current.get().map(application -> application.syncPolicy().retry()).orElse(null);
    SyncPolicy.Retry retry =
        spec.retry()
            .orElse(own != null ? own : spec.automated() ? SyncPolicy.Retry.AUTOMATED : null);
    if ((own == null && end.hopeless())
        || retry == null
        || (retry.limit() >= 0 && progress.retryCount() >= retry.limit())) {
      return Optional.empty();
    }
    return Optional.of(retry.delay(progress.retryCount()));
  }

  private End attempt() throws InterruptedException {
    Optional<Application> found = current.get();
    if (found.isEmpty()) {
      return new End(OperationPhase.ERROR, "the Application is gone");
    }
    Application application = found.get();
    try {
      Evaluation evaluation = evaluate(application);
      progress.at(application, evaluation.revisions());
      changed.run();
      SyncPlanner.Plan plan = plan(application, evaluation);
      if (!plan.problems().isEmpty()) {
        return new End(
            OperationPhase.FAILED,
            "one or more synchronization tasks are not valid: "
                + String.join("; ", plan.problems()));
      }
      if (application.syncPolicy().options().isTrue("FailOnSharedResource")
          && !evaluation.comparison().shared().isEmpty()) {
        return new End(
            OperationPhase.FAILED,
            "Shared resource found: " + String.join("; ", evaluation.comparison().shared()));
      }
      return new PlanExecution(
              context, evaluator, application, evaluation, plan, progress, signal, changed, this)
          .run();
    } catch (Evaluator.Refused e) {
      return new End(
          OperationPhase.ERROR,
          e.type() + ": " + Objects.requireNonNullElse(e.getMessage(), "no reason"));
    } catch (ClusterException e) {
      return new End(
          OperationPhase.ERROR, Objects.requireNonNullElse(e.getMessage(), e.toString()));
    } catch (RuntimeException e) {
      // A fault of ours must not leave an operation running forever.
      LOG.error("operation {}", progress.id(), e);
      return new End(OperationPhase.ERROR, "internal error: " + e);
    }
  }

  /// The same commits in every attempt, unless `retry.refresh` asks for the latest.
  private Evaluation evaluate(Application application) {
    boolean again = !progress.revisions().isEmpty();
    boolean refresh =
        again
            && Optional.ofNullable(application.syncPolicy().retry())
                .map(SyncPolicy.Retry::refresh)
                .orElse(false);
    List<String> asked =
        again && !refresh
            ? progress.revisions().stream().map(commit -> commit.hex()).toList()
            : progress.spec().revisions();
    return evaluator.evaluate(application, evaluator.resolve(application, asked, refresh));
  }

  private SyncPlanner.Plan plan(Application application, Evaluation evaluation) {
    OperationSpec spec = progress.spec();
    var items = new ArrayList<SyncPlanner.Item>();
    for (Compared object : evaluation.comparison().objects()) {
      Target target = object.target();
      ObjectNode live = object.live();
      items.add(
          new SyncPlanner.Item(
              object.key(),
              target == null ? null : target.object(),
              live,
              object.outOfSync(),
              target == null ? null : target.origin()));
    }
    SyncOptions options = application.syncPolicy().options().overriddenBy(spec.options());
    if (spec.force()) {
      options = options.overriddenBy(SyncOptions.of(List.of("Force=true")));
    }
    String revision =
        evaluation.revisions().isEmpty() ? "" : evaluation.revisions().getFirst().abbreviated();
    return SyncPlanner.plan(
        items,
        new SyncPlanner.Request(
            spec.prune(),
            spec.withHooks(),
            spec::selects,
            options,
            this::serves,
            revision + "-%s-" + progress.startedAt().getEpochSecond()));
  }

  private boolean serves(ResourceKey key) {
    return context.cluster().discovery().find(key.group(), key.kind()).isPresent()
        || context.cluster().rediscover().find(key.group(), key.kind()).isPresent();
  }

  /// The operation as a status patch.
  JsonNode json() {
    return progress.json();
  }
}
