package dev.fairlead.ansible.run;

/// Sees a run while it happens. Called by one thread at a time, the one that waits for the run or
/// one of its own.
@FunctionalInterface
public interface RunListener {
  RunListener NONE = _ -> {};

  /// Every event in order, from the first: also when a run is taken up after a restart.
  void event(AnsibleEvent event);
}
