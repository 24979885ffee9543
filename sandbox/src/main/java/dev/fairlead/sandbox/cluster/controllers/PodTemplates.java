package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/// Pod templates: their Pods, their equality and their hashes.
final class PodTemplates {
  static final String HASH_LABEL = "pod-template-hash";

  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private PodTemplates() {}

  /// A Pod made from the template of `owner`, which controls it; without a name.
  static ObjectNode pod(ObjectNode owner) {
    return pod(owner, owner.path("spec").path("template"));
  }

  static ObjectNode pod(ObjectNode owner, JsonNode template) {
    ObjectNode pod = Meta.object("v1", "Pod");
    ObjectNode metadata = Meta.metadata(pod).put("namespace", Meta.namespace(owner));
    for (String member : new String[] {"labels", "annotations", "finalizers"}) {
      JsonNode value = template.path("metadata").path(member);
      if (!value.isEmpty()) {
        metadata.set(member, value.deepCopy());
      }
    }
    metadata.putArray("ownerReferences").add(Meta.controllerReference(owner));
    pod.set("spec", template.path("spec").deepCopy());
    return pod;
  }

  /// Whether two templates differ in nothing but the hash label.
  static boolean equalIgnoringHash(JsonNode one, JsonNode other) {
    return normal(one).equals(normal(other));
  }

  private static JsonNode normal(JsonNode template) {
    ObjectNode copy =
        template instanceof ObjectNode object
            ? object.deepCopy()
            : JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = Meta.metadata(copy);
    metadata.remove("creationTimestamp");
    ObjectNode labels = Meta.child(metadata, "labels");
    labels.remove(HASH_LABEL);
    for (String member : new String[] {"labels", "annotations"}) {
      if (metadata.path(member).isEmpty()) {
        metadata.remove(member);
      }
    }
    return copy;
  }

  /// A short hash of a template. Real ones hash a dump of Go structures; only the form is the same.
  static String hash(JsonNode template, int collisions) {
    int hash = 0x811c9dc5;
    String text = canonical(normal(template)) + (collisions == 0 ? "" : "#" + collisions);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x01000193;
    }
    StringBuilder encoded = new StringBuilder();
    for (char c : Integer.toUnsignedString(hash).toCharArray()) {
      encoded.append(ALPHABET.charAt(c % ALPHABET.length()));
    }
    return encoded.toString();
  }

  private static String canonical(JsonNode node) {
    if (node.isObject()) {
      TreeMap<String, String> members = new TreeMap<>();
      node.properties().forEach(e -> members.put(e.getKey(), canonical(e.getValue())));
      return members.toString();
    }
    if (node.isArray()) {
      StringBuilder list = new StringBuilder("[");
      node.forEach(item -> list.append(canonical(item)).append(','));
      return list.append(']').toString();
    }
    return node.toString();
  }
}
