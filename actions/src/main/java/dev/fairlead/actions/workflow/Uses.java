package dev.fairlead.actions.workflow;

import dev.fairlead.model.Position;
import java.util.Locale;
import java.util.Optional;

/// What `uses` names.
public sealed interface Uses {
  Position at();

  /// As written.
  String text();

  /// A folder (or a workflow file) of the repository itself.
  ///
  /// @param path without the leading `./`
  record Local(Position at, String text, String path) implements Uses {}

  /// @param image without `docker://`
  record Docker(Position at, String text, String image) implements Uses {}

  /// @param path below the repository's root; empty: the root
  /// @param ref branch, tag or commit
  record Remote(Position at, String text, String owner, String name, String path, String ref)
      implements Uses {

    /// `owner/name`, lower case.
    public String repository() {
      return (owner + "/" + name).toLowerCase(Locale.ROOT);
    }

    /// `owner/name/path`, lower case: what built-in actions are known by.
    public String key() {
      return repository() + (path.isEmpty() ? "" : "/" + path.toLowerCase(Locale.ROOT));
    }
  }

  /// Empty when it has none of the forms.
  static Optional<Uses> parse(Position at, String text) {
    if (text.startsWith("./") || text.equals(".")) {
      return Optional.of(new Local(at, text, strip(text.substring(Math.min(2, text.length())))));
    }
    if (text.startsWith("$/")) {
      return Optional.of(new Local(at, text, strip(text.substring(2))));
    }
    if (text.startsWith("docker://") && text.length() > 9) {
      return Optional.of(new Docker(at, text, text.substring(9)));
    }
    int mark = text.indexOf('@');
    if (mark <= 0 || mark == text.length() - 1) {
      return Optional.empty();
    }
    String[] parts = text.substring(0, mark).split("/", 3);
    if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Remote(
            at,
            text,
            parts[0],
            parts[1],
            parts.length > 2 ? strip(parts[2]) : "",
            text.substring(mark + 1)));
  }

  private static String strip(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
