package dev.fairlead.sandbox.registry;

/// Who may come in to the registry. Anybody may pull; a caller whose name and password are right
/// may push.
@FunctionalInterface
public interface RegistryAccess {
  /// Everybody may do everything, as in a registry that was started without authentication.
  RegistryAccess OPEN = (_, _) -> true;

  /// Whether a user's password (mostly a token) is right.
  boolean accepts(String user, String password);
}
