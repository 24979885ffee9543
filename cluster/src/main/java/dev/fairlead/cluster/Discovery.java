package dev.fairlead.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// The kinds that a cluster served at one moment. Groups come in the server's order, in each the
/// preferred version first.
public final class Discovery {
  private final List<ApiResource> resources;
  private final Map<String, ApiResource> byGroupKind = new LinkedHashMap<>();
  private final Map<String, ApiResource> byVersionKind = new LinkedHashMap<>();

  public Discovery(List<ApiResource> resources) {
    this.resources = List.copyOf(resources);
    for (ApiResource resource : resources) {
      byGroupKind.putIfAbsent(resource.group() + "/" + resource.kind(), resource);
      byVersionKind.putIfAbsent(resource.apiVersion() + "/" + resource.kind(), resource);
    }
  }

  /// Every kind in every version.
  public List<ApiResource> resources() {
    return resources;
  }

  /// Every kind once, in its preferred version.
  public List<ApiResource> preferred() {
    return List.copyOf(byGroupKind.values());
  }

  /// A kind in its preferred version.
  public Optional<ApiResource> find(String group, String kind) {
    return Optional.ofNullable(byGroupKind.get(group + "/" + kind));
  }

  /// A kind in just this version.
  public Optional<ApiResource> findVersion(String apiVersion, String kind) {
    return Optional.ofNullable(byVersionKind.get(apiVersion + "/" + kind));
  }

  /// What Helm's `.Capabilities.APIVersions` holds: `group/version` and `group/version/Kind`.
  public List<String> apiVersions() {
    var all = new TreeSet<String>();
    for (ApiResource resource : resources) {
      all.add(resource.apiVersion());
      all.add(resource.apiVersion() + "/" + resource.kind());
    }
    return new ArrayList<>(all);
  }
}
