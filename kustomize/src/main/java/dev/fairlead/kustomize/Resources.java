package dev.fairlead.kustomize;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The objects of a build in the order in which they were found. No two have the same id. Confined
/// to one build.
final class Resources {
  private List<Resource> list = new ArrayList<>();

  List<Resource> all() {
    return List.copyOf(list);
  }

  void add(Resource resource) {
    ResourceId id = resource.currentId();
    if (list.stream().anyMatch(have -> have.currentId().sameObject(id))) {
      throw new Refusal(
          "may not add resource with an already registered id: %s; remove one of the two"
              .formatted(id));
    }
    list.add(resource);
  }

  void addAll(Resources others) {
    others.list.forEach(this::add);
  }

  /// Adds a generated object, or merges it into the one that its behavior asks for.
  void absorb(Resource generated) {
    ResourceId id = generated.currentId();
    List<Resource> matches = withAnyId(id::sameObject);
    if (matches.size() > 1) {
      throw new Refusal("found multiple objects that could accept merge of " + id);
    }
    if (matches.isEmpty()) {
      if (generated.behavior() != Resource.Behavior.CREATE) {
        throw new Refusal("id " + id + " does not exist; cannot merge or replace");
      }
      add(generated);
      return;
    }
    Resource old = matches.getFirst();
    switch (generated.behavior()) {
      case CREATE -> throw new Refusal("id " + id + " exists; behavior must be merge or replace");
      case REPLACE -> generated.inherit(old);
      case MERGE -> {
        generated.inherit(old);
        generated.mergeData(old);
      }
    }
    list.set(list.indexOf(old), generated);
  }

  List<Resource> withAnyId(Predicate<ResourceId> matches) {
    return list.stream().filter(have -> have.ids().stream().anyMatch(matches)).toList();
  }

  /// The only object that has or had an id.
  Resource only(ResourceId id) {
    List<Resource> found = withAnyId(id::sameObject);
    if (found.size() == 1) {
      return found.getFirst();
    }
    throw new Refusal(
        (found.isEmpty() ? "no matches for Id " : "multiple matches for Id ")
            + id
            + "; failed to find unique target for patch "
            + id);
  }

  List<Resource> select(Selector selector) {
    return list.stream().filter(selector::selects).toList();
  }

  /// The objects that `referrer` can name at all: those of its namespace and those without one.
  List<Resource> reachableFrom(Resource referrer) {
    ResourceId from = referrer.currentId();
    if (from.isClusterScoped()) {
      return all();
    }
    List<String> elsewhere = serviceAccountNamespaces(referrer);
    return list.stream()
        .filter(target -> {
          ResourceId id = target.currentId();
          return id.isClusterScoped()
              || id.sameNamespace(from)
              || elsewhere.contains(target.namespace());
        })
        .toList();
  }

  /// A RoleBinding may name service accounts of other namespaces.
  private static List<String> serviceAccountNamespaces(Resource referrer) {
    List<String> namespaces = new ArrayList<>();
    if (referrer.kind().kind().equals("RoleBinding")) {
      referrer
          .object()
          .path("subjects")
          .forEach(subject -> {
            if (subject.path("kind").asText().equals("ServiceAccount")
                && subject.has("namespace")) {
              namespaces.add(subject.path("namespace").asText());
            }
          });
    }
    return namespaces;
  }

  void drop(Predicate<Resource> unwanted) {
    list.removeIf(unwanted);
  }

  /// Puts the objects into another order.
  void arrange(List<Resource> ordered) {
    list = new ArrayList<>(ordered);
  }
}
