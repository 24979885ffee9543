package dev.fairlead.sync.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ClusterException;
import dev.fairlead.kubernetes.Health;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.plan.Hook;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Compares one object after the other for a [Comparison].
record Comparer(
    Application application,
    Comparison.Live live,
    KindTypes types,
    Comparison.DryRun dryRun,
    Verdicts verdicts) {

  /// How often an object is looked at again that changed while the server was asked about it.
  private static final int TRIES = 3;

  Compared compare(Target target, @Nullable ObjectNode found) {
    Optional<Health> health = found == null ? Optional.empty() : Health.of(found);
    if (target.hook().role() != Hook.Role.ORDINARY) {
      return new Compared(
          target.key(), target, found, Compared.Verdict.NONE, false, List.of(), health);
    }
    ObjectNode now = found;
    for (int attempt = 1; now != null; attempt++) {
      try {
        return result(target, now, differences(target, now));
      } catch (Stale _) {
        // The cache is behind: what the server answered is not about what we hold.
        if (attempt == TRIES) {
          return result(target, now, List.of("it changes all the time"));
        }
        now = live.fresh(target.key()).orElse(null);
      }
    }
    return new Compared(
        target.key(), target, null, Compared.Verdict.MISSING, true, List.of(), Optional.empty());
  }

  private static Compared result(Target target, ObjectNode now, List<String> differences) {
    return new Compared(
        target.key(),
        target,
        now,
        differences.isEmpty() ? Compared.Verdict.SYNCED : Compared.Verdict.DIFFERENT,
        true,
        differences,
        Health.of(now));
  }

  /// The object is another one by now.
  private static final class Stale extends RuntimeException {
    Stale() {
      super("stale", null, false, false);
    }
  }

  private List<String> differences(Target target, ObjectNode now) {
    ApplyStep.Mode mode =
        ApplyStep.Mode.of(application.syncPolicy().options(), target.object(), now);
    var normalizer = new Normalizer(IgnoreRules.of(application, target.key()));
    // Replacing is compared as a merge: a replacement would drop what the server itself has added.
    ApplyStep step =
        ApplyStep.of(
            types.of(target.object()).orElse(null),
            Comparison.forMerge(target.object()),
            now,
            new ApplyStep.Mode(mode.serverSide(), false, false, mode.validate()));
    ObjectNode normal = normalizer.normalize(now);
    return switch (step) {
      case ApplyStep.Nothing() -> List.of();
      case ApplyStep.Patch patch -> {
        ObjectNode predicted = normalizer.normalize(patch.merged());
        yield JsonEquality.same(predicted, normal)
            ? List.of()
            : asked(target, now, step, normalizer, normal, predicted);
      }
      case ApplyStep.ServerSide _ -> asked(target, now, step, normalizer, normal, null);
      case ApplyStep.Create _, ApplyStep.Replace _, ApplyStep.Recreate _ ->
          throw new IllegalStateException("a live object is merged, not " + step);
    };
  }

  private List<String> asked(
      Target target,
      ObjectNode now,
      ApplyStep step,
      Normalizer normalizer,
      ObjectNode normal,
      @Nullable ObjectNode predicted) {
    String fingerprint = Verdicts.fingerprint(target.key(), target.object(), normal);
    Optional<List<String>> known = verdicts.find(fingerprint);
    if (known.isPresent()) {
      return known.get();
    }
    try {
      ObjectNode answer = dryRun.result(target, now, step);
      // A dry run answers with the version that it started from.
      if (!version(answer).equals(version(now))) {
        throw new Stale();
      }
      ObjectNode result = normalizer.normalize(answer);
      List<String> differences =
          JsonEquality.same(result, normal) ? List.of() : lines(result, normal);
      verdicts.keep(fingerprint, differences);
      return differences;
    } catch (ClusterException e) {
      if (e.isUnreachable()) {
        throw e;
      }
      // The sync will say more; what matters here is that it is not as wanted.
      return predicted == null
          ? List.of("the server refuses it: " + e.getMessage())
          : lines(predicted, normal);
    }
  }

  private static String version(ObjectNode object) {
    return object.path("metadata").path("resourceVersion").asText("");
  }

  private static List<String> lines(ObjectNode wanted, ObjectNode now) {
    var masking = new Masking();
    // Live first: what is there now is the reference.
    ObjectNode maskedLive = masking.mask(now);
    ObjectNode maskedWanted = masking.mask(wanted);
    return Difference.between(maskedWanted, maskedLive).stream().map(Difference::toString).toList();
  }
}
