package dev.fairlead.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.disk.WholeFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;

/// The ports that a sandbox had when it last ran. It takes them again where they are free, because
/// clones and kubeconfigs of its users name them.
final class Ports {
  private final Path file;
  private final ObjectNode ports;

  private Ports(Path file, ObjectNode ports) {
    this.file = file;
    this.ports = ports;
  }

  static Ports read(Path file) {
    var mapper = new ObjectMapper();
    Optional<byte[]> content = WholeFile.read(file);
    try {
      if (content.isPresent() && mapper.readTree(content.get()) instanceof ObjectNode ports) {
        return new Ports(file, ports);
      }
    } catch (IOException _) {
      // a wish, no more than that: any ports will do
    }
    return new Ports(file, mapper.createObjectNode());
  }

  /// The former port of a server if it is free, else 0: any.
  int former(String server) {
    JsonNode port = ports.path(server);
    if (!port.isInt()) {
      return 0;
    }
    try (var trial = new ServerSocket()) {
      trial.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.asInt()));
      return port.asInt();
    } catch (IOException _) {
      return 0;
    }
  }

  void remember(String server, int port) {
    ports.put(server, port);
    WholeFile.write(file, ports.toString());
  }
}
