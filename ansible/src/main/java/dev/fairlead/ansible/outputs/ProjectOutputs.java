package dev.fairlead.ansible.outputs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Outputs of one Terraform project at its newest applied revision.
///
/// @param project the project's id, as `fairlead.yaml` and messages call it
/// @param values by name; to be read only
/// @param sensitive names of outputs that are marked so; their values are not known
public record ProjectOutputs(
    String project, Map<String, JsonNode> values, Collection<String> sensitive) {
  public ProjectOutputs {
    values = new TreeMap<>(values);
    sensitive = List.copyOf(sensitive);
  }
}
