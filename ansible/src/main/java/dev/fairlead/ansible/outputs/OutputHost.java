package dev.fairlead.ansible.outputs;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A host as an output describes it.
///
/// @param place where in the outputs it stands, such as `nodes["worker-3"]`
/// @param name empty where only its address is known
/// @param groups as the output names them
/// @param address becomes `ansible_host`
/// @param vars further variables, as an INI host line writes them
record OutputHost(
    String place,
    Optional<String> name,
    List<String> groups,
    Optional<String> address,
    Map<String, String> vars) {
  OutputHost {
    groups = List.copyOf(groups);
    vars = new TreeMap<>(vars);
  }
}
