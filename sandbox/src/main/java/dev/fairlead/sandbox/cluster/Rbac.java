package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides by the stored Roles, ClusterRoles and their bindings who may do what.
final class Rbac {
  private static final GroupResource ROLES = GroupResource.of("roles.rbac.authorization.k8s.io");
  private static final GroupResource CLUSTER_ROLES =
      GroupResource.of("clusterroles.rbac.authorization.k8s.io");
  private static final GroupResource ROLE_BINDINGS =
      GroupResource.of("rolebindings.rbac.authorization.k8s.io");
  private static final GroupResource CLUSTER_ROLE_BINDINGS =
      GroupResource.of("clusterrolebindings.rbac.authorization.k8s.io");

  private final Store store;

  Rbac(Store store) {
    this.store = store;
  }

  /// What somebody wants to do.
  sealed interface Wish {
    String verb();

    /// With an object of the API.
    ///
    /// @param resource the plural, with `/subresource` if there is one
    /// @param namespace null for cluster scope
    record Resource(
        String verb, String group, String resource, @Nullable String namespace, String name)
        implements Wish {}

    /// With a path outside the API's objects.
    record Path(String verb, String path) implements Wish {}
  }

  /// The reason why a wish is granted; empty if it is not.
  Optional<String> grant(Caller caller, Wish wish) {
    if (caller.isMaster()) {
      return Optional.of("");
    }
    for (Store.Stored binding : store.list(CLUSTER_ROLE_BINDINGS, null).objects()) {
      Optional<String> subject = subject(binding.object(), caller, "");
      if (subject.isPresent() && allows(rules(binding.object(), ""), wish)) {
        return Optional.of(
            "RBAC: allowed by ClusterRoleBinding \"%s\" of ClusterRole \"%s\" to %s"
                .formatted(
                    Json.name(binding.object()),
                    binding.object().path("roleRef").path("name").asText(),
                    subject.get()));
      }
    }
    if (wish instanceof Wish.Resource resource && resource.namespace() != null) {
      String namespace = resource.namespace();
      for (Store.Stored binding : store.list(ROLE_BINDINGS, namespace).objects()) {
        Optional<String> subject = subject(binding.object(), caller, namespace);
        if (subject.isPresent() && allows(rules(binding.object(), namespace), wish)) {
          JsonNode role = binding.object().path("roleRef");
          return Optional.of(
              "RBAC: allowed by RoleBinding \"%s/%s\" of %s \"%s\" to %s"
                  .formatted(
                      Json.name(binding.object()),
                      namespace,
                      role.path("kind").asText(),
                      role.path("name").asText(),
                      subject.get()));
        }
      }
    }
    return Optional.empty();
  }

  /// All rules that hold for a caller in a namespace.
  List<JsonNode> rules(Caller caller, String namespace) {
    List<JsonNode> rules = new ArrayList<>();
    if (caller.isMaster()) {
      ObjectNode all = Json.object();
      all.putArray("verbs").add("*");
      all.putArray("apiGroups").add("*");
      all.putArray("resources").add("*");
      rules.add(all);
      ObjectNode paths = Json.object();
      paths.putArray("verbs").add("*");
      paths.putArray("nonResourceURLs").add("*");
      rules.add(paths);
    }
    for (Store.Stored binding : store.list(CLUSTER_ROLE_BINDINGS, null).objects()) {
      if (subject(binding.object(), caller, "").isPresent()) {
        rules(binding.object(), "").forEach(rules::add);
      }
    }
    for (Store.Stored binding : store.list(ROLE_BINDINGS, namespace).objects()) {
      if (subject(binding.object(), caller, namespace).isPresent()) {
        rules(binding.object(), namespace).forEach(rules::add);
      }
    }
    return rules;
  }

  private JsonNode rules(ObjectNode binding, String namespace) {
    JsonNode role = binding.path("roleRef");
    String name = role.path("name").asText();
    Optional<Store.Stored> found =
        role.path("kind").asText().equals("Role")
            ? store.get(ROLES, Store.key(namespace, name))
            : store.get(CLUSTER_ROLES, Store.key(null, name));
    return found
        .map(stored -> stored.object().path("rules"))
        .orElseGet(com.fasterxml.jackson.databind.node.MissingNode::getInstance);
  }

  private static Optional<String> subject(ObjectNode binding, Caller caller, String namespace) {
    for (JsonNode subject : binding.path("subjects")) {
      String name = subject.path("name").asText();
      switch (subject.path("kind").asText()) {
        case "User" -> {
          if (name.equals(caller.name())) {
            return Optional.of("User \"" + name + "\"");
          }
        }
        case "Group" -> {
          if (caller.groups().contains(name)) {
            return Optional.of("Group \"" + name + "\"");
          }
        }
        case "ServiceAccount" -> {
          String home = subject.path("namespace").asText(namespace);
          if (caller.name().equals("system:serviceaccount:" + home + ":" + name)) {
            return Optional.of("ServiceAccount \"" + name + "/" + home + "\"");
          }
        }
        default -> {}
      }
    }
    return Optional.empty();
  }

  private static boolean allows(JsonNode rules, Wish wish) {
    for (JsonNode rule : rules) {
      boolean allowed =
          switch (wish) {
            case Wish.Path(String verb, String path) ->
                has(rule.path("verbs"), verb) && hasPath(rule.path("nonResourceURLs"), path);
            case Wish.Resource(String verb, String group, String resource, String _, String name) ->
                has(rule.path("verbs"), verb)
                    && has(rule.path("apiGroups"), group)
                    && hasResource(rule.path("resources"), resource)
                    && (rule.path("resourceNames").isEmpty()
                        || (!name.isEmpty() && contains(rule.path("resourceNames"), name)));
          };
      if (allowed) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(JsonNode list, String word) {
    return contains(list, "*") || contains(list, word);
  }

  private static boolean hasResource(JsonNode list, String resource) {
    int slash = resource.indexOf('/');
    return has(list, resource) || (slash >= 0 && contains(list, "*" + resource.substring(slash)));
  }

  private static boolean hasPath(JsonNode list, String path) {
    for (JsonNode node : list) {
      String pattern = node.asText();
      if (pattern.equals("*")
          || pattern.equals(path)
          || (pattern.endsWith("*")
              && path.startsWith(pattern.substring(0, pattern.length() - 1)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(JsonNode list, String word) {
    for (JsonNode node : list) {
      if (node.asText().equals(word)) {
        return true;
      }
    }
    return false;
  }
}
