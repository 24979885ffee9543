package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.Objects;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The ControllerRevisions of a StatefulSet or DaemonSet: the history of its template.
record Revisions(Objects objects, ObjectNode owner, String hashLabel) {
  /// All revisions of the owner, oldest first.
  List<ObjectNode> all() {
    List<ObjectNode> revisions = new ArrayList<>();
    for (ObjectNode revision :
        objects.list(GroupResource.CONTROLLER_REVISIONS, Meta.namespace(owner))) {
      if (Meta.isControlledBy(revision, owner)) {
        revisions.add(revision);
      }
    }
    revisions.sort(Comparator.comparingLong(Revisions::number).thenComparing(Meta::name));
    return revisions;
  }

  static long number(JsonNode revision) {
    return revision.path("revision").asLong();
  }

  /// The revision of the present template: one that is there already becomes the newest again.
  ObjectNode current() {
    List<ObjectNode> all = all();
    ObjectNode wanted = data();
    long next = all.isEmpty() ? 1 : number(all.getLast()) + 1;
    for (ObjectNode revision : all.reversed()) {
      if (revision.path("data").equals(wanted)) {
        if (number(revision) == next - 1) {
          return revision;
        }
        return objects
            .modify(
                GroupResource.CONTROLLER_REVISIONS,
                Meta.namespace(revision),
                Meta.name(revision),
                copy -> copy.put("revision", next))
            .orElse(revision);
      }
    }
    String hash =
        PodTemplates.hash(
            owner.path("spec").path("template"),
            owner.path("status").path("collisionCount").asInt(0));
    ObjectNode revision = Meta.object("apps/v1", "ControllerRevision");
    ObjectNode metadata =
        Meta.metadata(revision)
            .put("name", Meta.name(owner) + "-" + hash)
            .put("namespace", Meta.namespace(owner));
    ObjectNode labels = metadata.putObject("labels");
    Meta.labels(owner.path("spec").path("template")).forEach(labels::put);
    labels.put(hashLabel, hash);
    Meta.annotations(owner)
        .forEach((name, value) -> {
          if (!name.equals("kubectl.kubernetes.io/last-applied-configuration")) {
            Meta.annotate(revision, name, value);
          }
        });
    metadata.putArray("ownerReferences").add(Meta.controllerReference(owner));
    revision.set("data", wanted);
    revision.put("revision", next);
    return objects.create(GroupResource.CONTROLLER_REVISIONS, revision);
  }

  private ObjectNode data() {
    ObjectNode data = owner.objectNode();
    ObjectNode template = owner.path("spec").path("template").deepCopy();
    template.put("$patch", "replace");
    data.putObject("spec").set("template", template);
    return data;
  }

  /// The template that a revision holds.
  static ObjectNode template(JsonNode revision) {
    ObjectNode template = revision.path("data").path("spec").path("template").deepCopy();
    template.remove("$patch");
    return template;
  }

  /// Deletes the oldest revisions beyond the history limit that are not in use.
  void cleanUp(List<String> inUse) {
    int limit = owner.path("spec").path("revisionHistoryLimit").asInt(10);
    List<ObjectNode> unused =
        all().stream().filter(revision -> !inUse.contains(Meta.name(revision))).toList();
    for (int i = 0; i < unused.size() - limit; i++) {
      objects.delete(
          GroupResource.CONTROLLER_REVISIONS,
          Meta.namespace(owner),
          Meta.name(unused.get(i)),
          dev.fairlead.sandbox.cluster.DeleteOptions.BACKGROUND);
    }
  }
}
