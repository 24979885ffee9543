package dev.fairlead.sync.render;

import java.util.List;

/// What templates may ask about the cluster.
///
/// @param kubeVersion such as `v1.36.0`
/// @param apiVersions `group/version` and `group/version/Kind`
public record ClusterFacts(String kubeVersion, List<String> apiVersions) {
  public ClusterFacts {
    apiVersions = List.copyOf(apiVersions);
  }
}
