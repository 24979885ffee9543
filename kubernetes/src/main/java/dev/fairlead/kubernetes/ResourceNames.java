package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/// Names of resources such as `cpu` or `example.com/gpu`, and the amounts that may stand with them.
final class ResourceNames {

  private static final Set<String> CONTAINER = Set.of("cpu", "memory", "ephemeral-storage");
  private static final Set<String> COUNTED =
      Set.of(
          "pods",
          "resourcequotas",
          "services",
          "replicationcontrollers",
          "secrets",
          "configmaps",
          "persistentvolumeclaims",
          "services.nodeports",
          "services.loadbalancers");
  private static final Set<String> BY_USE =
      Set.of(
          "requests.cpu",
          "requests.memory",
          "requests.ephemeral-storage",
          "requests.storage",
          "limits.cpu",
          "limits.memory",
          "limits.ephemeral-storage");

  private ResourceNames() {}

  private static boolean isHugePage(String name) {
    return name.startsWith("hugepages-");
  }

  private static boolean isStandard(String name) {
    return isHugePage(name)
        || CONTAINER.contains(name)
        || COUNTED.contains(name)
        || BY_USE.contains(name)
        || name.equals("storage");
  }

  /// Whether a name stands in a quota without a domain.
  static boolean isQuotaStandard(String name) {
    return isHugePage(name)
        || name.startsWith("requests.hugepages-")
        || CONTAINER.contains(name)
        || COUNTED.contains(name)
        || BY_USE.contains(name);
  }

  private static boolean isNative(String name) {
    return !name.contains("/") || name.contains("kubernetes.io/");
  }

  private static boolean isExtended(String name) {
    return !isNative(name)
        && !name.startsWith("requests.")
        && Names.qualifiedName("requests." + name) == null;
  }

  /// Whether more can be asked for than there is, so that requests and limits may differ.
  private static boolean isOvercommitted(String name) {
    return isNative(name) && !isHugePage(name);
  }

  /// The name of any resource; whether it passed.
  static boolean check(String name, String at, Faults faults) {
    String wrong = Names.qualifiedName(name);
    if (wrong != null) {
      faults.invalid(at, name, wrong);
      return false;
    }
    if (!name.contains("/") && !isStandard(name)) {
      faults.invalid(at, name, "must be a standard resource type or fully qualified");
      return false;
    }
    return true;
  }

  /// The name of a resource that containers ask for.
  static void checkForContainer(String name, String at, Faults faults) {
    check(name, at, faults);
    if (!name.contains("/")) {
      if (!CONTAINER.contains(name) && !isHugePage(name)) {
        faults.invalid(at, name, "must be a standard resource for containers");
      }
    } else if (!isNative(name) && !isExtended(name)) {
      faults.invalid(at, name, "doesn't follow extended resource name standard");
    }
  }

  /// The name of a resource that a quota limits.
  static void checkForQuota(String name, String at, Faults faults) {
    check(name, at, faults);
    if (!name.contains("/") && !isQuotaStandard(name)) {
      faults.invalid(at, name, "must be a standard resource for quota");
    }
  }

  /// An amount: not negative, and whole where the resource is counted in pieces.
  static void amount(String name, JsonNode value, String at, Faults faults) {
    Quantity.of(value)
        .ifPresent(amount -> {
          if (amount.amount().signum() < 0) {
            faults.invalid(at, amount.toString(), "must be greater than or equal to 0");
          }
          boolean whole = COUNTED.contains(name) || isExtended(name) || name.startsWith("count/");
          if (whole && amount.amount().stripTrailingZeros().scale() > 0) {
            faults.invalid(at, amount.toString(), "must be an integer");
          }
        });
  }

  /// The `resources` of a container, or a Pod's overhead as its limits.
  static void requirements(JsonNode resources, String path, Faults faults) {
    JsonNode limits = resources.path("limits");
    JsonNode requests = resources.path("requests");
    boolean huge = amounts(limits, path + ".limits", faults);
    huge |= amounts(requests, path + ".requests", faults);
    for (Map.Entry<String, JsonNode> request : requests.properties()) {
      againstLimit(request, limits, path, faults);
    }
    boolean ordinary =
        limits.has("cpu") || limits.has("memory") || requests.has("cpu") || requests.has("memory");
    if (huge && !ordinary) {
      faults.forbidden(path, "HugePages require cpu or memory");
    }
  }

  private static boolean amounts(JsonNode amounts, String path, Faults faults) {
    boolean huge = false;
    for (Map.Entry<String, JsonNode> entry : amounts.properties()) {
      String at = path + "[" + entry.getKey() + "]";
      checkForContainer(entry.getKey(), at, faults);
      amount(entry.getKey(), entry.getValue(), at, faults);
      if (isHugePage(entry.getKey())) {
        huge = true;
        pages(entry.getKey(), entry.getValue(), at, faults);
      }
    }
    return huge;
  }

  private static void pages(String name, JsonNode value, String at, Faults faults) {
    Quantity page = Quantity.tryParse(name.substring("hugepages-".length())).orElse(null);
    Quantity amount = Quantity.of(value).orElse(null);
    boolean divisible =
        page != null
            && amount != null
            && page.amount().signum() > 0
            && amount.amount().remainder(page.amount()).signum() == 0;
    if (!divisible) {
      faults.invalid(
          at,
          value.asText(),
          "%s is not positive integer multiple of %s".formatted(value.asText(), name));
    }
  }

  private static void againstLimit(
      Map.Entry<String, JsonNode> request, JsonNode limits, String path, Faults faults) {
    String name = request.getKey();
    Quantity asked = Quantity.of(request.getValue()).orElse(null);
    Quantity limit = Quantity.of(limits.path(name)).orElse(null);
    if (limit == null) {
      if (!isOvercommitted(name)) {
        faults.required(path + ".limits", "Limit must be set for non overcommitable resources");
      }
    } else if (asked != null) {
      int order = asked.compareTo(limit);
      if (order != 0 && !isOvercommitted(name)) {
        faults.invalid(
            path + ".requests",
            asked.toString(),
            "must be equal to %s limit of %s".formatted(name, limit));
      } else if (order > 0) {
        faults.invalid(
            path + ".requests",
            asked.toString(),
            "must be less than or equal to %s limit of %s".formatted(name, limit));
      }
    }
  }

  /// Whether a default and a default request may differ.
  static boolean mayDiffer(String name) {
    return isOvercommitted(name);
  }
}
