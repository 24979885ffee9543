package dev.fairlead.ansible.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How a playbook is run.
///
/// @param forks hosts at a time; 0: as many as the inventory has, at least 5 and at most 20
/// @param check `--check`: nothing is changed
/// @param diff `--diff`
/// @param timeout of the whole run, measured from its start across restarts of ours
/// @param silence how long there may be neither event nor output before the run is cancelled
/// @param vaultIds `LABEL@FILE`
/// @param knownHosts lines that ssh trusts; empty: ssh's own files are used
public record RunOptions(
    List<String> tags,
    List<String> skipTags,
    boolean check,
    boolean diff,
    int forks,
    Duration timeout,
    Duration silence,
    List<String> vaultIds,
    Optional<Path> privateKey,
    Optional<Path> knownHosts) {

  public static final RunOptions DEFAULT =
      new RunOptions(
          List.of(),
          List.of(),
          false,
          false,
          0,
          Duration.ofMinutes(60),
          Duration.ofMinutes(30),
          List.of(),
          Optional.empty(),
          Optional.empty());

  public RunOptions {
    tags = List.copyOf(tags);
    skipTags = List.copyOf(skipTags);
    vaultIds = List.copyOf(vaultIds);
    if (forks < 0) {
      throw new IllegalArgumentException("forks below 0: " + forks);
    }
  }

  public RunOptions withCheck() {
    return new RunOptions(
        tags, skipTags, true, true, forks, timeout, silence, vaultIds, privateKey, knownHosts);
  }

  public RunOptions withTimeouts(Duration wholeRun, Duration whileSilent) {
    return new RunOptions(
        tags,
        skipTags,
        check,
        diff,
        forks,
        wholeRun,
        whileSilent,
        vaultIds,
        privateKey,
        knownHosts);
  }

  public RunOptions withTags(List<String> run, List<String> skip) {
    return new RunOptions(
        run, skip, check, diff, forks, timeout, silence, vaultIds, privateKey, knownHosts);
  }

  public RunOptions withForks(int value) {
    return new RunOptions(
        tags, skipTags, check, diff, value, timeout, silence, vaultIds, privateKey, knownHosts);
  }

  public RunOptions withSsh(Optional<Path> key, Optional<Path> trusted) {
    return new RunOptions(
        tags, skipTags, check, diff, forks, timeout, silence, vaultIds, key, trusted);
  }

  public RunOptions withVaultIds(List<String> value) {
    return new RunOptions(
        tags, skipTags, check, diff, forks, timeout, silence, value, privateKey, knownHosts);
  }
}
