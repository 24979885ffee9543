package dev.fairlead.terraform.project;

import org.jspecify.annotations.Nullable;

/// What names a project in its repository. One project is one Terraform state.
///
/// @param dir cleaned path from the root; `.` for the root itself
public record ProjectId(String dir, String workspace, @Nullable String name) {

  /// What people call it: its name, else directory and workspace.
  public String label() {
    return name != null ? name : dir + "/" + workspace;
  }

  /// As comments name it.
  public String triple() {
    return (name == null ? "" : "project: `" + name + "` ")
        + "dir: `"
        + dir
        + "` workspace: `"
        + workspace
        + "`";
  }

  @Override
  public String toString() {
    return label();
  }
}
