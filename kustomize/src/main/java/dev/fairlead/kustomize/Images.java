package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Replaces names, tags and digests of images. An image has a name that is written everywhere where
/// containers are: in the fields of the configuration, and in every list `containers` or
/// `initContainers` at any depth.
final class Images {
  private final Selector.Pattern matching;
  private final JsonNode change;

  /// @param change an entry of `images`
  Images(JsonNode change) {
    for (Map.Entry<String, JsonNode> field : change.properties()) {
      if (!field.getValue().isTextual()) {
        throw new Refusal(
            "images: field %s must be a text, but is %s: put it in quotes"
                .formatted(field.getKey(), field.getValue()));
      }
    }
    this.change = change;
    this.matching =
        Selector.Pattern.of(
            change.path("name").asText("") + "(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?");
  }

  void apply(Resource resource, List<FieldSpec> fields) {
    if (resource.kind().kind().equals("CustomResourceDefinition")) {
      return;
    }
    containers(resource.object());
    fields.forEach(field -> field.visit(resource.object(), FieldSpec.Leaf.NONE, this::set));
  }

  private void containers(JsonNode node) {
    node.properties()
        .forEach(entry -> {
          containers(entry.getValue());
          if (List.of("containers", "initContainers").contains(entry.getKey())
              && entry.getValue() instanceof ArrayNode list) {
            for (JsonNode container : list) {
              if (container instanceof ObjectNode object && object.has("image")) {
                set(new Slot.Member(object, "image"));
              }
            }
          }
        });
    if (node instanceof ArrayNode list) {
      list.forEach(this::containers);
    }
  }

  private void set(Slot slot) {
    if (slot.isEmpty() || !matching.fits(slot.text())) {
      return;
    }
    Reference old = Reference.parse(slot.text());
    String name = or(change.path("newName"), old.name());
    String newTag = change.path("newTag").asText("");
    String newDigest = change.path("digest").asText("");
    String tagSuffix = change.path("tagSuffix").asText("");
    String tag = old.tag();
    String digest = old.digest();
    if (!newTag.isEmpty() || !newDigest.isEmpty()) {
      tag = newTag;
      digest = newDigest;
    } else if (!tagSuffix.isEmpty()) {
      tag += tagSuffix;
      digest = "";
    }
    slot.set(
        TextNode.valueOf(
            name + (tag.isEmpty() ? "" : ":" + tag) + (digest.isEmpty() ? "" : "@" + digest)));
  }

  private static String or(JsonNode value, String otherwise) {
    return value.asText("").isEmpty() ? otherwise : value.asText();
  }

  private record Reference(String name, String tag, String digest) {
    static Reference parse(String image) {
      int slash = Math.max(image.indexOf('/'), 0);
      int at = image.indexOf('@', slash);
      int colon = image.indexOf(':', slash);
      if (at >= 0 && (colon < 0 || at < colon)) {
        return new Reference(image.substring(0, at), "", image.substring(at + 1));
      }
      if (colon < 0) {
        return new Reference(image, "", "");
      }
      return at < 0
          ? new Reference(image.substring(0, colon), image.substring(colon + 1), "")
          : new Reference(
              image.substring(0, colon), image.substring(colon + 1, at), image.substring(at + 1));
    }
  }

  /// The entries of `images` after `kustomize edit set image` with each of `edits`: one for a name,
  /// sorted by name.
  static ArrayNode edited(List<JsonNode> images, List<String> edits) {
    Map<String, JsonNode> byName = new TreeMap<>(Comparator.naturalOrder());
    images.forEach(image -> byName.put(image.path("name").asText(""), image.deepCopy()));
    for (String edit : edits) {
      ObjectNode image = edit(edit);
      JsonNode old = byName.getOrDefault(image.path("name").asText(), image);
      for (String field : List.of("newName", "newTag", "digest")) {
        if (image.path(field).asText("").equals("*")) {
          image.remove(field);
          if (old.has(field)) {
            image.set(field, old.get(field));
          }
        }
      }
      byName.put(image.path("name").asText(), image);
    }
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    byName.values().forEach(list::add);
    return list;
  }

  private static ObjectNode edit(String text) {
    ObjectNode image = JsonNodeFactory.instance.objectNode();
    int equals = text.indexOf('=');
    Reference reference = Reference.parse(text.substring(equals + 1));
    if (equals >= 0) {
      image.put("name", text.substring(0, equals));
      image.put("newName", reference.name());
    } else if (reference.tag().isEmpty() && reference.digest().isEmpty()) {
      throw new Refusal(
          "image %s changes nothing: expected name=new, name:tag or name@digest".formatted(text));
    } else {
      image.put("name", reference.name());
    }
    if (!reference.tag().isEmpty()) {
      image.put("newTag", reference.tag());
    }
    if (!reference.digest().isEmpty()) {
      image.put("digest", reference.digest());
    }
    return image;
  }
}
