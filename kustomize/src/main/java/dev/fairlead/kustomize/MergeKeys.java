package dev.fairlead.kustomize;

import dev.fairlead.kubernetes.GroupVersionKind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which lists of the kinds that kustomize knows merge item by item, and by which fields. All other
/// lists are replaced as a whole.
///
/// @param members the fields below which, or in which, there is such a list
/// @param items for a list: the type of its items
/// @param keys for a list: what identifies an item; empty for a list of scalars; null for what is
///   no merging list
record MergeKeys(
    Map<String, MergeKeys> members, @Nullable MergeKeys items, @Nullable List<String> keys) {
  private static final MergeKeys PLAIN = new MergeKeys(Map.of(), null, null);

  private static final MergeKeys METADATA =
      object(Map.of("finalizers", list(List.of(), PLAIN), "ownerReferences", list("uid", PLAIN)));
  private static final MergeKeys EPHEMERAL_CONTAINER =
      object(
          Map.of(
              "env", list("name", PLAIN),
              "volumeDevices", list("devicePath", PLAIN),
              "volumeMounts", list("mountPath", PLAIN)));
  private static final MergeKeys CONTAINER =
      object(
          Map.of(
              "env", list("name", PLAIN),
              "ports", list(List.of("containerPort", "protocol"), PLAIN),
              "volumeDevices", list("devicePath", PLAIN),
              "volumeMounts", list("mountPath", PLAIN)));
  private static final MergeKeys VOLUME =
      object(
          Map.of(
              "ephemeral",
              object(Map.of("volumeClaimTemplate", object(Map.of("metadata", METADATA))))));
  private static final MergeKeys POD =
      object(
          Map.of(
              "containers",
              list("name", CONTAINER),
              "initContainers",
              list("name", CONTAINER),
              "ephemeralContainers",
              list("name", EPHEMERAL_CONTAINER),
              "hostAliases",
              list("ip", PLAIN),
              "imagePullSecrets",
              list("name", PLAIN),
              "topologySpreadConstraints",
              list(List.of("topologyKey", "whenUnsatisfiable"), PLAIN),
              "volumes",
              list("name", VOLUME)));
  private static final MergeKeys TEMPLATE = object(Map.of("metadata", METADATA, "spec", POD));
  private static final MergeKeys WORKLOAD =
      object(Map.of("metadata", METADATA, "spec", object(Map.of("template", TEMPLATE))));
  private static final MergeKeys OTHER = object(Map.of("metadata", METADATA));

  /// The lists of a kind; null for a kind that kustomize does not know.
  static @Nullable MergeKeys of(GroupVersionKind kind) {
    if (!Kinds.isKnown(kind)) {
      return null;
    }
    return switch (kind.kind()) {
      case "Pod" -> object(Map.of("metadata", METADATA, "spec", POD));
      case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job" ->
          WORKLOAD;
      case "CronJob" ->
          object(Map.of("metadata", METADATA, "spec", object(Map.of("jobTemplate", WORKLOAD))));
      case "PodTemplate" -> object(Map.of("metadata", METADATA, "template", TEMPLATE));
      case "Service" -> withSpec("ports", List.of("port", "protocol"));
      case "ServiceAccount" -> object(Map.of("metadata", METADATA, "secrets", list("name", PLAIN)));
      case "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration" ->
          object(Map.of("metadata", METADATA, "webhooks", list("name", PLAIN)));
      case "Node" -> withSpec("podCIDRs", List.of());
      case "CSINode" -> withSpec("drivers", List.of("name"));
      default -> OTHER;
    };
  }

  private static MergeKeys withSpec(String member, List<String> keys) {
    return object(Map.of("metadata", METADATA, "spec", object(Map.of(member, list(keys, PLAIN)))));
  }

  @Nullable MergeKeys member(String name) {
    return members.get(name);
  }

  private static MergeKeys object(Map<String, MergeKeys> members) {
    return new MergeKeys(members, null, null);
  }

  private static MergeKeys list(String key, MergeKeys items) {
    return list(List.of(key), items);
  }

  private static MergeKeys list(List<String> keys, MergeKeys items) {
    return new MergeKeys(Map.of(), items, keys);
  }
}
