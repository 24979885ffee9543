package dev.fairlead.check;

/// The ids of the rules. People write them into their files to suppress a finding, so they stay.
final class Rules {
  static final String YAML = "yaml-syntax";
  static final String JSON = "json-syntax";
  static final String APPLICATION = "argocd-application-invalid";
  static final String APPSET = "appset-template-invalid";
  static final String SOURCE_PATH = "argocd-source-path-missing";
  static final String REPOSITORY = "argocd-repo-outlier";
  static final String OWNERSHIP = "argocd-duplicate-ownership";
  static final String RENDER = "argocd-render-fails";
  static final String VALUES_FILE = "helm-values-file-missing";
  static final String NIL = "helm-nil-deref";
  static final String VALUE_TYPE = "helm-value-type";
  static final String TEMPLATE = "helm-template-fails";
  static final String CHART = "helm-chart-invalid";
  static final String DEPENDENCY = "helm-dependency-missing";
  static final String KUSTOMIZE_PATH = "kustomize-path-missing";
  static final String KUSTOMIZE_BUILD = "kustomize-build-fails";
  static final String WORKFLOW = "workflow-invalid";
  static final String WORKFLOW_PATH = "workflow-path-dead";
  static final String WRITE_BACK = "write-back-shadowed";

  static final String INTERNAL = "check-incomplete";

  private Rules() {}
}
