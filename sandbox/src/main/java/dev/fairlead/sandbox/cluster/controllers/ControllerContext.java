package dev.fairlead.sandbox.cluster.controllers;

import dev.fairlead.sandbox.cluster.Objects;
import java.time.Clock;
import java.util.random.RandomGenerator;

/// What a controller works with.
///
/// @param objects the cluster, under the controller's field manager
/// @param clock for timestamps and deadlines
/// @param random for the choice among equals
record ControllerContext(Objects objects, Clock clock, RandomGenerator random) {}
