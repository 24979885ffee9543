package dev.fairlead.sync.plan;

/// Annotations and finalizers that Argo CD and Helm gave a meaning.
public final class Names {
  public static final String PREFIX = "argocd.argoproj.io/";
  public static final String HOOK = PREFIX + "hook";
  public static final String HOOK_DELETE_POLICY = PREFIX + "hook-delete-policy";
  public static final String SYNC_WAVE = PREFIX + "sync-wave";
  public static final String SYNC_OPTIONS = PREFIX + "sync-options";
  public static final String COMPARE_OPTIONS = PREFIX + "compare-options";
  public static final String TRACKING_ID = PREFIX + "tracking-id";
  public static final String REFRESH = PREFIX + "refresh";
  public static final String SKIP_RECONCILE = PREFIX + "skip-reconcile";
  public static final String DELETION_APPROVED = PREFIX + "deletion-approved";
  public static final String IGNORE_HEALTHCHECK = PREFIX + "ignore-healthcheck";
  public static final String APPLICATION_SET_REFRESH = PREFIX + "application-set-refresh";
  public static final String HOOK_FINALIZER = PREFIX + "hook-finalizer";
  public static final String HELM_HOOK = "helm.sh/hook";
  public static final String HELM_HOOK_WEIGHT = "helm.sh/hook-weight";
  public static final String HELM_HOOK_DELETE_POLICY = "helm.sh/hook-delete-policy";
  public static final String HELM_RESOURCE_POLICY = "helm.sh/resource-policy";
  public static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private Names() {}
}
