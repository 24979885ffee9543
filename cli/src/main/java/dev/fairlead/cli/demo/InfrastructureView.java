package dev.fairlead.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The infrastructure as Terraform's own state file tells it.
final class InfrastructureView {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path server;

  /// @param server the server's data directory
  InfrastructureView(Path server) {
    this.server = server;
  }

  String instanceTypeOf(String node) {
    return nodes().path(node).path("instance_type").asText("(no such node)");
  }

  int size() {
    return nodes().size();
  }

  private JsonNode nodes() {
    try {
      return JSON.readTree(state().toFile()).at("/outputs/nodes/value");
    } catch (IOException e) {
      throw new UncheckedIOException("Terraform's state cannot be read", e);
    }
  }

  private Path state() throws IOException {
    try (Stream<Path> files = Files.walk(server.resolve("terraform/states"))) {
      List<Path> states =
          files.filter(file -> file.getFileName().toString().endsWith(".tfstate")).toList();
      if (states.size() != 1) {
        throw new DemoException(
            "expected one Terraform state below " + server + ", found " + states);
      }
      return states.getFirst();
    }
  }
}
