package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fairlead.kubernetes.GroupVersionKind;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/// Follows renamed objects: wherever one object names another by a name that this had before, the
/// present name is put.
///
/// @param reachable what the referrer can name at all
/// @param field where it names something
/// @param target the kind of what is named there
record NameReferences(
    Resource referrer, List<Resource> reachable, FieldSpec field, GroupVersionKind target) {

  /// Corrects every reference among the objects.
  static void update(Resources resources, FieldSpecs fields) {
    for (Resource referrer : resources.all()) {
      List<Resource> reachable = resources.reachableFrom(referrer);
      GroupVersionKind original = referrer.originalId().kind();
      for (Map.Entry<GroupVersionKind, List<FieldSpec>> entry : fields.references().entrySet()) {
        for (FieldSpec field : entry.getValue()) {
          if (field.selects(original)) {
            new NameReferences(referrer, reachable, field, entry.getKey()).update();
          }
        }
      }
    }
  }

  private void update() {
    // The kind was compared as it was at first; a patch may have changed it since.
    new FieldSpec(referrer.kind(), field.path(), field.create())
        .visit(referrer.object(), FieldSpec.Leaf.NONE, this::update);
  }

  private void update(Slot slot) {
    if (slot.isEmpty()) {
      return;
    }
    switch (slot.get()) {
      case ObjectNode map -> updateMap(map);
      case ArrayNode list -> {
        for (int i = 0; i < list.size(); i++) {
          Slot item = new Slot.Item(list, i);
          if (item.get() instanceof ObjectNode map) {
            updateMap(map);
          } else if (!item.isEmpty()) {
            updateScalar(item);
          }
        }
      }
      default -> updateScalar(slot);
    }
  }

  private void updateScalar(Slot slot) {
    Resource found = choose(slot.text(), reachable, Resource::name);
    if (found != null && !found.name().equals(slot.text())) {
      slot.set(TextNode.valueOf(found.name()));
    }
  }

  /// A reference with a name and perhaps a namespace, such as a subject of a role binding.
  private void updateMap(ObjectNode map) {
    if (!map.has("name")) {
      throw new Refusal("path config error; no 'name' field in node " + map);
    }
    String name = map.get("name").asText();
    List<Resource> candidates = reachable;
    if (map.has("namespace")) {
      String namespace = map.get("namespace").asText();
      candidates = in(namespace, Resource::originalId);
      if (candidates.isEmpty()) {
        candidates = in(namespace, Resource::currentId);
      }
    }
    Resource found =
        choose(name, candidates, resource -> resource.name() + "\n" + resource.namespace());
    if (found == null || (found.name().equals(name) && found.namespace().isEmpty())) {
      return;
    }
    map.put("name", found.name());
    if (!found.namespace().isEmpty()) {
      map.put("namespace", found.namespace());
    }
  }

  private List<Resource> in(String namespace, Function<Resource, ResourceId> id) {
    return reachable.stream()
        .filter(resource ->
            !id.apply(resource).isClusterScoped()
                && id.apply(resource).effectiveNamespace().equals(namespace))
        .toList();
  }

  /// The object that a former name means; null where nothing had it.
  private @org.jspecify.annotations.Nullable Resource choose(
      String formerName, List<Resource> candidates, Function<Resource, String> identity) {
    List<Resource> rest =
        candidates.stream()
            .filter(had(id -> id.name().equals(formerName)))
            .filter(had(id -> FieldSpec.selects(target, id.kind())))
            .filter(this::fitsRole)
            .filter(this::isInSight)
            .toList();
    if (rest.size() > 1) {
      rest = rest.stream().filter(one -> one.namedLike(referrer, true)).toList();
    }
    if (rest.size() > 1) {
      rest = rest.stream().filter(one -> one.namedLike(referrer, false)).toList();
    }
    if (rest.isEmpty()) {
      return null;
    }
    if (rest.stream().map(identity).distinct().count() > 1) {
      throw new Refusal(
          "found multiple possible referrals for %s in %s of %s: %s"
              .formatted(
                  formerName,
                  field.path(),
                  referrer.currentId(),
                  String.join(
                      ", ", rest.stream().map(one -> one.currentId().toString()).toList())));
    }
    return rest.getFirst();
  }

  private static Predicate<Resource> had(Predicate<ResourceId> condition) {
    return resource -> resource.formerIds().stream().anyMatch(condition);
  }

  /// A role reference says itself of which kind the role is.
  private boolean fitsRole(Resource candidate) {
    var role = referrer.object().path("roleRef");
    if (!field.path().endsWith("roleRef/name") || !role.has("apiGroup") || !role.has("kind")) {
      return true;
    }
    GroupVersionKind kind =
        new GroupVersionKind(role.get("apiGroup").asText(), "", role.get("kind").asText());
    return had(id -> FieldSpec.selects(kind, id.kind())).test(candidate);
  }

  private boolean isInSight(Resource candidate) {
    return referrer.currentId().isClusterScoped()
        || candidate.currentId().isClusterScoped()
        || candidate.kind().kind().equals("ServiceAccount")
        || referrer.currentId().sameNamespace(candidate.currentId());
  }
}
