package dev.fairlead.actions.runner;

import dev.fairlead.actions.expression.Value;
import dev.fairlead.actions.workflow.EvaluationException;
import dev.fairlead.actions.workflow.Triggers;
import dev.fairlead.actions.workflow.Uses;
import dev.fairlead.actions.workflow.Workflow;
import dev.fairlead.actions.workflow.Workflows;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.Secret;
import dev.fairlead.model.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The jobs of one workflow in a run: each begins when those that it needs have ended. A job that
/// calls a workflow is a graph of its own.
final class JobGraph {
  private final WorkflowRun run;
  private final Workflow workflow;
  private final RevisionTree tree;
  private final Value inputs;
  private final Map<String, Secret> secrets;
  private final Map<String, String> variables;
  private final String keyPrefix;
  private final String namePrefix;
  private final Map<String, CompletableFuture<JobResult>> results = new LinkedHashMap<>();

  /// @param secrets all that its jobs may see, without the token
  /// @param keyPrefix of its jobs' keys: `release/` below a caller `release`
  /// @param namePrefix of its jobs' names: `release / `
  JobGraph(
      WorkflowRun run,
      Workflow workflow,
      RevisionTree tree,
      Value inputs,
      Map<String, Secret> secrets,
      Map<String, String> variables,
      String keyPrefix,
      String namePrefix) {
    this.run = run;
    this.workflow = workflow;
    this.tree = tree;
    this.inputs = inputs;
    this.secrets = secrets;
    this.variables = variables;
    this.keyPrefix = keyPrefix;
    this.namePrefix = namePrefix;
    workflow.jobs().keySet().forEach(id -> results.put(id, new CompletableFuture<>()));
  }

  /// Runs all jobs to their end.
  Map<String, JobResult> execute() throws InterruptedException {
    for (Workflow.Job job : workflow.jobs().values()) {
      run.placeholder(keyPrefix + job.id(), namePrefix + plainName(job));
    }
    var factory = Thread.ofVirtual().name("job-", 0).factory();
    try (var threads = Executors.newThreadPerTaskExecutor(factory)) {
      List<Future<?>> running = new ArrayList<>();
      for (Workflow.Job job : workflow.jobs().values()) {
        running.add(
            threads.submit(() -> {
              result(job.id()).complete(run(job));
              return null;
            }));
      }
      for (Future<?> each : running) {
        try {
          each.get();
        } catch (ExecutionException e) {
          throw new IllegalStateException("a job's thread failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
          threads.shutdownNow();
          throw e;
        }
      }
    }
    Map<String, JobResult> ended = new LinkedHashMap<>();
    results.forEach((id, result) -> ended.put(id, result.join()));
    return ended;
  }

  private CompletableFuture<JobResult> result(String id) {
    for (var entry : results.entrySet()) {
      if (entry.getKey().equalsIgnoreCase(id)) {
        return entry.getValue();
      }
    }
    throw new IllegalStateException("no job " + id);
  }

  private static String plainName(Workflow.Job job) {
    return job.name()
        .filter(name -> name.expressions().isEmpty())
        .map(name -> name.source())
        .orElse(job.id());
  }

  private JobResult run(Workflow.Job job) throws InterruptedException {
    Map<String, JobResult> needs = new LinkedHashMap<>();
    try {
      for (String need : job.needs()) {
        needs.put(need, result(need).get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    boolean failedBefore = needs.values().stream().anyMatch(JobResult::failedBefore);
    boolean allSucceeded = needs.values().stream().allMatch(JobResult::allSucceeded);
    String key = keyPrefix + job.id();
    GraphScope scope = scope(needs);
    JobResult own;
    try {
      own = run.known(key).isPresent() ? run.known(key).get() : decide(job, key, scope);
    } catch (EvaluationException e) {
      own = refuse(key, e.at() + ": " + e.getMessage());
    } catch (Detached e) {
      throw e;
    } catch (RuntimeException e) {
      // One job's bug must not leave the others waiting for ever.
      own = refuse(key, "the job could not be carried out: " + e);
    }
    run.remember(key, own);
    return new JobResult(
        own.state(),
        own.outputs(),
        failedBefore || own.failedBefore(),
        allSucceeded && own.allSucceeded());
  }

  private JobResult refuse(String key, String reason) {
    run.ended(key, State.FAILED, reason);
    return new JobResult(State.FAILED, Map.of(), true, false);
  }

  private GraphScope scope(Map<String, JobResult> needs) {
    Map<String, Value> values = new LinkedHashMap<>();
    needs.forEach((id, result) -> values.put(id, result.value()));
    Map<String, Value> contexts = new LinkedHashMap<>();
    contexts.put("github", run.github(workflow));
    contexts.put("inputs", inputs);
    contexts.put("vars", Value.ofTexts(variables));
    contexts.put("needs", Value.of(values));
    Map<String, String> plain = new LinkedHashMap<>();
    secrets.forEach((name, secret) -> plain.put(name, secret.reveal()));
    contexts.put("secrets", Value.ofTexts(plain));
    contexts.put("env", Value.of(Map.of()));
    contexts.put("strategy", Value.of(Map.of()));
    contexts.put("matrix", Value.none());
    return new GraphScope(contexts, needs, needs, run::isCancelled);
  }

  private JobResult decide(Workflow.Job job, String key, GraphScope scope)
      throws InterruptedException {
    boolean wanted =
        job.condition().isPresent()
            ? job.condition().get().holds(scope)
            : scope.call("success", List.of()).truthy();
    if (!wanted) {
      State state = run.isCancelled() ? State.CANCELLED : State.SKIPPED;
      run.ended(key, state, "");
      return new JobResult(state, Map.of(), false, false);
    }
    Optional<List<Matrix.Combination>> matrix = matrix(job, scope);
    List<Leg> legs = legs(job, key, scope, matrix);
    run.replace(
        key, legs.stream().map(leg -> new WorkflowRun.Named(leg.key(), leg.name())).toList());
    List<JobResult> ended = new Legs(job, scope).run(legs);
    return combine(ended);
  }

  private static JobResult combine(List<JobResult> legs) {
    Map<String, String> outputs = new LinkedHashMap<>();
    legs.forEach(leg -> leg.outputs().forEach(outputs::put));
    State state = State.SUCCEEDED;
    if (legs.stream().anyMatch(leg -> leg.state() == State.FAILED)) {
      state = State.FAILED;
    } else if (legs.stream().anyMatch(leg -> leg.state() == State.CANCELLED)) {
      state = State.CANCELLED;
    } else if (legs.stream().allMatch(leg -> leg.state() == State.SKIPPED)) {
      state = State.SKIPPED;
    }
    return new JobResult(
        state, outputs, legs.stream().anyMatch(JobResult::failedBefore), state == State.SUCCEEDED);
  }

  private Optional<List<Matrix.Combination>> matrix(Workflow.Job job, GraphScope scope) {
    return job.strategy()
        .flatMap(strategy ->
            strategy
                .matrix()
                .map(template -> {
                  Value value = template.evaluate(scope);
                  // `strategy: ${{ ... }}` gives all of it at once.
                  Value matrix =
                      value instanceof Value.Fields fields
                              && fields.find("matrix").orElse(Value.none())
                                  instanceof Value.Fields inner
                          ? inner
                          : value;
                  return Matrix.combinations(template.at(), matrix);
                }));
  }

  /// One job of a matrix, or the job itself.
  private record Leg(String key, String name, Value matrix, Value strategy) {}

  private List<Leg> legs(
      Workflow.Job job, String key, GraphScope scope, Optional<List<Matrix.Combination>> matrix) {
    int total = matrix.map(List::size).orElse(1);
    boolean failFast = failFast(job, scope);
    int parallel = maxParallel(job, scope, total);
    List<Leg> legs = new ArrayList<>();
    for (int i = 0; i < total; i++) {
      Value strategy =
          Value.of(
              Map.of(
                  "fail-fast", Value.of(failFast),
                  "job-index", Value.of((double) i),
                  "job-total", Value.of((double) total),
                  "max-parallel", Value.of((double) parallel)));
      Value values = Value.none();
      String suffix = "";
      if (matrix.isPresent()) {
        Matrix.Combination combination = matrix.get().get(i);
        values = Value.of(combination.values());
        suffix = combination.suffix();
      }
      GraphScope own = scope.with("matrix", values).with("strategy", strategy);
      boolean computed = job.name().filter(name -> !name.expressions().isEmpty()).isPresent();
      String name =
          job.name()
              .map(each -> each.evaluate(own).text())
              .filter(text -> !text.isBlank())
              .orElse(job.id());
      legs.add(
          new Leg(
              matrix.isPresent() ? key + "[" + (i + 1) + "]" : key,
              namePrefix + name + (computed ? "" : suffix),
              values,
              strategy));
    }
    return legs;
  }

  private static boolean failFast(Workflow.Job job, GraphScope scope) {
    return job.strategy()
        .flatMap(Workflow.Strategy::failFast)
        .map(template -> template.evaluate(scope).truthy())
        .orElse(true);
  }

  private static int maxParallel(Workflow.Job job, GraphScope scope, int total) {
    return job.strategy()
        .flatMap(Workflow.Strategy::maxParallel)
        .map(template -> template.evaluate(scope).number())
        .filter(number -> number >= 1)
        .map(number -> (int) Math.min(number, total))
        .orElse(total);
  }

  /// Runs the legs of one job.
  private final class Legs {
    private final Workflow.Job job;
    private final GraphScope scope;
    private final List<JobRun> started = new ArrayList<>();
    private String stopped = "";

    Legs(Workflow.Job job, GraphScope scope) {
      this.job = job;
      this.scope = scope;
    }

    List<JobResult> run(List<Leg> legs) throws InterruptedException {
      var parallel = new java.util.concurrent.Semaphore(maxParallel(job, scope, legs.size()));
      boolean failFast = failFast(job, scope) && legs.size() > 1;
      var factory = Thread.ofVirtual().name("leg-", 0).factory();
      List<JobResult> ended = new ArrayList<>();
      try (var threads = Executors.newThreadPerTaskExecutor(factory)) {
        List<Future<JobResult>> running = new ArrayList<>();
        for (Leg leg : legs) {
          parallel.acquire();
          running.add(
              threads.submit(() -> {
                try {
                  JobResult result = one(leg);
                  if (failFast && result.state() == State.FAILED) {
                    stop(leg.key());
                  }
                  return result;
                } finally {
                  parallel.release();
                }
              }));
        }
        for (Future<JobResult> each : running) {
          try {
            ended.add(each.get());
          } catch (ExecutionException e) {
            if (e.getCause() instanceof Detached detached) {
              throw detached;
            }
            throw new IllegalStateException(String.valueOf(e.getCause()), e.getCause());
          } catch (InterruptedException e) {
            threads.shutdownNow();
            throw e;
          }
        }
      }
      return ended;
    }

    private synchronized void stop(String failed) {
      if (stopped.isEmpty()) {
        stopped = "job " + failed + " of the same matrix failed";
        started.forEach(each -> each.cancel(stopped));
      }
    }

    private synchronized String start(JobRun one) {
      started.add(one);
      return stopped;
    }

    private synchronized String stopped() {
      return stopped;
    }

    private JobResult one(Leg leg) throws InterruptedException {
      Optional<JobResult> known = JobGraph.this.run.known(leg.key());
      if (known.isPresent()) {
        return known.get();
      }
      GraphScope own = scope.with("matrix", leg.matrix()).with("strategy", leg.strategy());
      JobResult result;
      try {
        result =
            !stopped().isEmpty()
                ? cancelled(leg, stopped())
                : job.callee().isPresent() ? call(leg, own, job.callee().get()) : job(leg, own);
      } catch (EvaluationException e) {
        result = refuse(leg.key(), e.at() + ": " + e.getMessage());
      }
      if (result.state() == State.FAILED
          && job.continueOnError().map(each -> each.evaluate(own).truthy()).orElse(false)) {
        result = new JobResult(State.SUCCEEDED, result.outputs(), false, true);
      }
      JobGraph.this.run.remember(leg.key(), result);
      return result;
    }

    private JobResult cancelled(Leg leg, String reason) {
      JobGraph.this.run.ended(leg.key(), State.CANCELLED, reason);
      return new JobResult(State.CANCELLED, Map.of(), false, false);
    }

    private JobResult job(Leg leg, GraphScope own) throws InterruptedException {
      String unknown = label(own);
      if (!unknown.isEmpty()) {
        return refuse(leg.key(), job.runsOn().map(each -> each.at() + ": ").orElse("") + unknown);
      }
      String environment = job.environment().map(each -> each.evaluate(own).text()).orElse("");
      JobView view = JobGraph.this.run.view(leg.key());
      JobRun one =
          new JobRun(
              JobGraph.this.run.context(
                  leg.key(), workflow, job, inputs, own, environment, secrets, variables),
              view,
              JobGraph.this.run::changed);
      String late = start(one);
      JobGraph.this.run.running(one);
      if (!late.isEmpty()) {
        one.cancel(late);
      }
      try (var _ = group(own, one);
          var _ = JobGraph.this.run.slot()) {
        return one.isCancelled() && !one.hasBegun()
            ? cancelled(leg, "cancelled before it began")
            : one.execute();
      } finally {
        JobGraph.this.run.ended(one);
      }
    }

    private ConcurrencyGroups.Place group(GraphScope own, JobRun one) throws InterruptedException {
      if (job.concurrency().isEmpty()) {
        return () -> {};
      }
      return JobGraph.this.run.enter(
          job.concurrency().get(),
          own,
          new ConcurrencyGroups.Member() {
            @Override
            public boolean isCancelled() {
              return one.isCancelled();
            }

            @Override
            public void cancel(String reason) {
              one.cancel(reason);
            }
          });
    }

    private String label(GraphScope own) {
      Value labels = job.runsOn().map(each -> each.evaluate(own)).orElse(Value.none());
      if (labels instanceof Value.Fields fields) {
        labels = fields.find("labels").orElse(Value.none());
      }
      List<String> names =
          labels instanceof Value.Items items
              ? items.values().stream().map(Value::text).toList()
              : labels.truthy() ? List.of(labels.text()) : List.of();
      return names.stream()
          .map(name -> Preflight.unknown(name, JobGraph.this.run.services().configuration()))
          .flatMap(Optional::stream)
          .findFirst()
          .orElse("");
    }

    private JobResult call(Leg leg, GraphScope own, Uses uses) throws InterruptedException {
      Preflight.Callee callee =
          Preflight.Callee.find(uses, tree, JobGraph.this.run.services().ports().sources());
      Triggers.Filter filter = callee.workflow().triggers().events().get("workflow_call");
      if (filter == null) {
        return refuse(leg.key(), uses.text() + " cannot be called: it has no 'on: workflow_call'");
      }
      Map<String, Value> given = new LinkedHashMap<>();
      job.with().fields().forEach((name, template) -> given.put(name, template.evaluate(own)));
      Value callInputs = CallInputs.check(uses, filter.call(), given, own);
      Map<String, Secret> callSecrets = new LinkedHashMap<>();
      if (job.secrets().inherit()) {
        callSecrets.putAll(secrets);
      } else {
        Workflows.texts(job.secrets().values(), own)
            .forEach((name, value) -> callSecrets.put(name, new Secret(value)));
      }
      filter
          .call()
          .secrets()
          .forEach((name, required) -> {
            if (required && callSecrets.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
              throw new EvaluationException(
                  uses.at(),
                  "secret '" + name + "' is required by " + uses.text() + " but not given");
            }
          });
      JobGraph.this.run.remove(leg.key());
      var graph =
          new JobGraph(
              JobGraph.this.run,
              callee.workflow(),
              callee.tree(),
              callInputs,
              callSecrets,
              variables,
              leg.key() + "/",
              leg.name() + " / ");
      Map<String, JobResult> ended = graph.execute();
      Map<String, Value> jobs = new LinkedHashMap<>();
      ended.forEach((id, result) -> jobs.put(id, result.value()));
      GraphScope outputScope = own.with("jobs", Value.of(jobs)).with("inputs", callInputs);
      Map<String, String> outputs = new LinkedHashMap<>();
      filter
          .call()
          .outputs()
          .forEach((name, template) -> outputs.put(name, template.evaluate(outputScope).text()));
      JobResult combined = combine(List.copyOf(ended.values()));
      return new JobResult(
          combined.state(), outputs, combined.failedBefore(), combined.allSucceeded());
    }
  }
}
