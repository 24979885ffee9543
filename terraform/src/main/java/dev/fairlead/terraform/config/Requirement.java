package dev.fairlead.terraform.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What must hold before a command runs.
public enum Requirement {
  /// Somebody approved the pull request.
  APPROVED,
  /// The forge would merge it.
  MERGEABLE,
  /// The base branch holds no commit that touches the project and is not in the pull request.
  UNDIVERGED;

  /// As it is written in files.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Requirement> of(String word) {
    return Arrays.stream(values()).filter(value -> value.word().equals(word)).findFirst();
  }
}
