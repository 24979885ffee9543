package dev.fairlead.cli.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How long a fault is in force; without a limit until it is cleared.
final class FaultSpan {
  @Option(
      names = "--times",
      paramLabel = "N",
      description = "How often it acts (default: until it is cleared).")
  private @Nullable Integer times;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How long it is in force, such as 30s (default: until it is cleared).")
  private @Nullable Duration duration;

  /// A request to the control server for a fault of a part of the sandbox.
  ObjectNode json(String part) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("part", part);
    if (times != null) {
      json.put("times", times);
    }
    if (duration != null) {
      json.put("for", duration.toString());
    }
    return json;
  }
}
