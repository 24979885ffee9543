package dev.fairlead.terraform.plan;

import java.util.List;

/// What a plan would do to one resource.
///
/// @param address such as `module.net.aws_subnet.a[0]`
/// @param reason Terraform's word, such as `replace_because_tainted`; may be empty
/// @param forcedBy attributes that cannot be changed in place, such as `ami`
/// @param from the former address of a moved resource; may be empty
public record PlannedChange(
    String address, Action action, String reason, List<String> forcedBy, String from) {

  /// In the order in which they deserve attention.
  public enum Action {
    REPLACE,
    DELETE,
    FORGET,
    UPDATE,
    CREATE,
    IMPORT,
    MOVE,
    READ
  }

  public PlannedChange {
    forcedBy = List.copyOf(forcedBy);
  }
}
