package dev.fairlead.sandbox.faults;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which requests a fault meets.
///
/// @param part the server
/// @param methods HTTP methods in upper case; empty: all
/// @param pattern what the target (path and query) must match as a whole: `*` stands for any
///   characters, slashes too; empty: every target
public record Scope(Part part, Set<String> methods, String pattern) {
  public Scope {
    methods =
        methods.stream()
            .map(method -> method.toUpperCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /// Every request to a server.
  public static Scope all(Part part) {
    return new Scope(part, Set.of(), "");
  }

  boolean meets(Part server, String method, String target) {
    return part == server
        && (methods.isEmpty() || methods.contains(method))
        && (pattern.isEmpty() || glob().matcher(target).matches());
  }

  private Pattern glob() {
    StringBuilder regex = new StringBuilder();
    for (String literal : pattern.split("\\*", -1)) {
      if (!regex.isEmpty() || pattern.startsWith("*")) {
        regex.append(".*");
      }
      regex.append(literal.isEmpty() ? "" : Pattern.quote(literal));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
