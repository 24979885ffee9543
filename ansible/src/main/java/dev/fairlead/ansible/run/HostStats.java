package dev.fairlead.ansible.run;

/// What Ansible counts for a host at the end of a run.
///
/// @param failures without those that were ignored or rescued
public record HostStats(
    int ok, int changed, int failures, int unreachable, int skipped, int rescued, int ignored) {

  public boolean bad() {
    return failures > 0 || unreachable > 0;
  }
}
