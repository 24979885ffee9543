package dev.fairlead.sandbox.control;

/// What the control server can do with a running sandbox besides its faults.
public interface ControlPort {
  /// Cuts every client's watch off.
  void dropWatches();

  /// Kills a Pod's processes.
  ///
  /// @return whether there is such a Pod
  boolean killPod(String namespace, String name);

  /// Takes a node away as a loss of power would.
  ///
  /// @return whether there is such a node
  boolean takeNode(String name) throws InterruptedException;

  /// Brings a node back that was taken away.
  ///
  /// @return whether it was away
  boolean returnNode(String name);
}
