package dev.fairlead.sandbox.faults;

/// One of the sandbox's servers.
public enum Part {
  CLUSTER,
  FORGE,
  REGISTRY
}
