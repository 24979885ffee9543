package dev.fairlead.chart.functions;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/// What `lookup` asks.
@FunctionalInterface
public interface Lookup {

  /// An object, or a list of objects where the name is empty.
  ///
  /// @throws dev.fairlead.chart.go.GoError with the reason that the template's author reads
  Optional<? extends JsonNode> find(String apiVersion, String kind, String namespace, String name);
}
