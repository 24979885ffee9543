package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.GroupVersionKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An object on its way through a build, and what was done to its name on that way. Confined to one
/// build: it owns its tree and changes it in place.
final class Resource {
  /// What a generated object does with one of the same name.
  enum Behavior {
    CREATE,
    REPLACE,
    MERGE
  }

  /// A name that the object had before.
  private record Former(String namespace, String name, String kind) {}

  private ObjectNode object;
  private final List<Former> former = new ArrayList<>();
  private final List<String> prefixes = new ArrayList<>();
  private final List<String> suffixes = new ArrayList<>();
  private final Set<String> vars = new HashSet<>();
  private final Behavior behavior;
  private boolean hashed;

  Resource(ObjectNode object) {
    this(object, Behavior.CREATE, false);
  }

  /// @param hashed whether the name gets a hash of the content
  Resource(ObjectNode object, Behavior behavior, boolean hashed) {
    this.object = object;
    this.behavior = behavior;
    this.hashed = hashed;
  }

  ObjectNode object() {
    return object;
  }

  void replace(ObjectNode changed) {
    object = changed;
  }

  Behavior behavior() {
    return behavior;
  }

  boolean hashed() {
    return hashed;
  }

  boolean isEmpty() {
    return object.isEmpty();
  }

  GroupVersionKind kind() {
    return GroupVersionKind.of(object);
  }

  String name() {
    return object.path("metadata").path("name").asText("");
  }

  String namespace() {
    return object.path("metadata").path("namespace").asText("");
  }

  void rename(String name) {
    metadata().put("name", name);
  }

  void moveTo(String namespace) {
    if (namespace.isEmpty()) {
      metadata().remove("namespace");
    } else {
      metadata().put("namespace", namespace);
    }
  }

  ObjectNode metadata() {
    return object.path("metadata") instanceof ObjectNode metadata
        ? metadata
        : object.putObject("metadata");
  }

  Map<String, String> labels() {
    return texts(object.path("metadata").path("labels"));
  }

  Map<String, String> annotations() {
    return texts(object.path("metadata").path("annotations"));
  }

  static Map<String, String> texts(JsonNode map) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      JsonNode value = entry.getValue();
      texts.put(entry.getKey(), value instanceof BlankNull ? "" : value.asText());
    }
    return texts;
  }

  ResourceId currentId() {
    return new ResourceId(kind(), name(), namespace());
  }

  /// The first name that the object had.
  ResourceId originalId() {
    return former.isEmpty() ? currentId() : formerIds().getFirst();
  }

  /// The names that the object had, oldest first, without its present one.
  List<ResourceId> formerIds() {
    GroupVersionKind now = kind();
    return former.stream()
        .map(id ->
            new ResourceId(
                new GroupVersionKind(now.group(), now.version(), id.kind()),
                id.name(),
                id.namespace()))
        .toList();
  }

  List<ResourceId> ids() {
    List<ResourceId> ids = new ArrayList<>(formerIds());
    ids.add(currentId());
    return ids;
  }

  /// Notes the present name before it changes.
  void rememberId() {
    ResourceId id = currentId();
    former.add(new Former(id.effectiveNamespace(), id.name(), id.kind().kind()));
  }

  /// Whether kustomize would keep notes on this object in its annotations now. It shows: a JSON
  /// patch can add to annotations that exist for that reason only.
  boolean isAnnotated() {
    return hashed || !former.isEmpty() || !prefixes.isEmpty() || !suffixes.isEmpty();
  }

  /// Notes that a variable takes its value from this object.
  void bind(String var) {
    vars.add(var);
  }

  boolean isBound(String var) {
    return vars.contains(var);
  }

  void addPrefix(String prefix) {
    prefixes.add(prefix);
  }

  void addSuffix(String suffix) {
    suffixes.add(suffix);
  }

  /// Whether two objects were named in the same context: one's prefixes and suffixes end as the
  /// other's.
  boolean namedLike(Resource other, boolean emptyFits) {
    return endsAlike(prefixes, other.prefixes, emptyFits)
        && endsAlike(suffixes, other.suffixes, emptyFits);
  }

  private static boolean endsAlike(List<String> left, List<String> right, boolean emptyFits) {
    if (left.isEmpty() || right.isEmpty()) {
      return emptyFits || (left.isEmpty() && right.isEmpty());
    }
    int length = Math.min(left.size(), right.size());
    return left.subList(left.size() - length, left.size())
        .equals(right.subList(right.size() - length, right.size()));
  }

  /// Takes the place of `old`: its name, its history, and its labels and annotations where this
  /// object has none of that name.
  void inherit(Resource old) {
    setTexts("labels", merged(old.labels(), labels()));
    setTexts("annotations", merged(old.annotations(), annotations()));
    rename(old.name());
    moveTo(old.namespace());
    vars.addAll(old.vars);
    former.clear();
    former.addAll(old.former);
    prefixes.addAll(old.prefixes);
    suffixes.addAll(old.suffixes);
    hashed = hashed && old.hashed;
  }

  /// The data of `old` and this, which wins.
  void mergeData(Resource old) {
    for (String field : List.of("data", "binaryData")) {
      Map<String, String> all = merged(texts(old.object.path(field)), texts(object.path(field)));
      object.remove(field);
      if (!all.isEmpty()) {
        all.forEach(object.putObject(field)::put);
      }
    }
  }

  static Map<String, String> merged(Map<String, String> first, Map<String, String> second) {
    Map<String, String> all = new LinkedHashMap<>(first);
    all.putAll(second);
    return all;
  }

  void setTexts(String field, Map<String, String> texts) {
    metadata().remove(field);
    if (!texts.isEmpty()) {
      texts.forEach(metadata().putObject(field)::put);
    }
  }
}
