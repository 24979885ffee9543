package dev.fairlead.ansible.run;

import java.util.List;

/// What came out of a run. It is read from the events; the exit status only confirms it.
public sealed interface Verdict {

  /// Every host did everything.
  ///
  /// @param notes what a reader should know all the same, such as a play that matched no host
  record Succeeded(List<String> notes) implements Verdict {
    public Succeeded {
      notes = List.copyOf(notes);
    }
  }

  /// No play matched a host: nothing was done. Never a success.
  record NothingToDo(String why) implements Verdict {}

  /// At least one host failed or could not be reached.
  record Failed(List<String> hosts) implements Verdict {
    public Failed {
      hosts = List.copyOf(hosts);
    }
  }

  /// No play began: the playbook, the configuration or the options are wrong.
  ///
  /// @param why Ansible's own message
  record NotStarted(String why) implements Verdict {}

  /// It ended in the middle, without a last count: killed, the machine went down, or Ansible gave
  /// up. Running it again is safe where its tasks are idempotent.
  record Died(String why) implements Verdict {}

  /// It was ended by us.
  ///
  /// @param why who asked for it, or which limit was passed
  record Cancelled(String why) implements Verdict {}

  default boolean succeeded() {
    return this instanceof Succeeded;
  }
}
