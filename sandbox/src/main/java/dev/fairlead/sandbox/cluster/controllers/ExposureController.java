package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.ObjectEvent;
import java.time.Duration;

/// Gives Services of type LoadBalancer and Ingresses an address, where a real cluster waits for a
/// cloud: the Service's own cluster address, which the machine reaches.
///
/// As with a cloud that takes a moment: whoever creates such an object and reads it back sees it as
/// it was sent, without another writer's fields.
final class ExposureController extends Controller {
  private static final String INGRESS = "ingress:";
  private static final Duration DELAY = Duration.ofSeconds(1);

  ExposureController(ControllerContext context) {
    super(context, "service-controller");
  }

  @Override
  void watchAll() {
    watch(GroupResource.SERVICES, event -> enqueueAfter(Key.of(event.object()), DELAY));
    watch(GroupResource.INGRESSES, this::onIngress);
  }

  private void onIngress(ObjectEvent event) {
    enqueueAfter(
        new Key(INGRESS + Meta.namespace(event.object()), Meta.name(event.object())), DELAY);
  }

  @Override
  void reconcile(Key key) {
    if (key.namespace().startsWith(INGRESS)) {
      objects.modifyStatus(
          GroupResource.INGRESSES,
          key.namespace().substring(INGRESS.length()),
          key.name(),
          copy -> address(copy, "127.0.0.1", false));
      return;
    }
    objects.modifyStatus(
        GroupResource.SERVICES,
        key.namespace(),
        key.name(),
        copy -> {
          String address = copy.path("spec").path("clusterIP").asText("");
          boolean balanced =
              copy.path("spec").path("type").asText().equals("LoadBalancer")
                  && copy.path("spec").path("loadBalancerClass").isMissingNode()
                  && !address.isEmpty();
          if (balanced) {
            return address(copy, address, true);
          }
          if (!copy.path("status").path("loadBalancer").isEmpty()) {
            Meta.child(copy, "status").putObject("loadBalancer");
          }
          return copy;
        });
  }

  private static ObjectNode address(ObjectNode object, String ip, boolean service) {
    ObjectNode balancer = Meta.child(Meta.child(object, "status"), "loadBalancer");
    if (balancer.path("ingress").isEmpty()) {
      ObjectNode entry = balancer.putArray("ingress").addObject().put("ip", ip);
      if (service) {
        entry.put("ipMode", "VIP");
      }
    }
    return object;
  }
}
