package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.LabelSelector;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.Objects;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which objects belong to an owner: those it controls and that still match its selector; matching
/// ones without controller are adopted, others released.
final class Claims {
  private Claims() {}

  /// The owner's objects among those of its namespace, after adoption and release.
  static List<ObjectNode> claim(
      Objects objects, GroupResource resource, ObjectNode owner, LabelSelector selector) {
    List<ObjectNode> claimed = new ArrayList<>();
    boolean deleting = Meta.isDeleting(owner);
    for (ObjectNode object : objects.list(resource, Meta.namespace(owner))) {
      boolean matches = selector.matchesObject(object);
      if (Meta.controller(object).isPresent()) {
        if (!Meta.isControlledBy(object, owner)) {
          continue;
        }
        if (matches) {
          claimed.add(object);
        } else if (!deleting) {
          release(objects, resource, object, owner);
        }
      } else if (matches && !deleting && !Meta.isDeleting(object)) {
        adopt(objects, resource, object, owner).ifPresent(claimed::add);
      }
    }
    return claimed;
  }

  private static Optional<ObjectNode> adopt(
      Objects objects, GroupResource resource, ObjectNode object, ObjectNode owner) {
    return objects
        .modify(
            resource,
            Meta.namespace(object),
            Meta.name(object),
            copy -> {
              if (Meta.controller(copy).isEmpty() && Meta.uid(copy).equals(Meta.uid(object))) {
                Meta.list(Meta.metadata(copy), "ownerReferences")
                    .add(Meta.controllerReference(owner));
              }
              return copy;
            })
        .filter(adopted -> Meta.isControlledBy(adopted, owner));
  }

  private static void release(
      Objects objects, GroupResource resource, ObjectNode object, ObjectNode owner) {
    objects.modify(
        resource,
        Meta.namespace(object),
        Meta.name(object),
        copy -> {
          dropOwner(copy, Meta.uid(owner));
          return copy;
        });
  }

  /// Removes the reference to an owner from a private object.
  static void dropOwner(ObjectNode object, String ownerUid) {
    ObjectNode metadata = Meta.metadata(object);
    if (metadata.get("ownerReferences") instanceof ArrayNode owners) {
      for (int i = owners.size() - 1; i >= 0; i--) {
        if (owners.get(i).path("uid").asText().equals(ownerUid)) {
          owners.remove(i);
        }
      }
      if (owners.isEmpty()) {
        metadata.remove("ownerReferences");
      }
    }
  }
}
