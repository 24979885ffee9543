package dev.fairlead.cli.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which requests a fault meets, and for how long.
final class FaultReach {
  @Mixin private FaultSpan span;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      split = ",",
      description = "Only requests of these HTTP methods.")
  private List<String> methods = List.of();

  @Option(
      names = "--path",
      paramLabel = "PATTERN",
      description = "Only requests whose path and query match; * stands for any characters.")
  private String path = "";

  ObjectNode json(String part) {
    ObjectNode json = span.json(part).put("path", path);
    methods.forEach(json.putArray("methods")::add);
    return json;
  }
}
