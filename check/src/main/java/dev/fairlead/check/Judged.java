package dev.fairlead.check;

import dev.fairlead.model.Finding;

/// A finding and how it counts.
///
/// @param valuesPath the path of the value that it is about, such as `.Values.api.auth.probe`;
///   empty where it is about none
/// @param reason for [Standing#SUPPRESSED] what the comment says; else empty
public record Judged(Finding finding, String valuesPath, Standing standing, String reason) {

  /// How a finding counts.
  public enum Standing {
    /// The change brings it.
    NEW,
    /// It was there before the change.
    INHERITED,
    /// A `fairlead:ignore` comment holds.
    SUPPRESSED
  }
}
