package dev.fairlead.sync.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The order of kinds within a wave, as Argo CD has it from Helm; all others come last.
final class KindOrder {
  private static final List<String> ORDER =
      List.of(
          "Namespace",
          "NetworkPolicy",
          "ResourceQuota",
          "LimitRange",
          "PodSecurityPolicy",
          "PodDisruptionBudget",
          "ServiceAccount",
          "Secret",
          "SecretList",
          "ConfigMap",
          "StorageClass",
          "PersistentVolume",
          "PersistentVolumeClaim",
          "CustomResourceDefinition",
          "ClusterRole",
          "ClusterRoleList",
          "ClusterRoleBinding",
          "ClusterRoleBindingList",
          "Role",
          "RoleList",
          "RoleBinding",
          "RoleBindingList",
          "Service",
          "DaemonSet",
          "Pod",
          "ReplicationController",
          "ReplicaSet",
          "Deployment",
          "HorizontalPodAutoscaler",
          "StatefulSet",
          "Job",
          "CronJob",
          "IngressClass",
          "Ingress",
          "APIService");

  private static final Map<String, Integer> RANKS = ranks();

  private KindOrder() {}

  static int rank(String kind) {
    return RANKS.getOrDefault(kind, ORDER.size());
  }

  private static Map<String, Integer> ranks() {
    var ranks = new HashMap<String, Integer>();
    for (int i = 0; i < ORDER.size(); i++) {
      ranks.put(ORDER.get(i), i);
    }
    return Map.copyOf(ranks);
  }
}
