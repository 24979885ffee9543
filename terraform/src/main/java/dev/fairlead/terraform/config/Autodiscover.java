package dev.fairlead.terraform.config;

import java.util.List;

/// Whether directories with changed files become projects by themselves.
///
/// @param ignorePaths doublestar patterns of directories that never do
public record Autodiscover(Mode mode, List<String> ignorePaths) {
  public static final Autodiscover DEFAULT = new Autodiscover(Mode.AUTO, List.of());

  public enum Mode {
    /// Where the repository's file lists no project.
    AUTO,
    ENABLED,
    DISABLED
  }

  public Autodiscover {
    ignorePaths = List.copyOf(ignorePaths);
  }
}
