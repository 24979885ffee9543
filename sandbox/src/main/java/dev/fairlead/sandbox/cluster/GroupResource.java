package dev.fairlead.sandbox.cluster;

/// A collection of objects by API group and plural name, whatever the version: `pods`,
/// `deployments.apps`.
///
/// @param group the API group, empty for the core group
/// @param resource the plural name as it stands in URLs
public record GroupResource(String group, String resource) {
  public static final GroupResource NAMESPACES = of("namespaces");
  public static final GroupResource NODES = of("nodes");
  public static final GroupResource PODS = of("pods");
  public static final GroupResource SERVICES = of("services");
  public static final GroupResource ENDPOINTS = of("endpoints");
  public static final GroupResource CONFIG_MAPS = of("configmaps");
  public static final GroupResource SECRETS = of("secrets");
  public static final GroupResource SERVICE_ACCOUNTS = of("serviceaccounts");
  public static final GroupResource EVENTS = of("events");
  public static final GroupResource PERSISTENT_VOLUMES = of("persistentvolumes");
  public static final GroupResource PERSISTENT_VOLUME_CLAIMS = of("persistentvolumeclaims");
  public static final GroupResource REPLICATION_CONTROLLERS = of("replicationcontrollers");
  public static final GroupResource DEPLOYMENTS = of("deployments.apps");
  public static final GroupResource REPLICA_SETS = of("replicasets.apps");
  public static final GroupResource STATEFUL_SETS = of("statefulsets.apps");
  public static final GroupResource DAEMON_SETS = of("daemonsets.apps");
  public static final GroupResource CONTROLLER_REVISIONS = of("controllerrevisions.apps");
  public static final GroupResource JOBS = of("jobs.batch");
  public static final GroupResource CRON_JOBS = of("cronjobs.batch");
  public static final GroupResource INGRESSES = of("ingresses.networking.k8s.io");
  public static final GroupResource ENDPOINT_SLICES = of("endpointslices.discovery.k8s.io");
  public static final GroupResource POD_DISRUPTION_BUDGETS = of("poddisruptionbudgets.policy");
  public static final GroupResource STORAGE_CLASSES = of("storageclasses.storage.k8s.io");
  public static final GroupResource PRIORITY_CLASSES = of("priorityclasses.scheduling.k8s.io");
  public static final GroupResource LEASES = of("leases.coordination.k8s.io");
  public static final GroupResource CUSTOM_RESOURCE_DEFINITIONS =
      of("customresourcedefinitions.apiextensions.k8s.io");

  /// Reads the form that kubectl and error messages use: the plural, then, for a group other than
  /// the core group, a dot and the group.
  public static GroupResource of(String text) {
    int dot = text.indexOf('.');
    return dot < 0
        ? new GroupResource("", text)
        : new GroupResource(text.substring(dot + 1), text.substring(0, dot));
  }

  /// `pods`, `deployments.apps`.
  @Override
  public String toString() {
    return group.isEmpty() ? resource : resource + "." + group;
  }
}
