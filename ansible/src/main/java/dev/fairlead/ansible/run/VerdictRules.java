package dev.fairlead.ansible.run;

import dev.fairlead.process.Ended;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The verdict of a run from its events; exit status and log only where these are not there. Exit
/// status 2 and 4 each mean several things, and 0 also stands for "nothing was done".
///
/// @param logEnd the last lines of the readable log
record VerdictRules(RunState state, Ended ended, List<String> logEnd) {
  private static final Pattern RECAP =
      Pattern.compile(
          "^(\\S+)\\s+: ok=(\\d+)\\s+changed=(\\d+)\\s+unreachable=(\\d+)\\s+failed=(\\d+)"
              + "\\s+skipped=(\\d+)\\s+rescued=(\\d+)\\s+ignored=(\\d+)");

  Verdict verdict() {
    AnsibleEvent.Counted counted = state.counted();
    if (counted != null) {
      return counted(counted.hosts());
    }
    if (!state.opened() && ended instanceof Ended.Exited(int status) && status <= 4) {
      return withoutEvents(status);
    }
    String message = problem().orElse("no message");
    return switch (ended) {
      case Ended.Exited(int status) ->
          state.plays() == 0
              ? new Verdict.NotStarted(message)
              : new Verdict.Died(
                  "ansible-playbook ended with status %d before its last count: %s"
                      .formatted(status, message));
      case Ended.Vanished(String reason) -> new Verdict.Died(reason);
      case Ended.Cancelled _ -> new Verdict.Cancelled("cancelled");
      case Ended.TimedOut _ -> new Verdict.Cancelled("its time was over");
    };
  }

  /// The final counts, of the events or else of the log.
  Map<String, HostStats> hosts() {
    AnsibleEvent.Counted counted = state.counted();
    return counted != null ? counted.hosts() : recap();
  }

  private Verdict counted(Map<String, HostStats> hosts) {
    List<String> bad = bad(hosts);
    if (!bad.isEmpty()) {
      return new Verdict.Failed(bad);
    }
    if (ended instanceof Ended.Vanished || ended.succeeded()) {
      return fine(hosts);
    }
    if (ended instanceof Ended.Exited(int status)) {
      return new Verdict.Died(
          "no host failed, but ansible-playbook ended with status %d: %s"
              .formatted(status, problem().orElse("no message")));
    }
    return fine(hosts);
  }

  private Verdict fine(Map<String, HostStats> hosts) {
    List<String> empty = state.emptyPlays();
    if (hosts.isEmpty()) {
      return new Verdict.NothingToDo(
          empty.isEmpty()
              ? "the playbook has no play"
              : "no host matches: " + String.join("; ", empty));
    }
    List<String> notes = new ArrayList<>();
    if (!empty.isEmpty()) {
      notes.add("no host matches: " + String.join("; ", empty));
    }
    if (!state.openJobs().isEmpty()) {
      notes.add(
          "%d background job%s open on %s"
              .formatted(
                  state.openJobs().size(),
                  state.openJobs().size() == 1 ? "" : "s",
                  String.join(", ", List.copyOf(state.openJobs().values()))));
    }
    if (!state.trouble().isEmpty()) {
      notes.add("events are incomplete: " + state.trouble().getFirst());
    }
    return new Verdict.Succeeded(notes);
  }

  /// The plugin was not loaded, or could not write.
  private Verdict withoutEvents(int status) {
    Map<String, HostStats> hosts = recap();
    List<String> bad = bad(hosts);
    if (!bad.isEmpty()) {
      return new Verdict.Failed(bad);
    }
    if (status != 0) {
      return new Verdict.NotStarted(problem().orElse("status " + status));
    }
    return hosts.isEmpty()
        ? new Verdict.NothingToDo("no host was counted")
        : new Verdict.Succeeded(List.of("there are no events; this rests on status and log"));
  }

  private static List<String> bad(Map<String, HostStats> hosts) {
    return hosts.entrySet().stream()
        .filter(host -> host.getValue().bad())
        .map(Map.Entry::getKey)
        .toList();
  }

  private Map<String, HostStats> recap() {
    Map<String, HostStats> hosts = new LinkedHashMap<>();
    for (String line : logEnd) {
      Matcher matcher = RECAP.matcher(line);
      if (matcher.find()) {
        int[] counts = new int[7];
        for (int i = 0; i < counts.length; i++) {
          counts[i] = Integer.parseInt(matcher.group(i + 2));
        }
        hosts.put(
            matcher.group(1),
            new HostStats(
                counts[0], counts[1], counts[3], counts[2], counts[4], counts[5], counts[6]));
      }
    }
    return hosts;
  }

  /// Ansible's error with its place: `ERROR! ..` up to 2.18, `[ERROR]: ..` later.
  private java.util.Optional<String> problem() {
    int start = -1;
    for (int i = 0; i < logEnd.size(); i++) {
      String line = logEnd.get(i);
      if (line.startsWith("ERROR!") || line.startsWith("[ERROR]") || line.contains(": error: ")) {
        start = i;
        break;
      }
    }
    if (start < 0) {
      return logEnd.stream().filter(line -> !line.isBlank()).reduce((_, last) -> last);
    }
    StringBuilder message = new StringBuilder();
    for (String line : logEnd.subList(start, logEnd.size())) {
      String content = line.strip();
      if (content.startsWith("The offending line appears to be")) {
        break;
      }
      if (!content.isEmpty()) {
        message.append(message.isEmpty() ? "" : " ").append(content);
      }
      if (message.length() > 1500) {
        break;
      }
    }
    return java.util.Optional.of(
        message.toString().replaceFirst("^(ERROR! |\\[ERROR]: )", "").strip());
  }
}
