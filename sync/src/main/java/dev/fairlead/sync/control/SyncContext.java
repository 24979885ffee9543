package dev.fairlead.sync.control;

import dev.fairlead.cluster.ClusterClient;
import dev.fairlead.cluster.LiveCache;
import dev.fairlead.sync.compare.KindTypes;
import dev.fairlead.sync.render.ManifestRenderer;
import java.time.Clock;
import java.util.concurrent.Semaphore;

/// What the parts of the controller share.
///
/// @param applies bounds the requests that change a cluster
/// @param operations bounds the operations that run
record SyncContext(
    SyncSettings settings,
    ClusterClient cluster,
    LiveCache cache,
    KindTypes kinds,
    Repositories repositories,
    ManifestRenderer renderer,
    SyncGate gate,
    SyncJournal journal,
    Clock clock,
    Semaphore applies,
    Semaphore operations) {}
