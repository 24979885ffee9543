package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.LabelSelector;
import dev.fairlead.sandbox.cluster.ApiException;
import dev.fairlead.sandbox.cluster.DeleteOptions;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.ObjectEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Runs Jobs to completion: parallelism, completions (also indexed), retries with back-off,
/// deadline, suspension, time to live. Finished Pods are counted exactly once by way of a finalizer
/// and `uncountedTerminatedPods`, as Kubernetes does since 1.26.
final class JobController extends Controller {
  private static final String FINALIZER = "batch.kubernetes.io/job-tracking";
  private static final String INDEX = "batch.kubernetes.io/job-completion-index";
  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(10);
  private static final Duration LAST_BACKOFF = Duration.ofMinutes(10);
  private static final int BURST = 500;

  JobController(ControllerContext context) {
    super(context, "job-controller");
  }

  @Override
  void watchAll() {
    watchOwn(GroupResource.JOBS);
    watchOwned(GroupResource.PODS, "Job");
    watch(GroupResource.PODS, this::onPod);
  }

  /// A Pod whose Job is gone must not wait for it.
  private void onPod(ObjectEvent event) {
    ObjectNode pod = event.object();
    if (event.type() == ObjectEvent.Type.DELETED || !Meta.isDeleting(pod) || !isTracked(pod)) {
      return;
    }
    boolean orphan =
        Meta.controller(pod)
            .filter(owner -> owner.path("kind").asText().equals("Job"))
            .map(owner ->
                objects
                    .get(GroupResource.JOBS, Meta.namespace(pod), owner.path("name").asText())
                    .filter(job -> Meta.uid(job).equals(owner.path("uid").asText()))
                    .isEmpty())
            .orElse(true);
    if (orphan) {
      untrack(pod);
    }
  }

  private static boolean isTracked(ObjectNode pod) {
    for (JsonNode finalizer : pod.path("metadata").path("finalizers")) {
      if (finalizer.asText().equals(FINALIZER)) {
        return true;
      }
    }
    return false;
  }

  private void untrack(ObjectNode pod) {
    try {
      objects.modify(
          GroupResource.PODS,
          Meta.namespace(pod),
          Meta.name(pod),
          copy -> {
            if (Meta.metadata(copy).get("finalizers") instanceof ArrayNode finalizers) {
              for (int i = finalizers.size() - 1; i >= 0; i--) {
                if (finalizers.get(i).asText().equals(FINALIZER)) {
                  finalizers.remove(i);
                }
              }
              if (finalizers.isEmpty()) {
                Meta.metadata(copy).remove("finalizers");
              }
            }
            return copy;
          });
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  @Override
  void reconcile(Key key) {
    Optional<ObjectNode> found = objects.get(GroupResource.JOBS, key.namespace(), key.name());
    if (found.isEmpty()) {
      return;
    }
    ObjectNode job = found.get();
    List<ObjectNode> pods =
        Claims.claim(
            objects, GroupResource.PODS, job, LabelSelector.of(job.path("spec").path("selector")));
    if (isFinished(job)) {
      pods.stream().filter(JobController::isTracked).forEach(this::untrack);
      timeToLive(job);
      return;
    }
    if (Meta.isDeleting(job)) {
      pods.stream().filter(JobController::isTracked).forEach(this::untrack);
      return;
    }
    new Round(job, pods).run();
  }

  private static boolean isFinished(ObjectNode job) {
    return Conditions.isTrue(job.path("status"), "Complete")
        || Conditions.isTrue(job.path("status"), "Failed");
  }

  private void timeToLive(ObjectNode job) {
    if (!job.path("spec").has("ttlSecondsAfterFinished") || Meta.isDeleting(job)) {
      return;
    }
    Instant finished =
        List.of("Complete", "Failed").stream()
            .flatMap(type -> Conditions.find(job.path("status"), type).stream())
            .filter(c -> c.path("status").asText().equals("True"))
            .flatMap(c -> Meta.instant(c.path("lastTransitionTime")).stream())
            .findFirst()
            .orElse(now());
    Duration left =
        Duration.between(
            now(), finished.plusSeconds(job.path("spec").path("ttlSecondsAfterFinished").asLong()));
    if (left.isPositive()) {
      enqueueAfter(Key.of(job), left.plusMillis(20));
      return;
    }
    objects.delete(
        GroupResource.JOBS,
        Meta.namespace(job),
        Meta.name(job),
        DeleteOptions.DEFAULT
            .withPropagation(DeleteOptions.Propagation.FOREGROUND)
            .withUid(Meta.uid(job)));
  }

  /// One pass over one Job.
  private final class Round {
    private final ObjectNode job;
    private final JsonNode spec;
    private final List<ObjectNode> pods;
    private final ObjectNode status;
    private final boolean indexed;

    Round(ObjectNode job, List<ObjectNode> pods) {
      this.job = job;
      this.spec = job.path("spec");
      this.pods = pods;
      this.status =
          job.path("status") instanceof ObjectNode present ? present.deepCopy() : job.objectNode();
      this.indexed = spec.path("completionMode").asText().equals("Indexed");
    }

    private int parallelism() {
      return spec.path("parallelism").asInt(1);
    }

    private boolean isSuspended() {
      return spec.path("suspend").asBoolean();
    }

    void run() {
      boolean first = !status.has("uncountedTerminatedPods");
      if (first) {
        status.putObject("uncountedTerminatedPods");
      }
      if (!status.has("startTime") && !isSuspended()) {
        status.put("startTime", time());
      }
      suspension();
      countFinished();
      List<ObjectNode> active = new ArrayList<>(pods.stream().filter(Pods::isActive).toList());
      Failure failure = failure(active);
      int succeeded = status.path("succeeded").asInt() + uncounted("succeeded");
      if (failure == null && !isSuspended() && isComplete(succeeded, active)) {
        condition("SuccessCriteriaMet", "CompletionsReached", COMPLETE_MESSAGE);
      }
      boolean ending = failure != null || Conditions.isTrue(status, "SuccessCriteriaMet");
      ApiException trouble = null;
      if (failure != null) {
        condition("FailureTarget", failure.reason(), failure.message());
        deletePods(active, active.size());
      } else if (ending) {
        deletePods(active, active.size());
      } else if (isSuspended()) {
        deletePods(active, active.size());
      } else {
        trouble = managePods(active, succeeded);
      }
      counters(active);
      // what is written here is not counted again after a crash
      write();
      settle();
      long terminating = pods.stream().filter(Pods::isTerminating).count();
      if (ending && active.isEmpty() && terminating == 0) {
        finish(failure);
      }
      write();
      if (trouble != null) {
        throw trouble;
      }
      deadline();
    }

    private static final String COMPLETE_MESSAGE = "Reached expected number of succeeded pods";

    private record Failure(String reason, String message) {}

    private int uncounted(String list) {
      return status.path("uncountedTerminatedPods").path(list).size();
    }

    private void suspension() {
      Optional<JsonNode> before = Conditions.find(status, "Suspended");
      boolean was = before.map(c -> c.path("status").asText().equals("True")).orElse(false);
      if (isSuspended() == was) {
        return;
      }
      if (isSuspended()) {
        status.remove("startTime");
        replace("Suspended", "True", "JobSuspended", "Job suspended");
        events.normal(job, "Suspended", "Job suspended");
      } else {
        status.put("startTime", time());
        replace("Suspended", "False", "JobResumed", "Job resumed");
        events.normal(job, "Resumed", "Job resumed");
      }
    }

    /// Sets a condition in its place.
    private void replace(String type, String value, String reason, String message) {
      ArrayNode conditions = Meta.list(status, "conditions");
      for (int i = 0; i < conditions.size(); i++) {
        if (conditions.get(i).path("type").asText().equals(type)) {
          conditions.set(i, newCondition(type, value, reason, message));
          return;
        }
      }
      conditions.add(newCondition(type, value, reason, message));
    }

    private ObjectNode newCondition(String type, String value, String reason, String message) {
      return status
          .objectNode()
          .put("type", type)
          .put("status", value)
          .put("lastProbeTime", time())
          .put("lastTransitionTime", time())
          .put("reason", reason)
          .put("message", message);
    }

    private void condition(String type, String reason, String message) {
      if (!Conditions.isTrue(status, type)) {
        replace(type, "True", reason, message);
      }
    }

    /// Puts ended Pods that are still tracked on the list of those to be counted.
    private void countFinished() {
      ObjectNode uncounted = Meta.child(status, "uncountedTerminatedPods");
      Set<String> listed = new TreeSet<>();
      uncounted.forEach(list -> list.forEach(uid -> listed.add(uid.asText())));
      for (ObjectNode pod : pods) {
        if (!isTracked(pod) || listed.contains(Meta.uid(pod))) {
          continue;
        }
        if (Pods.phase(pod).equals("Succeeded")) {
          if (!indexed || !completed().contains(index(pod))) {
            Meta.list(uncounted, "succeeded").add(Meta.uid(pod));
          }
        } else if (Pods.phase(pod).equals("Failed")) {
          Meta.list(uncounted, "failed").add(Meta.uid(pod));
        }
      }
    }

    /// Lets the listed Pods go and counts them.
    private void settle() {
      pods.stream().filter(Pods::isFinished).filter(JobController::isTracked).forEach(this::free);
      if (indexed) {
        NavigableSet<Integer> completed = completed();
        pods.stream()
            .filter(p -> Pods.phase(p).equals("Succeeded"))
            .forEach(p -> completed.add(index(p)));
        if (!completed.isEmpty()) {
          status.put("completedIndexes", ranges(completed));
        }
        Meta.count(status, "succeeded", completed.size());
      } else {
        Meta.count(status, "succeeded", status.path("succeeded").asInt() + uncounted("succeeded"));
      }
      Meta.count(status, "failed", status.path("failed").asInt() + uncounted("failed"));
      status.putObject("uncountedTerminatedPods");
    }

    private void free(ObjectNode pod) {
      untrack(pod);
    }

    private NavigableSet<Integer> completed() {
      TreeSet<Integer> set = new TreeSet<>();
      String text = status.path("completedIndexes").asText("");
      for (String range : text.split(",")) {
        if (!range.isEmpty()) {
          String[] ends = range.split("-");
          for (int i = Integer.parseInt(ends[0]);
              i <= Integer.parseInt(ends[ends.length - 1]);
              i++) {
            set.add(i);
          }
        }
      }
      return set;
    }

    private static String ranges(NavigableSet<Integer> indexes) {
      List<String> ranges = new ArrayList<>();
      int start = -2;
      int last = -2;
      for (int i : indexes) {
        if (i != last + 1) {
          if (start >= 0) {
            ranges.add(start == last ? "" + start : start + "-" + last);
          }
          start = i;
        }
        last = i;
      }
      ranges.add(start == last ? "" + start : start + "-" + last);
      return String.join(",", ranges);
    }

    private static int index(ObjectNode pod) {
      String text = Meta.annotation(pod, INDEX);
      return text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
    }

    private @Nullable Failure failure(List<ObjectNode> active) {
      Optional<JsonNode> target = Conditions.find(status, "FailureTarget");
      if (target.isPresent()) {
        return new Failure(
            target.get().path("reason").asText(), target.get().path("message").asText());
      }
      int limit = spec.path("backoffLimit").asInt(6);
      int failed = status.path("failed").asInt() + uncounted("failed");
      boolean restarting =
          spec.path("template").path("spec").path("restartPolicy").asText().equals("OnFailure");
      if (failed > limit || (restarting && restartsExceed(active, limit))) {
        return new Failure("BackoffLimitExceeded", "Job has reached the specified backoff limit");
      }
      long deadline = spec.path("activeDeadlineSeconds").asLong(0);
      Optional<Instant> start = Meta.instant(status.path("startTime"));
      if (deadline > 0
          && !isSuspended()
          && start.isPresent()
          && !start.get().plusSeconds(deadline).isAfter(now())) {
        return new Failure("DeadlineExceeded", "Job was active longer than specified deadline");
      }
      return null;
    }

    private static boolean restartsExceed(List<ObjectNode> active, int limit) {
      int restarts = 0;
      for (ObjectNode pod : active) {
        for (JsonNode container : pod.path("status").path("containerStatuses")) {
          restarts += container.path("restartCount").asInt();
        }
        for (JsonNode container : pod.path("status").path("initContainerStatuses")) {
          restarts += container.path("restartCount").asInt();
        }
      }
      return limit == 0 ? restarts > 0 : restarts >= limit;
    }

    private boolean isComplete(int succeeded, List<ObjectNode> active) {
      if (indexed) {
        NavigableSet<Integer> done = completed();
        pods.stream()
            .filter(p -> Pods.phase(p).equals("Succeeded"))
            .forEach(p -> done.add(index(p)));
        return done.size() >= spec.path("completions").asInt();
      }
      return spec.has("completions")
          ? succeeded >= spec.path("completions").asInt()
          : succeeded > 0 && active.isEmpty();
    }

    private @Nullable ApiException managePods(List<ObjectNode> active, int succeeded) {
      int wanted;
      if (spec.has("completions")) {
        wanted = Math.min(parallelism(), Math.max(0, spec.path("completions").asInt() - succeeded));
      } else {
        wanted = succeeded > 0 ? active.size() : parallelism();
      }
      if (active.size() > wanted) {
        active.sort(Comparator.comparing(Pods::isReady).thenComparing(Meta::created));
        deletePods(active, active.size() - wanted);
        return null;
      }
      long terminating = pods.stream().filter(Pods::isTerminating).count();
      if (spec.path("podReplacementPolicy").asText().equals("Failed")) {
        wanted -= (int) terminating;
      }
      int missing = Math.min(wanted - active.size(), BURST);
      if (missing <= 0) {
        return null;
      }
      Duration wait = backoff();
      if (wait.isPositive()) {
        enqueueAfter(Key.of(job), wait);
        return null;
      }
      TreeSet<Integer> free = new TreeSet<>();
      if (indexed) {
        for (int i = 0; i < spec.path("completions").asInt(); i++) {
          free.add(i);
        }
        free.removeAll(completed());
        active.forEach(pod -> free.remove(index(pod)));
        pods.stream()
            .filter(p -> Pods.phase(p).equals("Succeeded"))
            .forEach(p -> free.remove(index(p)));
      }
      for (int i = 0; i < missing && (!indexed || !free.isEmpty()); i++) {
        ObjectNode pod = pod(indexed ? free.removeFirst() : -1);
        try {
          ObjectNode created = objects.create(GroupResource.PODS, pod);
          active.add(created);
          events.normal(job, "SuccessfulCreate", "Created pod: " + Meta.name(created));
        } catch (ApiException e) {
          if (!e.isNotFound()) {
            events.warning(job, "FailedCreate", "Error creating: " + e.getMessage());
          }
          return e;
        }
      }
      return null;
    }

    private ObjectNode pod(int index) {
      ObjectNode pod = PodTemplates.pod(job);
      ObjectNode metadata = Meta.metadata(pod);
      Meta.list(metadata, "finalizers").add(FINALIZER);
      if (index < 0) {
        metadata.put("generateName", Meta.name(job) + "-");
        return pod;
      }
      metadata.put("generateName", Meta.name(job) + "-" + index + "-");
      Meta.annotate(pod, INDEX, String.valueOf(index));
      Meta.label(pod, INDEX, String.valueOf(index));
      ObjectNode podSpec = Meta.child(pod, "spec");
      podSpec.put("hostname", Meta.name(job) + "-" + index);
      for (String list : List.of("containers", "initContainers")) {
        for (JsonNode container : podSpec.path(list)) {
          Meta.list((ObjectNode) container, "env")
              .addObject()
              .put("name", "JOB_COMPLETION_INDEX")
              .putObject("valueFrom")
              .putObject("fieldRef")
              .put("fieldPath", "metadata.labels['" + INDEX + "']");
        }
      }
      return pod;
    }

    /// How long to wait before the next Pod, after failures in a row.
    private Duration backoff() {
      List<ObjectNode> finished =
          pods.stream()
              .filter(Pods::isFinished)
              .sorted(Comparator.comparing(Round::finishedAt))
              .toList();
      int failures = 0;
      Instant last = Instant.EPOCH;
      for (ObjectNode pod : finished.reversed()) {
        if (!Pods.phase(pod).equals("Failed")) {
          break;
        }
        if (failures++ == 0) {
          last = finishedAt(pod);
        }
      }
      if (failures == 0) {
        return Duration.ZERO;
      }
      Duration delay = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures - 1, 6));
      delay = delay.compareTo(LAST_BACKOFF) > 0 ? LAST_BACKOFF : delay;
      return Duration.between(now(), last.plus(delay));
    }

    private static Instant finishedAt(ObjectNode pod) {
      Instant latest = Instant.EPOCH;
      for (JsonNode container : pod.path("status").path("containerStatuses")) {
        Instant at =
            Meta.instant(container.path("state").path("terminated").path("finishedAt"))
                .orElse(Instant.EPOCH);
        latest = at.isAfter(latest) ? at : latest;
      }
      return latest.equals(Instant.EPOCH) ? Meta.created(pod) : latest;
    }

    private void deletePods(List<ObjectNode> active, int count) {
      for (ObjectNode pod : List.copyOf(active.subList(0, count))) {
        untrack(pod);
        delete(GroupResource.PODS, pod);
        active.remove(pod);
        events.normal(job, "SuccessfulDelete", "Deleted pod: " + Meta.name(pod));
      }
    }

    private void counters(List<ObjectNode> active) {
      status.remove(List.of("active", "ready", "terminating"));
      boolean over =
          Conditions.isTrue(status, "SuccessCriteriaMet")
              || Conditions.isTrue(status, "FailureTarget");
      Meta.count(status, "active", over ? 0 : active.size());
      status.put("terminating", pods.stream().filter(Pods::isTerminating).count());
      status.put("ready", over ? 0 : active.stream().filter(Pods::isReady).count());
    }

    private void finish(@Nullable Failure failure) {
      if (failure == null) {
        condition("Complete", "CompletionsReached", COMPLETE_MESSAGE);
        status.put("completionTime", time());
        events.normal(job, "Completed", "Job completed");
      } else {
        condition("Failed", failure.reason(), failure.message());
        events.warning(job, failure.reason(), failure.message());
      }
      enqueue(Key.of(job));
    }

    private void deadline() {
      long seconds = spec.path("activeDeadlineSeconds").asLong(0);
      if (seconds > 0 && !isSuspended()) {
        Meta.instant(status.path("startTime"))
            .ifPresent(start ->
                enqueueAfter(
                    Key.of(job),
                    Duration.between(now(), start.plusSeconds(seconds)).plusMillis(20)));
      }
    }

    private void write() {
      objects.modifyStatus(
          GroupResource.JOBS,
          Meta.namespace(job),
          Meta.name(job),
          copy -> {
            if (Meta.uid(copy).equals(Meta.uid(job))) {
              copy.set("status", status.deepCopy());
            }
            return copy;
          });
    }
  }
}
