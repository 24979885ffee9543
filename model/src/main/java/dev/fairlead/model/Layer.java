package dev.fairlead.model;

/// The layers of a GitOps repository, from the ground up.
public enum Layer {
  INFRASTRUCTURE,
  CLUSTER,
  DEPLOYMENT,
  PACKAGE,
  IMAGE,
  SOURCE
}
