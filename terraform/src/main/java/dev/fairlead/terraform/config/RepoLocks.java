package dev.fairlead.terraform.config;

/// When a project is locked against other pull requests.
public enum RepoLocks {
  ON_PLAN,
  ON_APPLY,
  DISABLED
}
