package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.cluster.ApiException;
import dev.fairlead.sandbox.cluster.GroupResource;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Makes Jobs from CronJobs when they are due.
final class CronJobController extends Controller {
  private static final String SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";

  /// A CronJob that missed more is not caught up on without a deadline; the last time counts.
  private static final int MANY = 1000;

  CronJobController(ControllerContext context) {
    super(context, "cronjob-controller");
  }

  @Override
  void watchAll() {
    watchOwn(GroupResource.CRON_JOBS);
    watchOwned(GroupResource.JOBS, "CronJob");
  }

  @Override
  void reconcile(Key key) {
    Optional<ObjectNode> found = objects.get(GroupResource.CRON_JOBS, key.namespace(), key.name());
    if (found.isEmpty() || Meta.isDeleting(found.get())) {
      return;
    }
    ObjectNode cron = found.get();
    List<ObjectNode> jobs =
        new ArrayList<>(
            objects.list(GroupResource.JOBS, key.namespace()).stream()
                .filter(job -> Meta.isControlledBy(job, cron))
                .toList());
    history(cron, jobs);
    Instant due = null;
    if (!cron.path("spec").path("suspend").asBoolean()) {
      CronSchedule schedule;
      try {
        schedule =
            CronSchedule.parse(
                cron.path("spec").path("schedule").asText(), zone(cron.path("spec")));
      } catch (IllegalArgumentException | DateTimeException e) {
        events.warning(cron, "UnparseableSchedule", "unparseable schedule: " + e.getMessage());
        return;
      }
      due = run(cron, jobs, schedule);
      schedule
          .after(now())
          .ifPresent(next -> enqueueAfter(key, Duration.between(now(), next).plusMillis(100)));
    }
    writeStatus(cron, jobs, due);
  }

  private static ZoneId zone(JsonNode spec) {
    String zone = spec.path("timeZone").asText("");
    return zone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(zone);
  }

  /// Starts a Job if one is due; returns for when.
  private @org.jspecify.annotations.Nullable Instant run(
      ObjectNode cron, List<ObjectNode> jobs, CronSchedule schedule) {
    JsonNode spec = cron.path("spec");
    Instant from =
        Meta.instant(cron.path("status").path("lastScheduleTime")).orElse(Meta.created(cron));
    if (spec.has("startingDeadlineSeconds")) {
      Instant earliest = now().minusSeconds(spec.path("startingDeadlineSeconds").asLong());
      from = earliest.isAfter(from) ? earliest : from;
    }
    Instant due = null;
    int missed = 0;
    for (Optional<Instant> next = schedule.after(from);
        next.isPresent() && !next.get().isAfter(now()) && missed < MANY;
        next = schedule.after(next.get())) {
      due = next.get();
      missed++;
    }
    if (due == null) {
      return null;
    }
    List<ObjectNode> active = jobs.stream().filter(job -> !isFinished(job)).toList();
    switch (spec.path("concurrencyPolicy").asText("Allow")) {
      case "Forbid" -> {
        if (!active.isEmpty()) {
          events.normal(
              cron,
              "JobAlreadyActive",
              "Not starting job because prior execution is running and concurrency policy is"
                  + " Forbid");
          return null;
        }
      }
      case "Replace" -> {
        for (ObjectNode job : active) {
          delete(GroupResource.JOBS, job);
          jobs.remove(job);
          events.normal(cron, "SuccessfulDelete", "Deleted job " + Meta.name(job));
        }
      }
      default -> {}
    }
    ObjectNode job = job(cron, due);
    try {
      jobs.add(objects.create(GroupResource.JOBS, job));
      events.normal(cron, "SuccessfulCreate", "Created job " + Meta.name(job));
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        events.warning(cron, "FailedCreate", "Error creating job: " + e.getMessage());
        throw e;
      }
    }
    return due;
  }

  private static ObjectNode job(ObjectNode cron, Instant due) {
    JsonNode template = cron.path("spec").path("jobTemplate");
    ObjectNode job = Meta.object("batch/v1", "Job");
    ObjectNode metadata =
        Meta.metadata(job)
            .put("name", Meta.name(cron) + "-" + due.getEpochSecond() / 60)
            .put("namespace", Meta.namespace(cron));
    Meta.labels(template).forEach((k, v) -> Meta.label(job, k, v));
    Meta.annotations(template).forEach((k, v) -> Meta.annotate(job, k, v));
    Meta.annotate(job, SCHEDULED, Meta.time(due));
    metadata.putArray("ownerReferences").add(Meta.controllerReference(cron));
    job.set("spec", template.path("spec").deepCopy());
    return job;
  }

  private static boolean isFinished(JsonNode job) {
    return Conditions.isTrue(job.path("status"), "Complete")
        || Conditions.isTrue(job.path("status"), "Failed");
  }

  private void history(ObjectNode cron, List<ObjectNode> jobs) {
    JsonNode spec = cron.path("spec");
    prune(cron, jobs, "Complete", spec.path("successfulJobsHistoryLimit").asInt(3));
    prune(cron, jobs, "Failed", spec.path("failedJobsHistoryLimit").asInt(1));
  }

  private void prune(ObjectNode cron, List<ObjectNode> jobs, String condition, int limit) {
    List<ObjectNode> finished =
        jobs.stream()
            .filter(job -> Conditions.isTrue(job.path("status"), condition))
            .sorted(Comparator.comparing(Meta::created))
            .toList();
    for (int i = 0; i < finished.size() - limit; i++) {
      delete(GroupResource.JOBS, finished.get(i));
      jobs.remove(finished.get(i));
      events.normal(cron, "SuccessfulDelete", "Deleted job " + Meta.name(finished.get(i)));
    }
  }

  private void writeStatus(
      ObjectNode cron,
      List<ObjectNode> jobs,
      @org.jspecify.annotations.Nullable Instant scheduled) {
    Optional<Instant> success =
        jobs.stream()
            .flatMap(job -> Meta.instant(job.path("status").path("completionTime")).stream())
            .max(Comparator.naturalOrder());
    objects.modifyStatus(
        GroupResource.CRON_JOBS,
        Meta.namespace(cron),
        Meta.name(cron),
        copy -> {
          ObjectNode status = Meta.child(copy, "status");
          ArrayNode active = copy.arrayNode();
          for (ObjectNode job : jobs) {
            if (!isFinished(job)) {
              active
                  .addObject()
                  .put("kind", "Job")
                  .put("namespace", Meta.namespace(job))
                  .put("name", Meta.name(job))
                  .put("uid", Meta.uid(job))
                  .put("apiVersion", "batch/v1")
                  .put("resourceVersion", job.path("metadata").path("resourceVersion").asText());
            }
          }
          if (active.isEmpty()) {
            status.remove("active");
          } else if (active.size() != status.path("active").size()) {
            status.set("active", active);
          }
          if (scheduled != null) {
            status.put("lastScheduleTime", Meta.time(scheduled));
          }
          success.ifPresent(at -> status.put("lastSuccessfulTime", Meta.time(at)));
          return copy;
        });
  }
}
