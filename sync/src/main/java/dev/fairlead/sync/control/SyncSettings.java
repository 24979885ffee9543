package dev.fairlead.sync.control;

import java.time.Duration;

/// The controller's settings, with the defaults of Argo CD where it has them.
///
/// @param controlNamespace where the Applications live
/// @param pollInterval how often new revisions are looked for
/// @param pollJitter at most this much is added to each interval
/// @param waveDelay pause between waves
/// @param selfHealFirst wait before the second self-heal in a row; times `selfHealFactor` for each
///   further one, at most `selfHealCap`
/// @param syncTimeout after which an operation is terminated; zero: never
/// @param parallelOperations how many Applications are synced at a time
/// @param parallelApplies how many requests one cluster gets at a time
public record SyncSettings(
    String controlNamespace,
    Duration pollInterval,
    Duration pollJitter,
    Duration waveDelay,
    Duration selfHealFirst,
    int selfHealFactor,
    Duration selfHealCap,
    Duration syncTimeout,
    int parallelOperations,
    int parallelApplies) {

  public static final SyncSettings DEFAULT =
      new SyncSettings(
          "argocd",
          Duration.ofMinutes(3),
          Duration.ofSeconds(60),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          3,
          Duration.ofSeconds(300),
          Duration.ZERO,
          10,
          20);

  public SyncSettings withPollInterval(Duration interval, Duration jitter) {
    return new SyncSettings(
        controlNamespace,
        interval,
        jitter,
        waveDelay,
        selfHealFirst,
        selfHealFactor,
        selfHealCap,
        syncTimeout,
        parallelOperations,
        parallelApplies);
  }

  public SyncSettings withWaveDelay(Duration delay) {
    return new SyncSettings(
        controlNamespace,
        pollInterval,
        pollJitter,
        delay,
        selfHealFirst,
        selfHealFactor,
        selfHealCap,
        syncTimeout,
        parallelOperations,
        parallelApplies);
  }

  public SyncSettings withControlNamespace(String namespace) {
    return new SyncSettings(
        namespace,
        pollInterval,
        pollJitter,
        waveDelay,
        selfHealFirst,
        selfHealFactor,
        selfHealCap,
        syncTimeout,
        parallelOperations,
        parallelApplies);
  }
}
