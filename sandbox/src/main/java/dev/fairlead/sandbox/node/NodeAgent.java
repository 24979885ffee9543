package dev.fairlead.sandbox.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.cluster.ApiException;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.ObjectEvent;
import dev.fairlead.sandbox.cluster.Objects;
import dev.fairlead.sandbox.cluster.PodLogs;
import dev.fairlead.sandbox.cluster.controllers.EventRecorder;
import dev.fairlead.sandbox.cluster.controllers.Meta;
import dev.fairlead.sandbox.cluster.controllers.Pods;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Acts for all nodes of the sandbox cluster: runs the Pods that are bound to them, keeps the Node
/// objects alive and makes Services reachable. A Node object that somebody creates is a node that
/// has joined. Its Pods end with it, and with the process: after a kill the next agent on the same
/// directory ends what is left before it starts.
///
/// ```java
/// try (NodeAgent agent = NodeAgent.start(cluster.objects("kubelet"), options)) { .. }
/// ```
public final class NodeAgent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeAgent.class);

  /// The address of every node: they are all this machine.
  private static final String HOST_IP = "127.0.0.1";

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private final NodeContext context;
  private final Launcher launcher;
  private final RegistryClient registry;
  private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
  private final List<Objects.Watch> watches = new ArrayList<>();
  private final ServiceProxy proxy;
  private final Nodes nodeObjects;
  private volatile boolean closed;

  private NodeAgent(Objects objects, NodeAgentOptions options) throws IOException {
    Path directory = Files.createDirectories(options.directory()).toRealPath();
    LeftOvers.end(directory);
    launcher = new Launcher();
    registry = new RegistryClient(options.endpoints());
    AddressRange range = AddressRange.claim();
    Surroundings surroundings = Surroundings.find(directory, range, launcher, options.isolation());
    context =
        new NodeContext(
            objects,
            new NodeEvents(new EventRecorder(objects, options.clock(), "kubelet")),
            options.clock(),
            directory,
            new ImageStore(directory, registry),
            options.mustExist(),
            surroundings.runtime(),
            surroundings.network(),
            options.tokens(),
            new HostNames(objects),
            options.javaHome(),
            HOST_IP);
    nodeObjects = new Nodes(objects, options.nodes(), options.clock(), HOST_IP, this::onJoined);
    proxy = new ServiceProxy(objects, options.apiServer());
  }

  /// Ends what a killed agent left, registers the nodes, and begins to run Pods.
  ///
  /// @throws IOException if the directory or the addresses for Pods cannot be had
  public static NodeAgent start(Objects objects, NodeAgentOptions options) throws IOException {
    NodeAgent agent = new NodeAgent(objects, options);
    agent.nodeObjects.register();
    agent.proxy.start(agent::namesChanged);
    agent.watches.add(objects.watch(GroupResource.PODS, agent::onPod));
    return agent;
  }

  private void namesChanged() {
    workers.values().forEach(PodWorker::namesChanged);
  }

  /// A Pod that tolerates a node that is not ready may be bound to it before it is known here.
  private synchronized void onJoined(String node) {
    for (ObjectNode pod : context.objects().list(GroupResource.PODS)) {
      if (Pods.node(pod).equals(node)) {
        onPod(new ObjectEvent(ObjectEvent.Type.MODIFIED, pod));
      }
    }
  }

  /// Called by the watch of Pods, and by that of Nodes where one joins.
  private synchronized void onPod(ObjectEvent event) {
    ObjectNode pod = event.object();
    String uid = Meta.uid(pod);
    PodWorker worker = workers.get(uid);
    if (closed || (worker == null && !nodeObjects.has(Pods.node(pod)))) {
      return;
    }
    if (event.type() == ObjectEvent.Type.DELETED) {
      if (worker != null) {
        workers.remove(uid);
        worker.removed();
      }
    } else if (worker != null) {
      worker.changed(pod);
    } else if (!Pods.isFinished(pod)) {
      PodWorker started = new PodWorker(context, pod);
      workers.put(uid, started);
      started.start();
    } else if (Meta.isDeleting(pod)) {
      remove(pod);
    }
  }

  /// A Pod that ended under an earlier agent has nothing left to be waited for.
  private void remove(ObjectNode pod) {
    try {
      context
          .objects()
          .delete(
              GroupResource.PODS,
              Meta.namespace(pod),
              Meta.name(pod),
              dev.fairlead.sandbox.cluster.DeleteOptions.DEFAULT
                  .withGracePeriodSeconds(0)
                  .withUid(Meta.uid(pod)));
    } catch (ApiException e) {
      LOG.debug("cannot delete Pod {}: {}", Meta.name(pod), e.toString());
    }
  }

  /// Writes a container's log, for the API server.
  ///
  /// @see PodLogs#write
  public void writeLog(ObjectNode pod, String container, PodLogs.Options options, OutputStream out)
      throws IOException {
    PodWorker worker = workers.get(Meta.uid(pod));
    ContainerLog log = worker == null ? null : worker.log(container, options.previous());
    if (log == null) {
      throw new ApiException(noLog(pod, container, options.previous(), worker));
    }
    log.write(
        out,
        options.follow(),
        options.timestamps(),
        options.tailLines(),
        options.since(),
        options.limitBytes());
  }

  private static ObjectNode noLog(
      ObjectNode pod, String container, boolean previous, @Nullable PodWorker worker) {
    String message =
        previous
            ? "previous terminated container \"%s\" in pod \"%s\" not found"
                .formatted(container, Meta.name(pod))
            : "container \"%s\" in pod \"%s\" is waiting to start: %s"
                .formatted(
                    container,
                    Meta.name(pod),
                    worker == null ? "ContainerCreating" : worker.waitingReason(container));
    ObjectNode status = Meta.object("v1", "Status");
    status.putObject("metadata");
    return status
        .put("status", "Failure")
        .put("message", message)
        .put("reason", "BadRequest")
        .put("code", 400);
  }

  /// Kills every process of a Pod, as a crash would; the agent then does what the Pod's restart
  /// policy says.
  ///
  /// @return whether there is such a Pod here
  public boolean killPod(String namespace, String name) {
    for (PodWorker worker : workers.values()) {
      ObjectNode pod = worker.pod();
      if (Meta.namespace(pod).equals(namespace) && Meta.name(pod).equals(name)) {
        // those that run now, and not those that take their place
        ProcessTree.find(ProcessTree.cookie(context.directory(), Meta.uid(pod) + "/"))
            .forEach(ProcessHandle::destroyForcibly);
        return true;
      }
    }
    return false;
  }

  /// Takes a node away as a loss of its power would: the processes of its Pods end at once, and
  /// nobody reports for it any more. Its objects stay.
  ///
  /// @return whether there is such a node
  public boolean takeNode(String name) throws InterruptedException {
    List<PodWorker> here = new ArrayList<>();
    synchronized (this) {
      if (!nodeObjects.takeAway(name)) {
        return false;
      }
      workers.values().stream()
          .filter(worker -> Pods.node(worker.pod()).equals(name))
          .forEach(here::add);
      workers.values().removeAll(here);
    }
    here.forEach(PodWorker::shutDown);
    for (PodWorker worker : here) {
      if (!worker.awaitEnd(CLOSE_PATIENCE)) {
        LOG.warn("Pod {} does not end", Meta.name(worker.pod()));
      }
    }
    return true;
  }

  /// Brings a node back that was taken away, as a boot of it would: it reports, and the Pods that
  /// are still bound to it start again by their restart policy.
  ///
  /// @return whether it was away
  public boolean returnNode(String name) {
    if (!nodeObjects.giveBack(name)) {
      return false;
    }
    onJoined(name);
    return true;
  }

  /// How Pods are kept apart: `namespaces` or `addresses`.
  public String isolation() {
    return context.runtime() instanceof MountRuntime ? "namespaces" : "addresses";
  }

  /// Ends every Pod's processes, without their grace period, and the Services' listeners.
  @Override
  public void close() {
    closed = true;
    watches.forEach(Objects.Watch::close);
    nodeObjects.close();
    proxy.close();
    workers.values().forEach(PodWorker::shutDown);
    try {
      for (PodWorker worker : workers.values()) {
        if (!worker.awaitEnd(CLOSE_PATIENCE)) {
          LOG.warn("Pod {} does not end", Meta.name(worker.pod()));
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    ProcessTree.kill(ProcessTree.cookie(context.directory(), ""));
    try {
      context.network().close();
    } catch (RuntimeException e) {
      LOG.warn("cannot take the Pod network down", e);
    }
    registry.close();
    launcher.close();
  }
}
