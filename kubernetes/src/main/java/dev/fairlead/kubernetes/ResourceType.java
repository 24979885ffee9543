package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A kind as an API server serves it.
///
/// @param kind group, version and kind
/// @param plural the name in URLs, such as `deployments`
/// @param singular such as `deployment`
/// @param namespaced whether objects live in a namespace
/// @param shortNames such as `deploy`
/// @param categories such as `all`
/// @param hasStatus whether there is a `/status` subresource
/// @param scale where the `/scale` subresource finds its numbers
/// @param generation which changes raise `metadata.generation`
/// @param custom whether it was defined by a CustomResourceDefinition
/// @param schema the types of its fields
/// @param selectableFields further fields of a custom kind for field selectors, such as
///   `.spec.color`
public record ResourceType(
    GroupVersionKind kind,
    String plural,
    String singular,
    boolean namespaced,
    List<String> shortNames,
    List<String> categories,
    boolean hasStatus,
    Optional<Scale> scale,
    GenerationRule generation,
    boolean custom,
    Schema schema,
    List<String> selectableFields) {

  /// Paths (as in a CustomResourceDefinition: `.spec.replicas`) that `/scale` reads and writes.
  ///
  /// @param labelSelectorPath empty when the kind has no selector to report
  public record Scale(
      String specReplicasPath, String statusReplicasPath, Optional<String> labelSelectorPath) {}

  /// What raises `metadata.generation`.
  public enum GenerationRule {
    /// The kind has no generation.
    NONE,
    /// A change of `spec`.
    SPEC,
    /// A change of `spec` or of the annotations (Deployment).
    SPEC_AND_ANNOTATIONS,
    /// Any change outside `metadata` and `status`.
    ALL_BUT_METADATA_AND_STATUS,
    /// Any change outside `metadata`.
    ALL_BUT_METADATA,
    /// Any change outside `metadata`, or of the labels (EndpointSlice).
    ALL_BUT_METADATA_AND_LABELS
  }

  public ResourceType {
    shortNames = List.copyOf(shortNames);
    categories = List.copyOf(categories);
    selectableFields = List.copyOf(selectableFields);
  }

  /// The API group; empty for the core group.
  public String group() {
    return kind.group();
  }

  /// Such as `v1`.
  public String version() {
    return kind.version();
  }

  /// Such as `apps/v1`.
  public String apiVersion() {
    return kind.apiVersion();
  }

  /// The kind's name alone, such as `Deployment`.
  public String kindName() {
    return kind.kind();
  }

  /// `deployments.apps`, or the plural alone in the core group; as in the API server's messages.
  public String qualifiedPlural() {
    return group().isEmpty() ? plural : plural + "." + group();
  }

  /// Whether a write that turned `before` into `after` raises `metadata.generation`.
  public boolean raisesGeneration(ObjectNode before, ObjectNode after) {
    return switch (generation) {
      case NONE -> false;
      case SPEC -> differs(before.path("spec"), after.path("spec"));
      case SPEC_AND_ANNOTATIONS ->
          differs(before.path("spec"), after.path("spec"))
              || differs(
                  before.path("metadata").path("annotations"),
                  after.path("metadata").path("annotations"));
      case ALL_BUT_METADATA_AND_STATUS -> differsOutside(before, after, true);
      case ALL_BUT_METADATA -> differsOutside(before, after, false);
      case ALL_BUT_METADATA_AND_LABELS ->
          differsOutside(before, after, false)
              || differs(
                  before.path("metadata").path("labels"), after.path("metadata").path("labels"));
    };
  }

  private static boolean differs(JsonNode left, JsonNode right) {
    boolean leftEmpty = left.isMissingNode() || (left.isContainerNode() && left.isEmpty());
    boolean rightEmpty = right.isMissingNode() || (right.isContainerNode() && right.isEmpty());
    return !(leftEmpty && rightEmpty) && !Values.same(left, right);
  }

  private static boolean differsOutside(ObjectNode before, ObjectNode after, boolean skipStatus) {
    return membersDiffer(before, after, skipStatus) || membersDiffer(after, before, skipStatus);
  }

  private static boolean membersDiffer(ObjectNode left, ObjectNode right, boolean skipStatus) {
    for (Map.Entry<String, JsonNode> member : left.properties()) {
      String name = member.getKey();
      boolean skipped =
          name.equals("metadata")
              || name.equals("apiVersion")
              || name.equals("kind")
              || (skipStatus && name.equals("status"));
      if (!skipped && !Values.same(member.getValue(), right.path(name))) {
        return true;
      }
    }
    return false;
  }
}
