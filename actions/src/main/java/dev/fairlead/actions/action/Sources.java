package dev.fairlead.actions.action;

import dev.fairlead.git.Mirror;
import java.util.Optional;

/// Where the files of repositories come from.
@FunctionalInterface
public interface Sources {

  /// The mirror of a repository; empty where Fairlead keeps none.
  ///
  /// @param repository `owner/name`
  Optional<Mirror> mirror(String repository);
}
