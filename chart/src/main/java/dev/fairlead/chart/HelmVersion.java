package dev.fairlead.chart;

import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoObject;
import dev.fairlead.chart.go.GoStrings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The Helm whose bytes and messages are followed. Everything in which the two differ is asked here
/// (warnings: [Warning]), so that the rest of the engine knows no versions.
public enum HelmVersion {
  /// Helm 3.21.0.
  V3,
  /// Helm 4.1.4.
  V4;

  /// The version of a `--helm` flag: `3` or `4`.
  ///
  /// @throws ChartException for anything else
  public static HelmVersion parse(String text) {
    return switch (text) {
      case "3" -> V3;
      case "4" -> V4;
      default ->
          throw new ChartException(
              "--helm " + GoStrings.quote(text) + ": expected 3 or 4, the versions of Helm");
    };
  }

  /// `.Capabilities.HelmVersion`.
  Capabilities.Build build() {
    List<GoObject.Field> fields =
        new ArrayList<>(
            List.of(
                new GoObject.Field("Version", "version", this == V3 ? "v3.21.0" : "v4.1.4"),
                new GoObject.Field(
                    "GitCommit",
                    "git_commit",
                    this == V3
                        ? "e0878d41b711792be60777fd65ad23a101e6b85f"
                        : "05fa37973dc9e42b76e1d2883494c87174b6074f"),
                new GoObject.Field("GitTreeState", "git_tree_state", "clean"),
                new GoObject.Field("GoVersion", "go_version", "go1.25.9")));
    if (this == V4) {
      fields.add(new GoObject.Field("KubeClientVersion", "kube_client_version", "v1.35"));
    }
    return new Capabilities.Build(fields);
  }

  /// The Go package of Helm's types that templates can see: `chartutil.Values`.
  String typePackage() {
    return switch (this) {
      case V3 -> "chartutil";
      case V4 -> "common";
    };
  }

  /// The type of `.`, `.Values` and `.Template`.
  GoMap.Type valuesType() {
    return switch (this) {
      case V3 -> GoMap.Type.CHARTUTIL_VALUES;
      case V4 -> GoMap.Type.VALUES;
    };
  }

  /// Whether a chart's `apiVersion` is looked at before the chart is loaded, and an archive's
  /// faults are kept back.
  boolean checksFormat() {
    return this == V4;
  }

  /// Whether `.Capabilities.KubeVersion.Version` keeps what follows the numbers of
  /// `--kube-version`: `v1.31.4-gke.1`.
  boolean keepsVersionSuffix() {
    return this == V4;
  }

  /// `.Chart`: a struct, whose unknown fields are an error, or a map.
  Object chart(Metadata metadata, boolean root) {
    return switch (this) {
      case V3 -> new ChartStruct(metadata, root);
      case V4 -> metadata.toGo(root);
    };
  }

  /// Functions that templates of the other version may call, and these not.
  Set<String> withoutFunctions() {
    return switch (this) {
      case V3 -> Set.of("mustToYaml");
      case V4 -> Set.of();
    };
  }

  /// Whether a subchart under two aliases is two charts down to its own subcharts; Helm 3 lets both
  /// share these, so that they have one parent.
  boolean copiesAliased() {
    return this == V4;
  }

  /// Whether all documents of a values file are merged; else the first one is all.
  boolean mergesDocuments() {
    return this == V4;
  }

  /// Whether `--set-json` takes one whole object besides `key=json`.
  boolean setsWholeObject() {
    return this == V4;
  }

  /// Kinds in install order; the others follow by name.
  List<String> installOrder() {
    List<String> kinds = new ArrayList<>(INSTALL_ORDER);
    if (this == V4) {
      kinds.addAll(List.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"));
    }
    return kinds;
  }

  private static final List<String> INSTALL_ORDER =
      List.of(
          ("PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy"
                  + " PodDisruptionBudget ServiceAccount Secret SecretList ConfigMap StorageClass"
                  + " PersistentVolume PersistentVolumeClaim CustomResourceDefinition ClusterRole"
                  + " ClusterRoleList ClusterRoleBinding ClusterRoleBindingList Role RoleList"
                  + " RoleBinding RoleBindingList Service DaemonSet Pod ReplicationController"
                  + " ReplicaSet Deployment HorizontalPodAutoscaler StatefulSet Job CronJob"
                  + " IngressClass Ingress APIService")
              .split(" "));

  /// Whether an error of a template is laid out over lines, one link of Go's chain after the other,
  /// rather than printed as Go has it.
  boolean laysOutErrors() {
    return this == V4;
  }

  /// Whether a failed step of an install is named, on a line of its own and in the message.
  boolean namesFailedSteps() {
    return this == V4;
  }

  /// What precedes the names of charts that are missing in `charts/`.
  String dependencyProblem() {
    return switch (this) {
      case V3 -> "An error occurred while checking for chart dependencies.";
      case V4 -> "an error occurred while checking for chart dependencies.";
    };
  }

  /// What is wrong with a values file.
  GoError valuesProblem(GoError error) {
    return switch (this) {
      case V3 -> error;
      case V4 -> new GoError("cannot unmarshal yaml document: " + error.text());
    };
  }

  /// The Go package of a chart's own types, which messages on its files name.
  String chartPackage() {
    return switch (this) {
      case V3 -> "chart";
      case V4 -> "v2";
    };
  }

  /// Whether the `apiVersion` of a chart decides who reads it, before anything else is read.
  boolean knowsFormats() {
    return this == V4;
  }

  /// A directory is no chart.
  String noChart(String manifest) {
    return switch (this) {
      case V3 -> "Chart.yaml file is missing";
      case V4 ->
          "unable to detect chart at "
              + manifest
              + ": open "
              + manifest
              + ": no such file or directory";
    };
  }
}
