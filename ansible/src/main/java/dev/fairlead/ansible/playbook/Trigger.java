package dev.fairlead.ansible.playbook;

import java.util.Set;
import java.util.TreeSet;

/// A reason for which a play has to run.
///
/// @param everywhere whether it concerns all of the play's hosts
/// @param hosts those that it concerns otherwise
record Trigger(String play, boolean everywhere, Set<String> hosts, String why) {
  Trigger {
    hosts = new TreeSet<>(hosts);
  }

  static Trigger everywhere(String play, String why) {
    return new Trigger(play, true, Set.of(), why);
  }

  static Trigger on(String play, Set<String> hosts, String why) {
    return new Trigger(play, false, hosts, why);
  }
}
