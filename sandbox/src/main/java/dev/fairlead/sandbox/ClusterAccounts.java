package dev.fairlead.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.Secret;
import dev.fairlead.sandbox.cluster.ApiException;
import dev.fairlead.sandbox.cluster.ClusterServer;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.Objects;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// Two ServiceAccounts of namespace `default` whose rights end there, so that refusals (403) can be
/// tried: `sandbox-reader` has the ClusterRole `view`, `sandbox-operator` the ClusterRole `admin`.
/// They are ordinary objects: their rights change with their RoleBindings.
final class ClusterAccounts {
  static final String NAMESPACE = "default";

  private static final Map<String, String> ROLES =
      new TreeMap<>(Map.of("sandbox-operator", "admin", "sandbox-reader", "view"));
  private static final GroupResource ROLE_BINDINGS =
      GroupResource.of("rolebindings.rbac.authorization.k8s.io");

  /// The tokens outlive every sitting; each start signs new ones.
  private static final Duration LIFETIME = Duration.ofDays(365);

  private ClusterAccounts() {}

  /// Makes what is missing and signs the tokens, by account.
  static Map<String, Secret> ensure(ClusterServer cluster) {
    Objects objects = cluster.objects("sandbox");
    Map<String, Secret> tokens = new LinkedHashMap<>();
    ROLES.forEach((name, role) -> {
      create(objects, GroupResource.SERVICE_ACCOUNTS, head("v1", "ServiceAccount", name));
      create(objects, ROLE_BINDINGS, binding(name, role));
      tokens.put(name, cluster.serviceAccountToken(NAMESPACE, name, LIFETIME));
    });
    return tokens;
  }

  private static void create(Objects objects, GroupResource resource, ObjectNode object) {
    try {
      objects.create(resource, object);
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
    }
  }

  private static ObjectNode head(String apiVersion, String kind, String name) {
    ObjectNode object =
        JsonNodeFactory.instance.objectNode().put("apiVersion", apiVersion).put("kind", kind);
    object.putObject("metadata").put("name", name).put("namespace", NAMESPACE);
    return object;
  }

  private static ObjectNode binding(String account, String role) {
    ObjectNode binding = head("rbac.authorization.k8s.io/v1", "RoleBinding", account);
    binding
        .putObject("roleRef")
        .put("apiGroup", "rbac.authorization.k8s.io")
        .put("kind", "ClusterRole")
        .put("name", role);
    binding
        .putArray("subjects")
        .addObject()
        .put("kind", "ServiceAccount")
        .put("name", account)
        .put("namespace", NAMESPACE);
    return binding;
  }
}
