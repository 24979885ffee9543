/// The controllers of the sandbox cluster: Deployment, ReplicaSet, StatefulSet, DaemonSet, Job,
/// CronJob, EndpointSlice, garbage collection, volumes, disruption budgets and the scheduler.
///
/// [Controllers] starts them all on one [dev.fairlead.sandbox.cluster.Objects]. Each controller has
/// one work queue and one thread; it reads the store itself, never a cache, so that it needs no
/// expectations of what a cache does not show yet. Behaviour, messages and the order of conditions
/// follow kube-controller-manager 1.36.
@NullMarked
package dev.fairlead.sandbox.cluster.controllers;

import org.jspecify.annotations.NullMarked;
