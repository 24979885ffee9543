package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.Quantity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The ResourceQuota admission plugin: a new object must fit into every quota of its namespace that
/// the quota controller has counted.
final class Quotas {
  private static final GroupResource RESOURCE = GroupResource.of("resourcequotas");
  private static final int ATTEMPTS = 20;

  private final Store store;

  Quotas(Store store) {
    this.store = store;
  }

  /// Counts a new object.
  ///
  /// @throws ApiException Forbidden when a quota would be exceeded
  void admit(Call call, ObjectNode object) {
    if (!call.type().namespaced()) {
      return;
    }
    for (Store.Stored quota : store.list(RESOURCE, call.namespace()).objects()) {
      Store.Stored present = quota;
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        ObjectNode next = counted(call, object, present.object());
        if (call.dryRun()
            || Json.same(next, present.object())
            || store.replace(RESOURCE, present, next).isPresent()) {
          break;
        }
        var again = store.get(RESOURCE, present.key());
        if (again.isEmpty()) {
          break;
        }
        present = again.get();
      }
    }
  }

  private static ObjectNode counted(Call call, ObjectNode object, ObjectNode quota) {
    JsonNode hard = quota.path("status").path("hard");
    Set<String> limits = new HashSet<>();
    hard.fieldNames().forEachRemaining(limits::add);
    Map<String, Quantity> requested = new TreeMap<>(QuotaUsage.of(call.entry().storage(), object));
    requested.keySet().retainAll(limits);
    if (call.entry().storage().equals(GroupResource.PODS)) {
      List<String> missing = QuotaUsage.unspecified(object, limits);
      if (!missing.isEmpty()) {
        throw refuse(
            call,
            object,
            "failed quota: %s: must specify %s"
                .formatted(Json.name(quota), String.join("; ", missing)));
      }
    }
    ObjectNode next = quota.deepCopy();
    List<String> over = new ArrayList<>();
    for (Map.Entry<String, Quantity> each : requested.entrySet()) {
      Quantity used = used(quota, each.getKey());
      Quantity total = used.plus(each.getValue());
      if (total.compareTo(Quantity.parse(hard.path(each.getKey()).asText())) > 0) {
        over.add(each.getKey());
      }
      Json.childObject(Json.childObject(next, "status"), "used")
          .put(each.getKey(), total.toString());
    }
    if (!over.isEmpty()) {
      List<String> wants = new ArrayList<>();
      List<String> has = new ArrayList<>();
      List<String> may = new ArrayList<>();
      for (String name : over) {
        wants.add(name + "=" + requested.get(name));
        has.add(name + "=" + used(quota, name));
        may.add(name + "=" + hard.path(name).asText());
      }
      throw refuse(
          call,
          object,
          "exceeded quota: %s, requested: %s, used: %s, limited: %s"
              .formatted(
                  Json.name(quota),
                  String.join(",", wants),
                  String.join(",", has),
                  String.join(",", may)));
    }
    return next;
  }

  private static Quantity used(ObjectNode quota, String name) {
    return Quantity.parse(quota.path("status").path("used").path(name).asText("0"));
  }

  private static ApiException refuse(Call call, ObjectNode object, String why) {
    return Statuses.forbidden(call.resource(), Json.name(object), why);
  }
}
