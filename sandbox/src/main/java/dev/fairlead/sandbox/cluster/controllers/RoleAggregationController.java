package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.LabelSelector;
import dev.fairlead.sandbox.cluster.GroupResource;
import java.util.LinkedHashSet;
import java.util.Set;

/// Fills ClusterRoles that have an `aggregationRule` with the rules of those that it selects.
final class RoleAggregationController extends Controller {
  private static final GroupResource ROLES =
      GroupResource.of("clusterroles.rbac.authorization.k8s.io");

  RoleAggregationController(ControllerContext context) {
    super(context, "clusterrole-aggregation-controller");
  }

  @Override
  void watchAll() {
    // any role may be a part of any other
    watch(
        ROLES,
        _ -> {
          for (ObjectNode role : objects.list(ROLES)) {
            if (!role.path("aggregationRule").isMissingNode()) {
              enqueue(Key.of(role));
            }
          }
        });
  }

  @Override
  void reconcile(Key key) {
    objects.modify(ROLES, null, key.name(), this::aggregated);
  }

  private ObjectNode aggregated(ObjectNode role) {
    JsonNode selectors = role.path("aggregationRule").path("clusterRoleSelectors");
    if (selectors.isEmpty()) {
      return role;
    }
    Set<JsonNode> rules = new LinkedHashSet<>();
    for (JsonNode selector : selectors) {
      LabelSelector wanted = LabelSelector.of(selector);
      for (ObjectNode part : objects.list(ROLES)) {
        if (!Meta.name(part).equals(Meta.name(role))
            && wanted.matchesLabels(part.path("metadata").path("labels"))) {
          part.path("rules").forEach(rules::add);
        }
      }
    }
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    rules.forEach(rule -> all.add(rule.deepCopy()));
    if (!all.isEmpty() || !role.path("rules").isEmpty()) {
      role.set("rules", all);
    }
    return role;
  }
}
