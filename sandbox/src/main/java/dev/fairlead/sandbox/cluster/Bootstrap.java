package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// The objects that every cluster has. What is missing is made at each start, as kube-apiserver
/// does; what is there stays as it is.
final class Bootstrap {
  private static final GroupResource CLUSTER_ROLES =
      GroupResource.of("clusterroles.rbac.authorization.k8s.io");
  private static final GroupResource CLUSTER_ROLE_BINDINGS =
      GroupResource.of("clusterrolebindings.rbac.authorization.k8s.io");
  private static final List<String> READ = List.of("get", "list", "watch");
  private static final List<String> WRITE =
      List.of("create", "delete", "deletecollection", "patch", "update");

  private final Objects objects;

  private Bootstrap(Objects objects) {
    this.objects = objects;
  }

  /// @param kubernetesAddress the cluster address of Service `default/kubernetes`
  static void fill(Objects objects, String kubernetesAddress) {
    Bootstrap bootstrap = new Bootstrap(objects);
    for (String name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
      bootstrap.create(GroupResource.NAMESPACES, head("v1", "Namespace", name));
    }
    bootstrap.service(kubernetesAddress);
    bootstrap.priority(
        "system-cluster-critical",
        2_000_000_000,
        "Used for system critical pods that must run in the cluster, but can be moved to another"
            + " node if necessary.");
    bootstrap.priority(
        "system-node-critical",
        2_000_001_000,
        "Used for system critical pods that must not be moved from their current node.");
    bootstrap.roles();
  }

  private void create(GroupResource resource, ObjectNode object) {
    if (objects.get(resource, Json.namespace(object), Json.name(object)).isEmpty()) {
      objects.create(resource, object);
    }
  }

  private static ObjectNode head(String apiVersion, String kind, String name) {
    ObjectNode object = Json.object().put("apiVersion", apiVersion).put("kind", kind);
    object.putObject("metadata").put("name", name);
    return object;
  }

  private void service(String address) {
    ObjectNode service = head("v1", "Service", "kubernetes");
    ObjectNode metadata = Json.childObject(service, "metadata");
    metadata.put("namespace", "default");
    metadata.putObject("labels").put("component", "apiserver").put("provider", "kubernetes");
    ObjectNode spec = service.putObject("spec");
    spec.put("clusterIP", address);
    spec.putArray("ports")
        .addObject()
        .put("name", "https")
        .put("port", 443)
        .put("protocol", "TCP")
        .put("targetPort", 6443);
    create(GroupResource.SERVICES, service);
  }

  private void priority(String name, int value, String description) {
    ObjectNode priority = head("scheduling.k8s.io/v1", "PriorityClass", name);
    priority.put("value", value).put("description", description);
    create(GroupResource.PRIORITY_CLASSES, priority);
  }

  private void roles() {
    role("cluster-admin", rule(List.of("*"), List.of("*"), List.of("*")), paths(List.of("*"), "*"));
    bind("cluster-admin", "system:masters");
    role(
        "system:discovery",
        paths(
            List.of("get"),
            "/api",
            "/api/*",
            "/apis",
            "/apis/*",
            "/healthz",
            "/livez",
            "/openapi",
            "/openapi/*",
            "/readyz",
            "/version",
            "/version/"));
    bind("system:discovery", "system:authenticated");
    role(
        "system:basic-user",
        rule(
            List.of("authorization.k8s.io"),
            List.of("selfsubjectaccessreviews", "selfsubjectrulesreviews"),
            List.of("create")),
        rule(List.of("authentication.k8s.io"), List.of("selfsubjectreviews"), List.of("create")));
    bind("system:basic-user", "system:authenticated");
    role(
        "system:public-info-viewer",
        paths(List.of("get"), "/healthz", "/livez", "/readyz", "/version", "/version/"));
    bind("system:public-info-viewer", "system:authenticated", "system:unauthenticated");
    role(
        "system:service-account-issuer-discovery",
        paths(
            List.of("get"),
            "/.well-known/openid-configuration",
            "/.well-known/openid-configuration/",
            "/openid/v1/jwks",
            "/openid/v1/jwks/"));
    bind("system:service-account-issuer-discovery", "system:serviceaccounts");
    users();
  }

  /// The roles for people, on the kinds that are served here.
  private void users() {
    List<String> core =
        List.of(
            "configmaps",
            "endpoints",
            "events",
            "persistentvolumeclaims",
            "pods",
            "pods/log",
            "pods/status",
            "replicationcontrollers",
            "replicationcontrollers/scale",
            "serviceaccounts",
            "services");
    List<String> apps =
        List.of(
            "controllerrevisions",
            "daemonsets",
            "deployments",
            "deployments/scale",
            "replicasets",
            "replicasets/scale",
            "statefulsets",
            "statefulsets/scale");
    ObjectNode[] view = {
      rule(List.of(""), core, READ),
      rule(List.of(""), List.of("namespaces", "limitranges", "resourcequotas"), READ),
      rule(List.of("apps"), apps, READ),
      rule(List.of("batch"), List.of("cronjobs", "jobs"), READ),
      rule(List.of("autoscaling"), List.of("horizontalpodautoscalers"), READ),
      rule(List.of("policy"), List.of("poddisruptionbudgets"), READ),
      rule(List.of("networking.k8s.io"), List.of("ingresses", "networkpolicies"), READ),
      rule(List.of("discovery.k8s.io"), List.of("endpointslices"), READ)
    };
    role("view", view);
    ObjectNode[] edit = {
      rule(List.of(""), core, all()),
      rule(List.of(""), List.of("secrets", "serviceaccounts/token", "pods/eviction"), all()),
      rule(List.of(""), List.of("namespaces", "limitranges", "resourcequotas"), READ),
      rule(List.of("apps"), apps, all()),
      rule(List.of("batch"), List.of("cronjobs", "jobs"), all()),
      rule(List.of("autoscaling"), List.of("horizontalpodautoscalers"), all()),
      rule(List.of("policy"), List.of("poddisruptionbudgets"), all()),
      rule(List.of("networking.k8s.io"), List.of("ingresses", "networkpolicies"), all()),
      rule(List.of("discovery.k8s.io"), List.of("endpointslices"), READ)
    };
    role("edit", edit);
    ObjectNode[] admin = java.util.Arrays.copyOf(edit, edit.length + 1);
    admin[edit.length] =
        rule(List.of("rbac.authorization.k8s.io"), List.of("rolebindings", "roles"), all());
    role("admin", admin);
  }

  private static List<String> all() {
    List<String> verbs = new java.util.ArrayList<>(READ);
    verbs.addAll(WRITE);
    return verbs;
  }

  private void role(String name, ObjectNode... rules) {
    ObjectNode role = head("rbac.authorization.k8s.io/v1", "ClusterRole", name);
    marks(role);
    ArrayNode list = role.putArray("rules");
    for (ObjectNode rule : rules) {
      list.add(rule);
    }
    create(CLUSTER_ROLES, role);
  }

  private void bind(String name, String... groups) {
    ObjectNode binding = head("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", name);
    marks(binding);
    binding
        .putObject("roleRef")
        .put("apiGroup", "rbac.authorization.k8s.io")
        .put("kind", "ClusterRole")
        .put("name", name);
    ArrayNode subjects = binding.putArray("subjects");
    for (String group : groups) {
      subjects
          .addObject()
          .put("apiGroup", "rbac.authorization.k8s.io")
          .put("kind", "Group")
          .put("name", group);
    }
    create(CLUSTER_ROLE_BINDINGS, binding);
  }

  private static void marks(ObjectNode object) {
    ObjectNode metadata = Json.childObject(object, "metadata");
    metadata.putObject("annotations").put("rbac.authorization.kubernetes.io/autoupdate", "true");
    metadata.putObject("labels").put("kubernetes.io/bootstrapping", "rbac-defaults");
  }

  private static ObjectNode rule(List<String> groups, List<String> resources, List<String> verbs) {
    ObjectNode rule = Json.object();
    rule.set("apiGroups", Json.MAPPER.valueToTree(groups));
    rule.set("resources", Json.MAPPER.valueToTree(resources));
    rule.set("verbs", Json.MAPPER.valueToTree(verbs));
    return rule;
  }

  private static ObjectNode paths(List<String> verbs, String... paths) {
    ObjectNode rule = Json.object();
    rule.set("nonResourceURLs", Json.MAPPER.valueToTree(List.of(paths)));
    rule.set("verbs", Json.MAPPER.valueToTree(verbs));
    return rule;
  }
}
