package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/// The quality of service class that a Pod's requests and limits give it.
final class PodQuality {

  private PodQuality() {}

  /// `Guaranteed`, `Burstable` or `BestEffort`.
  static String of(JsonNode spec) {
    boolean any = false;
    boolean guaranteed = true;
    if (spec.path("resources").isObject() && !spec.path("resources").isEmpty()) {
      return ofResources(spec.path("resources"));
    }
    for (String list : new String[] {"containers", "initContainers"}) {
      for (JsonNode container : spec.path(list)) {
        JsonNode resources = container.path("resources");
        any |= counts(resources.path("requests")) || counts(resources.path("limits"));
        guaranteed &= isGuaranteed(resources);
      }
    }
    return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
  }

  private static String ofResources(JsonNode resources) {
    return isGuaranteed(resources)
        ? "Guaranteed"
        : counts(resources.path("requests")) || counts(resources.path("limits"))
            ? "Burstable"
            : "BestEffort";
  }

  private static boolean counts(JsonNode amounts) {
    for (Map.Entry<String, JsonNode> amount : amounts.properties()) {
      boolean computes = amount.getKey().equals("cpu") || amount.getKey().equals("memory");
      if (computes && positive(amount.getValue())) {
        return true;
      }
    }
    return false;
  }

  private static boolean positive(JsonNode amount) {
    return Quantity.of(amount).map(quantity -> quantity.amount().signum() > 0).orElse(false);
  }

  private static boolean isGuaranteed(JsonNode resources) {
    for (String name : new String[] {"cpu", "memory"}) {
      JsonNode limit = resources.path("limits").path(name);
      JsonNode request = resources.path("requests").path(name);
      boolean same =
          positive(limit)
              && (request.isMissingNode()
                  || Quantity.of(limit)
                      .flatMap(l -> Quantity.of(request).map(r -> r.compareTo(l) == 0))
                      .orElse(false));
      if (!same) {
        return false;
      }
    }
    return true;
  }
}
