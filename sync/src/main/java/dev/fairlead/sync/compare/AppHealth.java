package dev.fairlead.sync.compare;

import dev.fairlead.kubernetes.Health;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.plan.Names;
import java.util.ArrayList;
import java.util.List;

/// The health of an Application from that of its objects, by Argo CD's rules.
public final class AppHealth {
  private static final int NAMED = 3;

  private AppHealth() {}

  public static Health of(Application application, Comparison comparison) {
    Health.Status worst = Health.Status.HEALTHY;
    var culprits = new ArrayList<String>();
    int expected = 0;
    int live = 0;
    for (Compared object : comparison.objects()) {
      if (object.verdict() == Compared.Verdict.NONE) {
        continue;
      }
      if (object.target() != null) {
        expected++;
      }
      if (object.live() == null) {
        continue;
      }
      live++;
      boolean ignored =
          object
                  .live()
                  .path("metadata")
                  .path("annotations")
                  .path(Names.IGNORE_HEALTHCHECK)
                  .asText("")
                  .equals("true")
              || isItself(application, object);
      if (ignored || object.health().isEmpty()) {
        continue;
      }
      Health health = object.health().get();
      if (health.status() != Health.Status.HEALTHY && health.status().compareTo(worst) >= 0) {
        if (health.status() != worst) {
          culprits.clear();
        }
        culprits.add(
            object.key().kind()
                + "/"
                + object.key().name()
                + (health.message().isEmpty() ? "" : ": " + health.message()));
      }
      worst = worst.worse(health.status());
    }
    if (expected > 0 && live == 0) {
      return new Health(
          Health.Status.MISSING, "none of the %d objects is there".formatted(expected));
    }
    return new Health(worst, message(culprits));
  }

  private static boolean isItself(Application application, Compared object) {
    return object.key().kind().equals(Application.KIND)
        && object.key().group().equals(Application.GROUP)
        && object.key().name().equals(application.name());
  }

  private static String message(List<String> culprits) {
    String named = String.join("; ", culprits.stream().limit(NAMED).toList());
    return culprits.size() > NAMED
        ? named + " and %d more".formatted(culprits.size() - NAMED)
        : named;
  }
}
