package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The kinds that an API server knows: the built-in ones, and those that CustomResourceDefinitions
/// add. Immutable; safe for any thread.
public final class ResourceTypes {

  /// Read once: the tables are part of the program and never change.
  private static final class Tables {
    static final BuiltInTypes.Loaded LOADED = BuiltInTypes.load();
    static final ResourceTypes ALL = new ResourceTypes(LOADED.types());
  }

  private final List<ResourceType> types;
  private final Map<GroupVersionKind, ResourceType> byKind = new LinkedHashMap<>();
  private final Map<String, ResourceType> byPath = new LinkedHashMap<>();
  private final Map<String, ResourceType> byGroupKind = new LinkedHashMap<>();

  private ResourceTypes(List<ResourceType> types) {
    this.types = List.copyOf(types);
    for (ResourceType type : types) {
      byKind.put(type.kind(), type);
      byPath.put(type.apiVersion() + "/" + type.plural(), type);
      byGroupKind.putIfAbsent(type.kind().qualifiedKind(), type);
    }
  }

  /// The kinds of Kubernetes 1.36 that a GitOps repository meets.
  public static ResourceTypes builtIn() {
    return Tables.ALL;
  }

  /// The kind `Scale` (autoscaling/v1) of `/scale` subresources.
  public static ResourceType scale() {
    return Tables.LOADED.scale();
  }

  /// The schema of `metadata`, equal for all kinds.
  static Schema metadata() {
    return Tables.LOADED.metadata();
  }

  /// These types and `more`; a type of `more` replaces one of the same group, version and kind.
  public ResourceTypes with(Collection<ResourceType> more) {
    Map<GroupVersionKind, ResourceType> merged = new LinkedHashMap<>(byKind);
    more.forEach(type -> merged.put(type.kind(), type));
    return new ResourceTypes(new ArrayList<>(merged.values()));
  }

  /// These types without the custom ones of one group and plural.
  public ResourceTypes without(String group, String plural) {
    return new ResourceTypes(
        types.stream()
            .filter(type ->
                !(type.custom() && type.group().equals(group) && type.plural().equals(plural)))
            .toList());
  }

  /// The types that a CustomResourceDefinition object defines: one for each served version.
  public static List<ResourceType> ofDefinition(ObjectNode definition) {
    JsonNode spec = definition.path("spec");
    JsonNode names = spec.path("names");
    String kind = names.path("kind").asText();
    List<ResourceType> types = new ArrayList<>();
    for (JsonNode version : spec.path("versions")) {
      if (!version.path("served").asBoolean()) {
        continue;
      }
      JsonNode subresources = version.path("subresources");
      boolean hasStatus = subresources.hasNonNull("status");
      JsonNode scale = subresources.path("scale");
      types.add(
          new ResourceType(
              new GroupVersionKind(
                  spec.path("group").asText(), version.path("name").asText(), kind),
              names.path("plural").asText(),
              names.path("singular").asText(kind.toLowerCase(Locale.ROOT)),
              spec.path("scope").asText().equals("Namespaced"),
              texts(names.path("shortNames")),
              texts(names.path("categories")),
              hasStatus,
              scale.isObject()
                  ? Optional.of(
                      new ResourceType.Scale(
                          scale.path("specReplicasPath").asText(),
                          scale.path("statusReplicasPath").asText(),
                          Optional.ofNullable(scale.path("labelSelectorPath").textValue())))
                  : Optional.empty(),
              hasStatus
                  ? ResourceType.GenerationRule.ALL_BUT_METADATA_AND_STATUS
                  : ResourceType.GenerationRule.ALL_BUT_METADATA,
              true,
              StructuralSchema.root(version.path("schema").path("openAPIV3Schema")),
              jsonPaths(version.path("selectableFields"))));
    }
    return types;
  }

  private static List<String> jsonPaths(JsonNode selectable) {
    List<String> paths = new ArrayList<>();
    selectable.forEach(field -> paths.add(field.path("jsonPath").asText()));
    return paths;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /// All types, in the order that discovery shows: groups, then plurals.
  public List<ResourceType> all() {
    return types;
  }

  /// The type of exactly this kind.
  public Optional<ResourceType> byKind(GroupVersionKind kind) {
    return Optional.ofNullable(byKind.get(kind));
  }

  /// The type that is served under `/apis/group/version/plural`.
  public Optional<ResourceType> byPlural(String group, String version, String plural) {
    return Optional.ofNullable(
        byPath.get((group.isEmpty() ? version : group + "/" + version) + "/" + plural));
  }

  /// The type of this group and kind in its preferred (first) version.
  public Optional<ResourceType> byGroupKind(String group, String kind) {
    return Optional.ofNullable(byGroupKind.get(group.isEmpty() ? kind : kind + "." + group));
  }
}
