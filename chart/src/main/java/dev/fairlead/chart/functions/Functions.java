package dev.fairlead.chart.functions;

import dev.fairlead.chart.go.GoFunction;
import dev.fairlead.chart.template.Control;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// The table of functions.
public final class Functions {
  private Functions() {}

  /// All functions that a template may call.
  ///
  /// @param clock for `now` and its relatives; its zone is the local one of `date`
  /// @param random for `randAlphaNum` and its relatives
  /// @param impure called when a function is used whose result is not the same next time
  /// @param lookup the cluster that `lookup` asks
  public static Map<String, GoFunction> all(
      Clock clock, RandomGenerator random, Lookup lookup, Runnable impure) {
    Map<String, GoFunction> table = new HashMap<>();
    Registry registry = new Registry(table, impure);
    Control.functions().forEach(registry::add);
    Builtins.register(registry);
    Texts.register(registry);
    Cases.register(registry);
    Numbers.register(registry);
    Lists.register(registry);
    Dicts.register(registry);
    Flow.register(registry, lookup);
    Dates.register(registry, clock);
    Regexes.register(registry);
    Encodings.register(registry, clock);
    Paths.register(registry);
    Versions.register(registry);
    Urls.register(registry);
    Randoms.register(registry, random);
    Crypto.register(registry, clock, random);
    return Map.copyOf(table);
  }
}
