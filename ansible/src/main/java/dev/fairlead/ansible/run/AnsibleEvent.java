package dev.fairlead.ansible.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.model.Position;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One line of the event file. Positions are relative to the checkout where they lie in it.
///
/// Task ids are those of Ansible: stable in one run, repeated by each batch of a `serial` play.
public sealed interface AnsibleEvent {

  /// Counts from 1 without gaps.
  long number();

  Instant at();

  /// The plugin was loaded.
  record Opened(long number, Instant at, String ansible) implements AnsibleEvent {}

  record PlaybookStarted(long number, Instant at, String file) implements AnsibleEvent {}

  /// A play, or one batch of a `serial` play.
  record PlayStarted(
      long number, Instant at, String id, String name, List<String> hosts, Position position)
      implements AnsibleEvent {
    public PlayStarted {
      hosts = List.copyOf(hosts);
    }
  }

  /// The play's pattern matches no host.
  record NoHostsMatched(long number, Instant at) implements AnsibleEvent {}

  /// Every host of the play failed or was lost.
  record NoHostsRemaining(long number, Instant at) implements AnsibleEvent {}

  /// The play asks for a variable, which nobody can answer.
  record Prompted(long number, Instant at, String variable) implements AnsibleEvent {}

  /// @param kind `task`, `handler` or `cleanup`
  /// @param name may hold unrendered Jinja
  /// @param role empty outside roles
  record TaskStarted(
      long number,
      Instant at,
      String kind,
      String id,
      String name,
      String action,
      String role,
      Position position)
      implements AnsibleEvent {}

  record HostStarted(long number, Instant at, String host, String task) implements AnsibleEvent {}

  enum Outcome {
    OK,
    CHANGED,
    FAILED,
    /// Failed, and the task says that this does not matter.
    IGNORED,
    SKIPPED,
    UNREACHABLE
  }

  /// A task ended on a host.
  ///
  /// @param result what the module returned, without arguments, facts and doubles
  record TaskEnded(
      long number, Instant at, String host, String task, Outcome outcome, JsonNode result)
      implements AnsibleEvent {}

  /// One round of a loop.
  record ItemEnded(
      long number,
      Instant at,
      String host,
      String task,
      String item,
      Outcome outcome,
      JsonNode result)
      implements AnsibleEvent {}

  /// @param retries how often it may be tried, as Ansible counts: one more than the task says
  record Retried(long number, Instant at, String host, String task, int attempts, int retries)
      implements AnsibleEvent {}

  /// @param kind `async_poll`, `async_ok` or `async_failed`
  record Async(long number, Instant at, String kind, String host, String task, String job)
      implements AnsibleEvent {}

  record Notified(long number, Instant at, String host, String handler) implements AnsibleEvent {}

  record Included(long number, Instant at, Position file, List<String> hosts)
      implements AnsibleEvent {
    public Included {
      hosts = List.copyOf(hosts);
    }
  }

  /// The last event of a run that came to its end.
  ///
  /// @param custom what `set_stats` gave, by host or `_run`
  record Counted(long number, Instant at, Map<String, HostStats> hosts, JsonNode custom)
      implements AnsibleEvent {
    public Counted {
      hosts = new LinkedHashMap<>(hosts);
    }
  }

  /// The plugin had trouble of its own: events may be missing.
  record Trouble(long number, Instant at, String message) implements AnsibleEvent {}

  /// An event of a newer plugin.
  record Other(long number, Instant at, String kind, JsonNode fields) implements AnsibleEvent {}
}
