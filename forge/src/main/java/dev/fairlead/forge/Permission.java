package dev.fairlead.forge;

/// What somebody may do in a repository, the least first.
public enum Permission {
  NONE,
  READ,
  TRIAGE,
  WRITE,
  MAINTAIN,
  ADMIN;

  /// Whether it includes another one.
  public boolean atLeast(Permission other) {
    return compareTo(other) >= 0;
  }
}
