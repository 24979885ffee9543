package dev.fairlead.yaml;

import dev.fairlead.model.Position;

/// A text is not YAML, breaks a limit, or has no meaning in the schema it was read with. The
/// message of [#getMessage] starts with the position.
public final class YamlException extends RuntimeException {
  private final Position position;
  private final String problem;

  public YamlException(Position position, String problem) {
    super(position + ": " + problem);
    this.position = position;
    this.problem = problem;
  }

  YamlException(Position position, String problem, Throwable cause) {
    super(position + ": " + problem, cause);
    this.position = position;
    this.problem = problem;
  }

  public Position position() {
    return position;
  }

  /// The message without the position.
  public String problem() {
    return problem;
  }
}
