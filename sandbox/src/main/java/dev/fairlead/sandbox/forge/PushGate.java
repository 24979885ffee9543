package dev.fairlead.sandbox.forge;

import java.util.Optional;

/// Declines pushes for a reason of its own, as a server's `pre-receive` hook does.
public interface PushGate {
  /// Lets every push in.
  PushGate OPEN = _ -> Optional.empty();

  /// Why no ref of a push is taken; empty if it is let in.
  ///
  /// @param repository `owner/name`
  Optional<String> declines(String repository);
}
