package dev.fairlead.sandbox.forge.pulls;

import org.jspecify.annotations.Nullable;

/// A label of a repository.
///
/// @param color six hexadecimal digits
public record Label(String name, String color, @Nullable String description) {
  /// The colour of a label that was made by being used.
  public static final String PLAIN = "ededed";
}
