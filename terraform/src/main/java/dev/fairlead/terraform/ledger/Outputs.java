package dev.fairlead.terraform.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Output values of a root module with their types.
///
/// @param values by name, sorted; to be read only
/// @param sensitive names of those that are marked so; their values are kept nowhere
public record Outputs(Map<String, Value> values, List<String> sensitive) {
  public static final Outputs NONE = new Outputs(Map.of(), List.of());

  public Outputs {
    values = new LinkedHashMap<>(values);
    sensitive = List.copyOf(sensitive);
  }

  /// @param type Terraform's type, such as `"string"` or `["map","string"]`
  public record Value(JsonNode type, JsonNode value) {}

  /// The value of an output; empty where there is none of that name, or it is sensitive.
  public Optional<JsonNode> find(String name) {
    return Optional.ofNullable(values.get(name)).map(Value::value);
  }
}
