package dev.fairlead.cluster;

import java.util.List;
import java.util.Set;

/// One kind of object that a cluster serves, as its discovery documents describe it.
///
/// @param group API group, empty for the core group
/// @param plural name in URLs
/// @param subresources such as `status` and `scale`
public record ApiResource(
    String group,
    String version,
    String kind,
    String plural,
    String singular,
    boolean namespaced,
    Set<String> verbs,
    List<String> shortNames,
    Set<String> subresources) {

  public ApiResource {
    verbs = Set.copyOf(verbs);
    shortNames = List.copyOf(shortNames);
    subresources = Set.copyOf(subresources);
  }

  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  public boolean watchable() {
    return verbs.contains("list") && verbs.contains("watch");
  }

  /// The path of the collection, or of one object, below the server's URL.
  ///
  /// @param namespace empty for all namespaces, and for kinds without one
  /// @param name empty for the collection
  public String path(String namespace, String name) {
    var path =
        new StringBuilder(group.isEmpty() ? "/api/" : "/apis/" + group + "/").append(version);
    if (namespaced && !namespace.isEmpty()) {
      path.append("/namespaces/").append(namespace);
    }
    path.append('/').append(plural);
    if (!name.isEmpty()) {
      path.append('/').append(UrlPath.segment(name));
    }
    return path.toString();
  }

  /// `deployments.apps`, as Kubernetes names a kind in its messages.
  @Override
  public String toString() {
    return group.isEmpty() ? plural : plural + "." + group;
  }
}
