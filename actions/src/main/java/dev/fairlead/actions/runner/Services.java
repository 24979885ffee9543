package dev.fairlead.actions.runner;

import dev.fairlead.actions.action.BuiltIns;
import dev.fairlead.process.Processes;
import java.time.Clock;
import java.util.concurrent.Semaphore;

/// What all runs of a runner share.
///
/// @param slots how many jobs may run at once
record Services(
    RunnerConfiguration configuration,
    RunnerPorts ports,
    Processes processes,
    BuiltIns builtIns,
    Clock clock,
    Semaphore slots,
    ConcurrencyGroups groups) {}
