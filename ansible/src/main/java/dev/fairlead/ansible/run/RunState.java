package dev.fairlead.ansible.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.ansible.run.AnsibleEvent.Outcome;
import dev.fairlead.ansible.run.RunResult.Failure;
import dev.fairlead.ansible.run.RunResult.InFlight;
import dev.fairlead.model.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the events of a run add up to. Confined to the thread that follows them until that has
/// ended.
final class RunState {
  private record Work(String host, String task) {}

  private final Map<String, AnsibleEvent.TaskStarted> tasks = new LinkedHashMap<>();
  private final Map<Work, Instant> working = new LinkedHashMap<>();
  private final List<Failure> failures = new ArrayList<>();
  private final List<String> trouble = new ArrayList<>();
  private final List<String> emptyPlays = new ArrayList<>();
  private final Map<String, String> openJobs = new LinkedHashMap<>();
  private AnsibleEvent.@Nullable PlayStarted play;
  private AnsibleEvent.@Nullable Counted counted;
  private @Nullable String prompted;
  private boolean opened;
  private int plays;
  private long last;
  private Instant lastAt = Instant.EPOCH;

  void add(AnsibleEvent event) {
    if (event.number() != last + 1) {
      trouble.add("after event " + last + " came " + event.number());
    }
    last = event.number();
    lastAt = event.at();
    switch (event) {
      case AnsibleEvent.Opened _ -> opened = true;
      case AnsibleEvent.PlayStarted started -> {
        plays++;
        play = started;
      }
      case AnsibleEvent.NoHostsMatched _ -> emptyPlays.add(play == null ? "?" : play.name());
      case AnsibleEvent.Prompted(_, _, String variable) -> prompted = variable;
      case AnsibleEvent.TaskStarted task -> tasks.put(task.id(), task);
      case AnsibleEvent.HostStarted(_, Instant at, String host, String task) ->
          working.put(new Work(host, task), at);
      case AnsibleEvent.TaskEnded ended -> {
        working.remove(new Work(ended.host(), ended.task()));
        ended(ended);
      }
      case AnsibleEvent.Counted all -> {
        counted = all;
        working.clear();
      }
      case AnsibleEvent.Trouble(_, _, String message) -> trouble.add(message);
      case AnsibleEvent.PlaybookStarted _,
          AnsibleEvent.NoHostsRemaining _,
          AnsibleEvent.ItemEnded _,
          AnsibleEvent.Retried _,
          AnsibleEvent.Async _,
          AnsibleEvent.Notified _,
          AnsibleEvent.Included _,
          AnsibleEvent.Other _ -> {}
    }
  }

  private void ended(AnsibleEvent.TaskEnded ended) {
    JsonNode result = ended.result();
    String job = result.path("ansible_job_id").asText("");
    if (!job.isEmpty()) {
      if (result.path("finished").asInt() == 1) {
        openJobs.remove(job);
      } else {
        openJobs.put(job, ended.host());
      }
    }
    if (ended.outcome() != Outcome.FAILED && ended.outcome() != Outcome.UNREACHABLE) {
      return;
    }
    AnsibleEvent.TaskStarted task = tasks.get(ended.task());
    String message = message(result);
    failures.add(
        new Failure(
            ended.host(),
            task == null ? "a task" : task.name(),
            task == null ? Position.of("") : task.position(),
            ended.outcome() == Outcome.UNREACHABLE,
            message,
            FailureCause.of(message + "\n" + result.path("stderr").asText(""))));
  }

  /// What a module says went wrong: `non-zero return code` alone helps nobody.
  private static String message(JsonNode result) {
    String message = result.path("msg").asText("").strip();
    String errors = result.path("stderr").asText("").strip();
    if (errors.isEmpty()) {
      errors = result.path("module_stderr").asText("").strip();
    }
    if (message.isEmpty() && !errors.isEmpty()) {
      return errors;
    }
    if (!errors.isEmpty() && (message.startsWith("non-zero") || message.startsWith("MODULE"))) {
      String status = result.path("rc").isNumber() ? " (status " + result.path("rc") + ")" : "";
      return message + status + ": " + errors;
    }
    if (message.isEmpty() && result.has("censored")) {
      return "hidden, as no_log asks";
    }
    return message.isEmpty() ? "no message" : message;
  }

  boolean opened() {
    return opened;
  }

  int plays() {
    return plays;
  }

  /// The plays that matched no host.
  List<String> emptyPlays() {
    return emptyPlays;
  }

  /// The final counts; null before the end.
  AnsibleEvent.@Nullable Counted counted() {
    return counted;
  }

  /// The variable that somebody was asked for; null where none was.
  @Nullable String prompted() {
    return prompted;
  }

  /// Why the events cannot be trusted to be all there.
  List<String> trouble() {
    return trouble;
  }

  Instant lastAt() {
    return lastAt;
  }

  List<Failure> failures() {
    return failures;
  }

  /// Background jobs that no task waited for.
  Map<String, String> openJobs() {
    return openJobs;
  }

  List<InFlight> inFlight() {
    return working.keySet().stream()
        .map(work -> {
          AnsibleEvent.TaskStarted task = tasks.get(work.task());
          return new InFlight(
              work.host(),
              task == null ? "a task" : task.name(),
              task == null ? Position.of("") : task.position());
        })
        .toList();
  }
}
