package dev.fairlead.actions.runner;

import dev.fairlead.actions.runner.RunSnapshot.Annotation;
import dev.fairlead.model.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a job stands, as others see it. Safe for any thread; written by the job's thread.
final class JobView {
  private final String key;
  private final Masks masks;
  private String name;
  private State state = State.WAITING;
  private String reason = "";
  private final List<RunSnapshot.Step> steps = new ArrayList<>();
  private Map<String, String> outputs = Map.of();
  private final List<Annotation> annotations = new ArrayList<>();
  private @Nullable Instant started;
  private @Nullable Instant finished;

  JobView(String key, String name, Masks masks) {
    this.key = key;
    this.name = name;
    this.masks = masks;
  }

  String key() {
    return key;
  }

  synchronized void restore(RunSnapshot.Job job) {
    name = job.name();
    state = job.state();
    reason = job.reason();
    steps.clear();
    steps.addAll(job.steps());
    outputs = job.outputs();
    annotations.clear();
    annotations.addAll(job.annotations());
    started = job.started().orElse(null);
    finished = job.finished().orElse(null);
  }

  synchronized void named(String shown) {
    name = masks.hide(shown);
  }

  synchronized void begin(Instant now) {
    state = State.RUNNING;
    started = started == null ? now : started;
  }

  synchronized void end(State result, String why, Map<String, String> given, Instant now) {
    state = result;
    reason = masks.hide(why);
    outputs = new LinkedHashMap<>(given);
    finished = now;
  }

  synchronized void step(
      int number,
      String shown,
      State at,
      String summary,
      @Nullable Instant began,
      @Nullable Instant ended) {
    var step =
        new RunSnapshot.Step(
            number,
            masks.hide(shown),
            at,
            masks.hide(summary),
            Optional.ofNullable(began),
            Optional.ofNullable(ended));
    while (steps.size() < number) {
      steps.add(
          new RunSnapshot.Step(
              steps.size() + 1, "", State.WAITING, "", Optional.empty(), Optional.empty()));
    }
    steps.set(number - 1, step);
  }

  synchronized void annotate(List<Annotation> more) {
    annotations.addAll(more);
  }

  synchronized RunSnapshot.Job snapshot() {
    return new RunSnapshot.Job(
        key,
        name,
        state,
        reason,
        steps,
        outputs,
        annotations,
        Optional.ofNullable(started),
        Optional.ofNullable(finished));
  }
}
