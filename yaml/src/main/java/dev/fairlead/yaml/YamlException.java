package dev.fairlead.yaml;

import dev.fairlead.model.Position;

/// A text is not YAML, breaks a limit, or has no meaning in the schema it was read with. The
/// message of [#getMessage] starts with the position.
public final class YamlException extends RuntimeException {
  private final Position position;
  private final String problem;
  private final String goMessage;

  public YamlException(Position position, String problem) {
    this(position, problem, "yaml: " + problem);
  }

  YamlException(Position position, String problem, String goMessage) {
    super(position + ": " + problem);
    this.position = position;
    this.problem = problem;
    this.goMessage = goMessage;
  }

  YamlException(Position position, String problem, Throwable cause) {
    super(position + ": " + problem, cause);
    this.position = position;
    this.problem = problem;
    this.goMessage = "yaml: " + problem;
  }

  public Position position() {
    return position;
  }

  /// What go-yaml v2 says, with its line number.
  public String goMessage() {
    return goMessage;
  }

  /// The message without the position.
  public String problem() {
    return problem;
  }
}
