package dev.fairlead.sandbox.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.Objects;
import dev.fairlead.sandbox.cluster.controllers.Key;
import dev.fairlead.sandbox.cluster.controllers.Meta;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes Services reachable, as kube-proxy does: a TCP forwarder on each cluster address and port,
/// and on `127.0.0.1` for node ports. Listeners and their backends follow the Services and
/// EndpointSlices; one thread compares what should listen with what does.
final class ServiceProxy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceProxy.class);

  /// How soon an address that could not be had is tried again.
  private static final long RETRY_MILLIS = 1000;

  private final Objects objects;
  private final @Nullable InetSocketAddress apiServer;
  private final Map<InetSocketAddress, Forwarder> forwarders = new HashMap<>();
  private final BlockingQueue<Boolean> changes = new LinkedBlockingQueue<>();
  private final List<Objects.Watch> watches = new ArrayList<>();
  private Runnable afterChange = () -> {};
  private final Thread thread;

  ServiceProxy(Objects objects, @Nullable InetSocketAddress apiServer) {
    this.objects = objects;
    this.apiServer = apiServer;
    this.thread = Thread.ofVirtual().name("service-proxy").unstarted(this::run);
  }

  /// Begins to forward; everything that exists is reachable when this returns.
  ///
  /// @param afterChange is called after Services or endpoints have changed
  void start(Runnable afterChange) {
    this.afterChange = afterChange;
    watches.add(objects.watch(GroupResource.SERVICES, _ -> changes.add(true)));
    watches.add(objects.watch(GroupResource.ENDPOINT_SLICES, _ -> changes.add(true)));
    changes.clear();
    boolean complete = reconcile();
    if (!complete) {
      changes.add(true);
    }
    thread.start();
  }

  private void run() {
    try {
      boolean complete = true;
      while (true) {
        if (complete) {
          changes.take();
        } else {
          Boolean _ = changes.poll(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
        changes.clear();
        complete = reconcile();
        afterChange.run();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Returns whether everything listens that should.
  private boolean reconcile() {
    Map<InetSocketAddress, List<InetSocketAddress>> wanted = wanted();
    forwarders
        .entrySet()
        .removeIf(entry -> {
          boolean stale = !wanted.containsKey(entry.getKey());
          if (stale) {
            entry.getValue().close();
          }
          return stale;
        });
    boolean complete = true;
    for (Map.Entry<InetSocketAddress, List<InetSocketAddress>> entry : wanted.entrySet()) {
      Forwarder forwarder = forwarders.get(entry.getKey());
      if (forwarder != null) {
        forwarder.backends(entry.getValue());
        continue;
      }
      try {
        forwarders.put(entry.getKey(), Forwarder.listen(entry.getKey(), entry.getValue()));
      } catch (IOException e) {
        LOG.debug("cannot listen on {}: {}", entry.getKey(), e.toString());
        complete = false;
      }
    }
    return complete;
  }

  private Map<InetSocketAddress, List<InetSocketAddress>> wanted() {
    Map<Key, List<ObjectNode>> slices = new HashMap<>();
    for (ObjectNode slice : objects.list(GroupResource.ENDPOINT_SLICES)) {
      String service = Meta.labels(slice).getOrDefault("kubernetes.io/service-name", "");
      slices
          .computeIfAbsent(new Key(Meta.namespace(slice), service), _ -> new ArrayList<>())
          .add(slice);
    }
    Map<InetSocketAddress, List<InetSocketAddress>> wanted = new LinkedHashMap<>();
    for (ObjectNode service : objects.list(GroupResource.SERVICES)) {
      JsonNode spec = service.path("spec");
      String address = spec.path("clusterIP").asText("");
      if (address.isEmpty() || address.equals("None")) {
        continue;
      }
      for (JsonNode port : spec.path("ports")) {
        if (!port.path("protocol").asText("TCP").equals("TCP")) {
          continue;
        }
        List<InetSocketAddress> backends =
            backends(
                service,
                port.path("name").asText(""),
                slices.getOrDefault(Key.of(service), List.of()));
        wanted.put(new InetSocketAddress(address, port.path("port").asInt()), backends);
        int nodePort = port.path("nodePort").asInt(0);
        if (nodePort > 0) {
          wanted.put(new InetSocketAddress(InetAddress.getLoopbackAddress(), nodePort), backends);
        }
      }
    }
    return wanted;
  }

  private List<InetSocketAddress> backends(
      ObjectNode service, String portName, List<ObjectNode> slices) {
    InetSocketAddress api = apiServer;
    if (api != null && Key.of(service).equals(new Key("default", "kubernetes"))) {
      return List.of(api);
    }
    List<InetSocketAddress> ready = new ArrayList<>();
    List<InetSocketAddress> ending = new ArrayList<>();
    for (ObjectNode slice : slices) {
      for (JsonNode port : slice.path("ports")) {
        if (!port.path("name").asText("").equals(portName) || !port.has("port")) {
          continue;
        }
        for (JsonNode endpoint : slice.path("endpoints")) {
          JsonNode conditions = endpoint.path("conditions");
          InetSocketAddress backend =
              new InetSocketAddress(
                  endpoint.path("addresses").path(0).asText(), port.path("port").asInt());
          boolean terminating = conditions.path("terminating").asBoolean();
          if (!terminating && conditions.path("ready").asBoolean(true)) {
            ready.add(backend);
          } else if (terminating && conditions.path("serving").asBoolean()) {
            ending.add(backend);
          }
        }
      }
    }
    return ready.isEmpty() ? ending : ready;
  }

  @Override
  public void close() {
    watches.forEach(Objects.Watch::close);
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    forwarders.values().forEach(Forwarder::close);
  }
}
