package dev.fairlead.sandbox.cluster.controllers;

import dev.fairlead.sandbox.cluster.Objects;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// All controllers and the scheduler of the sandbox cluster.
///
/// ```java
/// try (Controllers controllers = Controllers.start(server::objects, clock, random)) { .. }
/// ```
public final class Controllers implements AutoCloseable {
  private final List<Controller> all;

  private Controllers(List<Controller> all) {
    this.all = all;
  }

  /// Starts them; they take up what the store holds already.
  ///
  /// @param objects the cluster's objects for a field manager
  public static Controllers start(
      Function<String, Objects> objects, Clock clock, RandomGenerator random) {
    ControllerContext manager =
        new ControllerContext(objects.apply("kube-controller-manager"), clock, random);
    ControllerContext scheduler =
        new ControllerContext(objects.apply("kube-scheduler"), clock, random);
    ControllerContext aggregation =
        new ControllerContext(objects.apply("clusterrole-aggregation-controller"), clock, random);
    List<Controller> all =
        List.of(
            new GarbageCollector(manager),
            new DeploymentController(manager),
            new ReplicaSetController(manager),
            new StatefulSetController(manager),
            new DaemonSetController(manager),
            new JobController(manager),
            new CronJobController(manager),
            new EndpointSliceController(manager),
            new ExposureController(manager),
            new VolumeController(manager),
            new DisruptionController(manager),
            new QuotaController(manager),
            new RoleAggregationController(aggregation),
            new NodeLifecycleController(manager),
            new TaintEvictionController(manager),
            new Scheduler(scheduler));
    all.forEach(Controller::start);
    return new Controllers(all);
  }

  /// Stops them; what they were about to do is left to the next ones.
  @Override
  public void close() {
    all.forEach(Controller::close);
  }
}
