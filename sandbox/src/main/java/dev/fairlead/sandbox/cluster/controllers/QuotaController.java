package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.Quantity;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.QuotaUsage;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Counts what the objects of a namespace use of its ResourceQuotas.
final class QuotaController extends Controller {
  private static final GroupResource QUOTAS = GroupResource.of("resourcequotas");

  QuotaController(ControllerContext context) {
    super(context, "resourcequota-controller");
  }

  /// Resources that quotas can count, by their plain name or as `count/deployments.apps`.
  private static Set<GroupResource> counted() {
    Set<GroupResource> resources = new LinkedHashSet<>(QuotaUsage.COUNTED);
    resources.add(GroupResource.DEPLOYMENTS);
    resources.add(GroupResource.REPLICA_SETS);
    resources.add(GroupResource.STATEFUL_SETS);
    resources.add(GroupResource.JOBS);
    resources.add(GroupResource.CRON_JOBS);
    resources.add(GroupResource.INGRESSES);
    return resources;
  }

  @Override
  void watchAll() {
    for (GroupResource resource : counted()) {
      watch(
          resource,
          event ->
              objects
                  .list(QUOTAS, Meta.namespace(event.object()))
                  .forEach(quota -> enqueue(Key.of(quota))));
    }
  }

  @Override
  void reconcile(Key key) {
    Optional<ObjectNode> quota = objects.get(QUOTAS, key.namespace(), key.name());
    if (quota.isEmpty()) {
      return;
    }
    objects.modifyStatus(
        QUOTAS,
        key.namespace(),
        key.name(),
        copy -> {
          ObjectNode status = Meta.child(copy, "status");
          status.set("hard", copy.path("spec").path("hard").deepCopy());
          ObjectNode used = status.putObject("used");
          Set<String> names = new TreeSet<>();
          copy.path("spec").path("hard").fieldNames().forEachRemaining(names::add);
          for (String name : names) {
            used.put(name, used(name, key.namespace()).toString());
          }
          return copy;
        });
  }

  private Quantity used(String name, String namespace) {
    Quantity sum = Quantity.parse("0");
    for (GroupResource resource : counted()) {
      boolean other = name.startsWith("count/") && !name.equals("count/" + resource);
      if (other) {
        continue;
      }
      for (ObjectNode object : objects.list(resource, namespace)) {
        Quantity usage = QuotaUsage.of(resource, object).get(name);
        if (usage != null) {
          sum = sum.plus(usage);
        }
      }
    }
    return sum;
  }
}
