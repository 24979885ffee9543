package dev.fairlead.terraform.project;

import org.jspecify.annotations.Nullable;

/// Which projects a command names. Either a name, or a directory and a workspace, one of which may
/// be missing; or nothing.
///
/// @param name after `-p`
/// @param dir after `-d`, cleaned; may be a glob
/// @param workspace after `-w`
public record Target(@Nullable String name, @Nullable String dir, @Nullable String workspace) {
  public static final Target ALL = new Target(null, null, null);

  /// Whether it names no project, so that all that concern the change are meant.
  public boolean isAll() {
    return name == null && dir == null && workspace == null;
  }
}
