package dev.fairlead.terraform.config;

import java.util.Optional;

/// Which names a workspace may have. The name becomes part of file names and an argument.
public final class Workspace {

  private Workspace() {}

  /// Why a name is refused; empty for a good one.
  public static Optional<String> problem(String name) {
    if (name.isEmpty()) {
      return Optional.of("it is empty");
    }
    if (name.contains("..") || name.equals(".")) {
      return Optional.of("it must not be '.' or contain '..'");
    }
    if (name.startsWith("-") || name.startsWith("~")) {
      return Optional.of("it must not begin with '" + name.charAt(0) + "'");
    }
    return name.chars()
            .anyMatch(c ->
                c == '/'
                    || c == '\\'
                    || c == '$'
                    || Character.isWhitespace(c)
                    || Character.isISOControl(c))
        ? Optional.of("'/', '\\', '$', blanks and control characters are not allowed")
        : Optional.empty();
  }
}
