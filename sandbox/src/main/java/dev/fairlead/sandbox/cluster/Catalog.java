package dev.fairlead.sandbox.cluster;

import dev.fairlead.kubernetes.ResourceType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// What is served, as discovery tells it: groups in the order of the real server's priorities,
/// their versions, and for each the resources with verbs and subresources.
final class Catalog {
  /// Groups in order of priority; others (of definitions) follow by name.
  private static final List<String> ORDER =
      List.of(
          "apiregistration.k8s.io",
          "apps",
          "events.k8s.io",
          "authentication.k8s.io",
          "authorization.k8s.io",
          "autoscaling",
          "batch",
          "networking.k8s.io",
          "policy",
          "rbac.authorization.k8s.io",
          "storage.k8s.io",
          "admissionregistration.k8s.io",
          "apiextensions.k8s.io",
          "scheduling.k8s.io",
          "coordination.k8s.io",
          "node.k8s.io",
          "discovery.k8s.io");

  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  private static final List<String> EDIT = List.of("get", "patch", "update");
  private static final List<String> CREATE = List.of("create");

  private Catalog() {}

  /// A group with its versions, preferred first.
  record Group(String name, List<Version> versions) {}

  /// @param resources ordered by name
  record Version(String name, List<Resource> resources) {
    String groupVersion(String group) {
      return group.isEmpty() ? name : group + "/" + name;
    }
  }

  /// @param subresources ordered by name
  record Resource(
      String name,
      String singular,
      boolean namespaced,
      String kind,
      List<String> verbs,
      List<String> shortNames,
      List<String> categories,
      List<Subresource> subresources) {}

  /// @param group of its kind; empty with an empty version for the resource's own kind
  record Subresource(String name, String group, String version, String kind, List<String> verbs) {}

  static List<Group> of(Served.View view) {
    Map<String, Map<String, List<Resource>>> all = new TreeMap<>(order());
    for (Served.Entry entry : view.entries()) {
      all.computeIfAbsent(entry.type().group(), _ -> new TreeMap<>())
          .computeIfAbsent(entry.type().version(), _ -> new ArrayList<>())
          .add(resource(entry));
    }
    for (String group : List.of("authentication.k8s.io", "authorization.k8s.io")) {
      List<Resource> reviews = new ArrayList<>();
      Reviews.kinds(group).forEach((plural, kind) -> reviews.add(review(plural, kind)));
      all.put(group, new TreeMap<>(Map.of("v1", reviews)));
    }
    all.computeIfAbsent("", _ -> new TreeMap<>())
        .computeIfAbsent("v1", _ -> new ArrayList<>())
        .add(
            new Resource(
                "bindings", "binding", true, "Binding", CREATE, List.of(), List.of(), List.of()));
    List<Group> groups = new ArrayList<>();
    all.forEach((name, versions) -> {
      List<Version> list = new ArrayList<>();
      for (String version : preference(versions.keySet())) {
        List<Resource> resources = new ArrayList<>(versions.getOrDefault(version, List.of()));
        resources.sort(Comparator.comparing(Resource::name));
        list.add(new Version(version, List.copyOf(resources)));
      }
      groups.add(new Group(name, List.copyOf(list)));
    });
    return groups;
  }

  private static Comparator<String> order() {
    return Comparator.comparingInt(
            (String group) -> {
              int index = ORDER.indexOf(group);
              return group.isEmpty() ? -1 : index < 0 ? ORDER.size() : index;
            })
        .thenComparing(Comparator.naturalOrder());
  }

  /// Versions in Kubernetes' order: stable before beta before alpha, higher before lower.
  static List<String> preference(java.util.Set<String> versions) {
    List<String> sorted = new ArrayList<>(new TreeSet<>(versions));
    sorted.sort(
        Comparator.comparingInt(Catalog::stability)
            .thenComparing(Comparator.comparingInt(Catalog::major).reversed())
            .thenComparing(Comparator.comparingInt(Catalog::minor).reversed())
            .thenComparing(Comparator.naturalOrder()));
    return sorted;
  }

  private static int stability(String version) {
    if (!version.matches("v\\d+((alpha|beta)\\d+)?")) {
      return 3;
    }
    return version.contains("alpha") ? 2 : version.contains("beta") ? 1 : 0;
  }

  private static int major(String version) {
    return stability(version) == 3
        ? 0
        : Integer.parseInt(version.substring(1).split("alpha|beta")[0]);
  }

  private static int minor(String version) {
    String[] parts = version.split("alpha|beta");
    return stability(version) == 3 || parts.length < 2 ? 0 : Integer.parseInt(parts[1]);
  }

  private static Resource review(String plural, String kind) {
    return new Resource(
        plural,
        plural.substring(0, plural.length() - 1),
        plural.startsWith("local"),
        kind,
        CREATE,
        List.of(),
        List.of(),
        List.of());
  }

  private static Resource resource(Served.Entry entry) {
    ResourceType type = entry.type();
    List<String> verbs = new ArrayList<>(VERBS);
    if (entry.storage().equals(GroupResource.NAMESPACES)) {
      verbs.remove("deletecollection");
    }
    if (entry.custom()) {
      verbs =
          List.of(
              "delete", "deletecollection", "get", "list", "patch", "create", "update", "watch");
    }
    return new Resource(
        type.plural(),
        type.singular(),
        type.namespaced(),
        type.kindName(),
        List.copyOf(verbs),
        type.shortNames(),
        type.categories(),
        subresources(entry));
  }

  private static List<Subresource> subresources(Served.Entry entry) {
    ResourceType type = entry.type();
    List<Subresource> list = new ArrayList<>();
    String kind = type.kindName();
    switch (entry.storage().toString()) {
      case "pods" -> {
        list.add(new Subresource("binding", "", "", "Binding", CREATE));
        list.add(new Subresource("ephemeralcontainers", "", "", kind, EDIT));
        list.add(new Subresource("eviction", "policy", "v1", "Eviction", CREATE));
        list.add(new Subresource("log", "", "", kind, List.of("get")));
        list.add(new Subresource("resize", "", "", kind, EDIT));
      }
      case "namespaces" -> list.add(new Subresource("finalize", "", "", kind, List.of("update")));
      case "serviceaccounts" ->
          list.add(new Subresource("token", "authentication.k8s.io", "v1", "TokenRequest", CREATE));
      default -> {}
    }
    if (type.scale().isPresent()) {
      list.add(new Subresource("scale", "autoscaling", "v1", "Scale", EDIT));
    }
    if (type.hasStatus()) {
      list.add(new Subresource("status", "", "", kind, EDIT));
    }
    list.sort(Comparator.comparing(Subresource::name));
    return List.copyOf(list);
  }
}
