package dev.fairlead.sync.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ResourceKey;
import dev.fairlead.kubernetes.Health;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One object after comparison.
///
/// @param target null where it is only live
/// @param live null where it is only wanted
/// @param verdict what it comes to
/// @param counts whether it makes the Application out of sync if it is
/// @param differences the fields that differ, Secret values masked; empty where in sync
/// @param health of the live object; empty for kinds without a rule
public record Compared(
    ResourceKey key,
    @Nullable Target target,
    @Nullable ObjectNode live,
    Verdict verdict,
    boolean counts,
    List<String> differences,
    Optional<Health> health) {

  public Compared {
    differences = List.copyOf(differences);
  }

  public enum Verdict {
    SYNCED,
    /// Live, but not as wanted.
    DIFFERENT,
    /// Wanted, but not live.
    MISSING,
    /// Live and ours, but not wanted.
    EXTRA,
    /// A hook, or an object that is left alone.
    NONE
  }

  public boolean outOfSync() {
    return switch (verdict) {
      case DIFFERENT, MISSING, EXTRA -> true;
      case SYNCED, NONE -> false;
    };
  }
}
