package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fairlead.kubernetes.GroupVersionKind;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// Copies a value of one object into fields of others.
final class Replacements {
  private static final String DEFAULT_PATH = "metadata.name";

  private final Resources resources;

  Replacements(Resources resources) {
    this.resources = resources;
  }

  /// @param replacement an entry of `replacements`, with its source and targets
  void apply(JsonNode replacement) {
    if (!replacement.path("source").isObject() || !replacement.path("targets").isArray()) {
      throw new Refusal("replacements must specify a source and at least one target");
    }
    JsonNode value = value(replacement.get("source"));
    for (JsonNode target : replacement.get("targets")) {
      if (!target.path("select").isObject()) {
        throw new Refusal("a replacement target must specify resources to select");
      }
      for (Resource resource : resources.all()) {
        if (isMeant(resource, target)) {
          copy(value, resource, target);
        }
      }
    }
  }

  private JsonNode value(JsonNode source) {
    ResourceId selector = id(source);
    List<Resource> found =
        resources.all().stream()
            .filter(resource -> resource.ids().stream().anyMatch(id -> id.isSelectedBy(selector)))
            .toList();
    if (found.size() != 1) {
      throw new Refusal(
          (found.isEmpty() ? "nothing selected by " : "multiple matches for selector ") + selector);
    }
    String path = source.path("fieldPath").asText(DEFAULT_PATH);
    JsonNode value = found.getFirst().object();
    for (String part : parts(path)) {
      value = step(value, part);
    }
    if (value.isMissingNode() || value.isNull() || (value.isContainerNode() && value.isEmpty())) {
      throw new Refusal(
          "fieldPath `%s` is missing for replacement source %s".formatted(path, selector));
    }
    JsonNode options = source.path("options");
    String delimiter = options.path("delimiter").asText("");
    if (delimiter.isEmpty()) {
      return value;
    }
    String[] pieces = scalar(value).split(Pattern.quote(delimiter), -1);
    int index = options.path("index").asInt(0);
    if (index < 0 || index >= pieces.length) {
      throw new Refusal(
          "options.index %d is out of bounds for value %s".formatted(index, value.asText()));
    }
    return TextNode.valueOf(pieces[index]);
  }

  private static JsonNode step(JsonNode node, String part) {
    if (node instanceof ArrayNode list) {
      List<Slot> found = new ArrayList<>();
      if (part.equals("-")) {
        return list.path(list.size() - 1);
      }
      items(list, part, false, found);
      return found.isEmpty() ? list.path(-1) : found.getFirst().get();
    }
    return node.path(part);
  }

  private static boolean isMeant(Resource resource, JsonNode target) {
    JsonNode select = target.get("select");
    if (!fits(resource, select)) {
      return false;
    }
    List<ResourceId> ids = resource.ids();
    for (JsonNode reject : target.path("reject")) {
      boolean bySelector = reject.has("labelSelector") || reject.has("annotationSelector");
      ResourceId id = id(reject);
      boolean named = !id.equals(id(JsonNodeFactory.instance.objectNode()));
      if ((bySelector && fits(resource, reject))
          || (named && ids.stream().anyMatch(have -> have.isSelectedBy(id)))) {
        return false;
      }
    }
    return ids.stream().anyMatch(have -> have.isSelectedBy(id(select)));
  }

  private static boolean fits(Resource resource, JsonNode selector) {
    return Selector.selects(
        resource,
        selector.path("labelSelector").asText(""),
        selector.path("annotationSelector").asText(""));
  }

  private static ResourceId id(JsonNode selector) {
    return new ResourceId(
        new GroupVersionKind(
            selector.path("group").asText(""),
            selector.path("version").asText(""),
            selector.path("kind").asText("")),
        selector.path("name").asText(""),
        selector.path("namespace").asText(""));
  }

  private static void copy(JsonNode value, Resource resource, JsonNode target) {
    JsonNode options = target.path("options");
    boolean create = options.path("create").asBoolean();
    List<String> paths = new ArrayList<>();
    target.path("fieldPaths").forEach(path -> paths.add(path.asText()));
    for (String path : paths.isEmpty() ? List.of(DEFAULT_PATH) : paths) {
      List<Slot> found = new ArrayList<>();
      find(resource.object(), parts(path), create, value, found);
      if (found.isEmpty()) {
        throw new Refusal(
            "unable to find %sfield \"%s\" in replacement target %s"
                .formatted(create ? "or create " : "", path, resource.currentId()));
      }
      found.forEach(slot -> set(slot, value, options));
    }
  }

  private static void find(
      JsonNode node, List<String> path, boolean create, JsonNode value, List<Slot> found) {
    String part = path.getFirst();
    List<Slot> next = new ArrayList<>();
    if (node instanceof ArrayNode list) {
      items(list, part, create, next);
    } else if (node instanceof ObjectNode object) {
      Slot slot = new Slot.Member(object, part);
      if (slot.get().isMissingNode() && create) {
        slot.set(empty(path.size() > 1 ? path.get(1) : "", path.size() == 1 ? value : null));
      }
      if (!slot.get().isMissingNode()) {
        next.add(slot);
      }
    }
    for (Slot slot : next) {
      if (path.size() == 1) {
        found.add(slot);
      } else {
        find(slot.get(), path.subList(1, path.size()), create, value, found);
      }
    }
  }

  private static JsonNode empty(String next, @org.jspecify.annotations.Nullable JsonNode value) {
    if (value != null) {
      return value.isArray()
          ? JsonNodeFactory.instance.arrayNode()
          : value.isObject()
              ? JsonNodeFactory.instance.objectNode()
              : JsonNodeFactory.instance.nullNode();
    }
    return isItem(next)
        ? JsonNodeFactory.instance.arrayNode()
        : JsonNodeFactory.instance.objectNode();
  }

  private static boolean isItem(String part) {
    return part.startsWith("[") || part.equals("*") || part.matches("[0-9]+");
  }

  /// The items of a list that `[key=value]`, `[=value]`, `*` or an index means.
  static void items(ArrayNode list, String part, boolean create, List<Slot> found) {
    if (part.matches("[0-9]+")) {
      int index = Integer.parseInt(part);
      if (index == list.size() && create) {
        list.addObject();
      }
      if (index >= list.size()) {
        throw new Refusal(
            "index %d specified but only %d elements found".formatted(index, list.size()));
      }
      found.add(new Slot.Item(list, index));
      return;
    }
    String key = "";
    String wanted = "";
    if (part.startsWith("[") && part.endsWith("]") && part.contains("=")) {
      int equals = part.indexOf('=');
      key = part.substring(1, equals);
      wanted = part.substring(equals + 1, part.length() - 1);
    } else if (!part.equals("*")) {
      throw new Refusal("'%s' cannot mean an item of a list".formatted(part));
    }
    com.google.re2j.Pattern pattern = com.google.re2j.Pattern.compile(wanted);
    for (int i = 0; i < list.size(); i++) {
      JsonNode item = key.isEmpty() ? list.get(i) : list.get(i).path(key);
      if (!item.isMissingNode() && pattern.matcher(item.asText()).find()) {
        found.add(new Slot.Item(list, i));
      }
    }
    if (found.isEmpty() && create && !part.equals("*")) {
      if (key.isEmpty()) {
        list.add(wanted);
      } else {
        list.addObject().put(key, wanted);
      }
      found.add(new Slot.Item(list, list.size() - 1));
    }
  }

  private static void set(Slot slot, JsonNode value, JsonNode options) {
    JsonNode copy = value.deepCopy();
    String delimiter = options.path("delimiter").asText("");
    if (!delimiter.isEmpty()) {
      List<String> pieces =
          new ArrayList<>(Arrays.asList(scalar(slot.get()).split(Pattern.quote(delimiter), -1)));
      int index = options.path("index").asInt(0);
      if (index < 0) {
        pieces.addFirst(value.asText());
      } else if (index >= pieces.size()) {
        pieces.add(value.asText());
      } else {
        pieces.set(index, value.asText());
      }
      copy = TextNode.valueOf(String.join(delimiter, pieces));
    }
    slot.set(fitted(slot.get(), copy));
  }

  /// A scalar keeps its type: a number that is replaced by the text of one stays a number.
  private static JsonNode fitted(JsonNode old, JsonNode value) {
    if (!old.isValueNode() || old.isNull() || !value.isValueNode()) {
      return value;
    }
    if (old.isTextual()) {
      return TextNode.valueOf(value.asText());
    }
    return Yaml.parseOne("value", value.asText())
        .map(scalar -> YamlJson.toJson(scalar, Schema.YAML_1_1))
        .orElse(value);
  }

  private static String scalar(JsonNode node) {
    if (!node.isValueNode()) {
      throw new Refusal("delimiter option can only be used with scalar nodes, not with " + node);
    }
    return node.asText();
  }

  /// Splits a path at dots; what is in brackets stays together, and brackets without `=` are only
  /// quotes.
  static List<String> parts(String path) {
    List<String> split = FieldSpec.split(path, '.');
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < split.size(); i++) {
      StringBuilder part = new StringBuilder(split.get(i));
      if (part.indexOf("[") == 0) {
        while (part.charAt(part.length() - 1) != ']' && i + 1 < split.size()) {
          part.append('.').append(split.get(++i));
        }
        if (part.indexOf("=") < 0 && part.charAt(part.length() - 1) == ']') {
          parts.add(part.substring(1, part.length() - 1));
          continue;
        }
      }
      parts.add(part.toString());
    }
    return parts;
  }
}
