package dev.fairlead.yaml;

/// What a plain scalar means.
public enum Schema {
  /// YAML 1.1 as `sigs.k8s.io/yaml` (go-yaml v2) reads it: kubectl, Helm, kustomize and Argo CD.
  /// `yes`, `on`, `y` are booleans, `0777` is octal, `<<` merges, keys become strings.
  YAML_1_1,
  /// YAML 1.2 core as GitHub reads workflows: `on` is a string, `0o7` is octal, `<<` is a key.
  CORE
}
