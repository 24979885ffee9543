package dev.fairlead.sandbox.forge;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What an account may do in a repository, the least first.
public enum Role {
  NONE,
  READ,
  TRIAGE,
  WRITE,
  MAINTAIN,
  ADMIN;

  public boolean atLeast(Role other) {
    return compareTo(other) >= 0;
  }

  /// GitHub's `role_name`.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// GitHub's older `permission`, which knows four words only.
  public String permission() {
    return switch (this) {
      case NONE -> "none";
      case READ, TRIAGE -> "read";
      case WRITE, MAINTAIN -> "write";
      case ADMIN -> "admin";
    };
  }

  /// By GitHub's words, those of older API versions among them.
  public static Optional<Role> of(String text) {
    return switch (text) {
      case "pull" -> Optional.of(READ);
      case "push" -> Optional.of(WRITE);
      default -> Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
    };
  }
}
