package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// Checks of LimitRanges: their bounds and defaults must fit each other.
final class LimitRangeValidation {

  private static final List<String> TYPES = List.of("Pod", "Container", "PersistentVolumeClaim");
  private static final List<String> LISTS =
      List.of("max", "min", "default", "defaultRequest", "maxLimitRequestRatio");

  private final JsonNode limit;
  private final String path;
  private final Faults faults;

  private LimitRangeValidation(JsonNode limit, String path, Faults faults) {
    this.limit = limit;
    this.path = path;
    this.faults = faults;
  }

  static void check(JsonNode spec, Faults faults) {
    Set<String> types = new HashSet<>();
    int i = 0;
    for (JsonNode limit : spec.path("limits")) {
      String at = "spec.limits[" + i++ + "]";
      String type = limit.path("type").asText();
      String wrong = Names.qualifiedName(type);
      if (wrong != null) {
        faults.invalid(at + ".type", type, wrong);
      } else if (!type.contains("/") && !TYPES.contains(type)) {
        faults.invalid(at + ".type", type, "must be a standard limit type or fully qualified");
      }
      if (!types.add(type)) {
        faults.duplicate(at + ".type", type);
      }
      new LimitRangeValidation(limit, at, faults).item(type);
    }
  }

  private void item(String type) {
    boolean pod = type.equals("Pod");
    Set<String> names = new TreeSet<>();
    for (String list : LISTS) {
      boolean standard = list.equals("default") || list.equals("defaultRequest");
      if (pod && standard) {
        if (!limit.path(list).isEmpty()) {
          faults.forbidden(path + "." + list, "may not be specified when `type` is 'Pod'");
        }
        continue;
      }
      for (var entry : limit.path(list).properties()) {
        String at = path + "." + list + "[" + entry.getKey() + "]";
        if (pod || type.equals("Container")) {
          ResourceNames.checkForContainer(entry.getKey(), at, faults);
        } else {
          ResourceNames.check(entry.getKey(), at, faults);
        }
        names.add(entry.getKey());
      }
    }
    if (type.equals("PersistentVolumeClaim")
        && !limit.path("min").has("storage")
        && !limit.path("max").has("storage")) {
      faults.required(
          path + ".limits",
          "either minimum or maximum storage value is required, but neither was provided");
    }
    names.forEach(this::bounds);
  }

  private Quantity of(String list, String name) {
    return Quantity.of(limit.path(list).path(name)).orElse(NONE);
  }

  /// Stands for an amount that is not given.
  private static final Quantity NONE =
      new Quantity(BigDecimal.valueOf(Long.MIN_VALUE), Quantity.Format.DECIMAL_SI);

  private static boolean exceeds(Quantity left, Quantity right) {
    return !left.equals(NONE) && !right.equals(NONE) && left.compareTo(right) > 0;
  }

  private void bounds(String name) {
    Quantity least = of("min", name);
    Quantity most = of("max", name);
    Quantity standard = of("default", name);
    Quantity request = of("defaultRequest", name);
    if (exceeds(least, most)) {
      fault("min", name, least, "min value %s is greater than max value %s", least, most);
    }
    if (exceeds(least, request)) {
      fault(
          "defaultRequest",
          name,
          request,
          "min value %s is greater than default request value %s",
          least,
          request);
    }
    if (exceeds(request, most)) {
      fault(
          "defaultRequest",
          name,
          request,
          "default request value %s is greater than max value %s",
          request,
          most);
    }
    if (exceeds(request, standard)) {
      fault(
          "defaultRequest",
          name,
          request,
          "default request value %s is greater than default limit value %s",
          request,
          standard);
    }
    if (exceeds(least, standard)) {
      fault(
          "default", name, least, "min value %s is greater than default value %s", least, standard);
    }
    if (exceeds(standard, most)) {
      fault("default", name, most, "default value %s is greater than max value %s", standard, most);
    }
    ratio(name, least, most);
    boolean both = !standard.equals(NONE) && !request.equals(NONE);
    if (both && !ResourceNames.mayDiffer(name) && standard.compareTo(request) != 0) {
      fault(
          "defaultRequest",
          name,
          request,
          "default value %s must equal to defaultRequest value %s in " + name,
          standard,
          request);
    }
  }

  private void ratio(String name, Quantity least, Quantity most) {
    Quantity ratio = of("maxLimitRequestRatio", name);
    if (ratio.equals(NONE)) {
      return;
    }
    String at = path + ".maxLimitRequestRatio[" + name + "]";
    if (ratio.amount().compareTo(BigDecimal.ONE) < 0) {
      faults.invalid(at, ratio.toString(), "ratio %s is less than 1".formatted(ratio));
    }
    if (!least.equals(NONE) && !most.equals(NONE) && least.amount().signum() != 0) {
      BigDecimal limit = most.amount().divide(least.amount(), MathContext.DECIMAL64);
      if (ratio.amount().compareTo(limit) > 0) {
        faults.invalid(
            at,
            ratio.toString(),
            String.format(Locale.ROOT, "ratio %s is greater than max/min = %f", ratio, limit));
      }
    }
  }

  private void fault(
      String list, String name, Quantity value, String text, Quantity left, Quantity right) {
    faults.invalid(
        path + "." + list + "[" + name + "]", value.toString(), text.formatted(left, right));
  }
}
