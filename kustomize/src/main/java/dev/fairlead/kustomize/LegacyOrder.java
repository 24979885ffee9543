package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.kubernetes.GroupVersionKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The order in which kustomize prints objects unless `sortOptions` says otherwise: some kinds
/// first, some last, and else by group, version, kind, namespace and name.
final class LegacyOrder implements Comparator<ResourceId> {
  private static final List<String> FIRST =
      List.of(
          "Namespace",
          "ResourceQuota",
          "StorageClass",
          "CustomResourceDefinition",
          "ServiceAccount",
          "PodSecurityPolicy",
          "Role",
          "ClusterRole",
          "RoleBinding",
          "ClusterRoleBinding",
          "ConfigMap",
          "Secret",
          "Endpoints",
          "Service",
          "LimitRange",
          "PriorityClass",
          "PersistentVolume",
          "PersistentVolumeClaim",
          "Deployment",
          "StatefulSet",
          "CronJob",
          "PodDisruptionBudget");
  private static final List<String> LAST =
      List.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration");

  private final List<String> first;
  private final List<String> last;

  private LegacyOrder(List<String> first, List<String> last) {
    this.first = first;
    this.last = last;
  }

  /// @param options the kustomization's `sortOptions`; missing where there are none
  static List<Resource> sorted(List<Resource> resources, JsonNode options) {
    String order = options.isMissingNode() ? "legacy" : options.path("order").asText("");
    JsonNode lists = options.path("legacySortOptions");
    return switch (order) {
      case "fifo" -> {
        if (lists.isObject()) {
          throw new Refusal("sortOptions.legacySortOptions is set, but the order is fifo");
        }
        yield resources;
      }
      case "legacy" -> {
        LegacyOrder comparator =
            lists.isObject()
                ? new LegacyOrder(texts(lists.path("orderFirst")), texts(lists.path("orderLast")))
                : new LegacyOrder(FIRST, LAST);
        yield resources.stream()
            .sorted(Comparator.comparing(Resource::currentId, comparator))
            .toList();
      }
      default ->
          throw new Refusal("sortOptions.order must be one of [fifo, legacy], not '" + order + "'");
    };
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  @Override
  public int compare(ResourceId left, ResourceId right) {
    if (left.kind().equals(right.kind())) {
      return sortText(left).compareTo(sortText(right));
    }
    int rank = Integer.compare(rank(left.kind().kind()), rank(right.kind().kind()));
    if (rank != 0) {
      return rank;
    }
    int byKind = sortText(left.kind()).compareTo(sortText(right.kind()));
    boolean namespaces =
        left.kind().kind().equals("Namespace")
            && right.kind().kind().equals("Namespace")
            && (left.kind().group().isEmpty() || right.kind().group().isEmpty());
    return namespaces ? -byKind : byKind;
  }

  private int rank(String kind) {
    int at = first.lastIndexOf(kind);
    int end = last.lastIndexOf(kind);
    if (end >= 0) {
      return 1 + end;
    }
    return at < 0 ? 0 : at - first.size();
  }

  private static String sortText(GroupVersionKind kind) {
    return or(kind.group(), "~G") + "_" + or(kind.version(), "~V") + "_" + or(kind.kind(), "~K");
  }

  private static String sortText(ResourceId id) {
    return or(id.namespace(), "~X") + "|" + or(id.name(), "~N");
  }

  private static String or(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }
}
