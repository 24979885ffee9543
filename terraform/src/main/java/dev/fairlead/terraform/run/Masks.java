package dev.fairlead.terraform.run;

import dev.fairlead.model.Secret;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Replaces secrets in what people see.
final class Masks {
  /// Shorter values would be found everywhere.
  private static final int SHORTEST = 4;

  /// As above, for values that are only guessed to be secret: `USE_TOKEN=true` is none.
  private static final int SHORTEST_GUESSED = 8;

  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i).*(secret|token|passw|private_?key|api_?key|access_?key|credential).*");

  private final List<String> values;

  private Masks(Collection<String> values) {
    // Longer ones first: one may hold another.
    this.values =
        values.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
  }

  /// @param environment values of variables whose names sound secret are masked as well
  static Masks of(Collection<Secret> secrets, Map<String, String> environment) {
    var values = new TreeSet<String>();
    for (Secret secret : secrets) {
      add(secret.reveal(), values);
    }
    environment.forEach((name, value) -> {
      if (SECRET_NAME.matcher(name).matches()
          && value.length() >= SHORTEST_GUESSED
          && !value.startsWith("/")) {
        add(value, values);
      }
    });
    return new Masks(values);
  }

  private static void add(String secret, Set<String> values) {
    for (String line : secret.lines().toList()) {
      if (line.strip().length() >= SHORTEST) {
        values.add(line.strip());
      }
    }
  }

  String apply(String text) {
    String masked = text;
    for (String value : values) {
      masked = masked.replace(value, "***");
    }
    return masked;
  }
}
