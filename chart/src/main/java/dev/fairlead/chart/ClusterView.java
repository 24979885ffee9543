package dev.fairlead.chart;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// The cluster as the template function `lookup` sees it. Both methods may fail with a
/// [ChartException], whose message becomes the function's error: helm does so where the API server
/// refuses, or does not know the kind.
public interface ClusterView {
  /// No cluster, as with `helm template`: nothing is found.
  ClusterView NONE =
      new ClusterView() {
        @Override
        public Optional<ObjectNode> get(
            String apiVersion, String kind, String namespace, String name) {
          return Optional.empty();
        }

        @Override
        public Optional<ObjectNode> list(String apiVersion, String kind, String namespace) {
          return Optional.empty();
        }
      };

  /// One object; empty where there is none.
  ///
  /// @param namespace empty for what has none
  Optional<ObjectNode> get(String apiVersion, String kind, String namespace, String name);

  /// The list object with all of a kind, its `items` among it.
  ///
  /// @param namespace empty for those of all namespaces
  Optional<ObjectNode> list(String apiVersion, String kind, String namespace);
}
