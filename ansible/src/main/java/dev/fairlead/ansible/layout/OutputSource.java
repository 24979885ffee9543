package dev.fairlead.ansible.layout;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A Terraform output that feeds hosts into the inventory: one entry of `ansible.inventory.outputs`
/// in `fairlead.yaml`.
///
/// @param project id of the Terraform project; empty: any project that has the output
/// @param output name of the output
/// @param name field that names the host in a list; a map's key names it otherwise
/// @param address fields of which the first that is present becomes `ansible_host`
/// @param groups where a host's groups come from
/// @param labels field that becomes `node_labels`
/// @param hostKey field with the host's SSH public keys
/// @param vars constants for every host; the only place that may set `ansible_*` variables
public record OutputSource(
    String project,
    String output,
    Shape shape,
    String name,
    List<String> address,
    List<GroupSource> groups,
    Optional<String> labels,
    Optional<String> hostKey,
    Map<String, String> vars) {

  /// How the value of an output lists hosts.
  public enum Shape {
    AUTO,
    /// A text that is an INI inventory.
    INI,
    /// A text that is a YAML inventory.
    YAML,
    /// Host name to its fields.
    MAP,
    /// A list of objects that hold their name.
    LIST,
    /// Group name to addresses or host names.
    GROUPS
  }

  /// A field whose value (or values) names a host's groups.
  ///
  /// @param rename group by value; other values name their group themselves
  /// @param prefix what is put before the name
  public record GroupSource(String field, Map<String, String> rename, String prefix) {
    public GroupSource {
      rename = Map.copyOf(rename);
    }
  }

  /// Fields of which the first that is present is the address, unless declared otherwise.
  public static final List<String> ADDRESS_FIELDS =
      List.of("ansible_host", "private_ip", "address", "ip", "ip_address", "public_ip");

  public OutputSource {
    address = List.copyOf(address);
    groups = List.copyOf(groups);
    vars = new java.util.TreeMap<>(vars);
  }

  /// An output as the convention reads it, without a declaration.
  public static OutputSource conventional(String output) {
    return new OutputSource(
        "",
        output,
        Shape.AUTO,
        "name",
        ADDRESS_FIELDS,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }
}
