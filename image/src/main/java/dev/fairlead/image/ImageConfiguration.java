package dev.fairlead.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.image.Instruction.Command;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of an image while it is being put together. Mutable; owned by one build.
final class ImageConfiguration {
  /// Every time in an image: the same input must give the same digest.
  private static final String EPOCH = "1970-01-01T00:00:00Z";

  private static final List<String> DEFAULT_SHELL = List.of("/bin/sh", "-c");

  private final ObjectNode root;

  private ImageConfiguration(ObjectNode root) {
    this.root = root;
  }

  static ImageConfiguration scratch(Platform platform) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("architecture", platform.architecture());
    root.put("os", platform.os());
    if (platform.variant() != null) {
      root.put("variant", platform.variant());
    }
    root.putObject("config");
    root.putObject("rootfs").put("type", "layers").putArray("diff_ids");
    root.putArray("history");
    return new ImageConfiguration(root);
  }

  static ImageConfiguration of(JsonNode base) {
    ObjectNode root = base.deepCopy();
    // What old versions of Docker noted about the container that built the base.
    root.remove(List.of("container", "container_config", "docker_version", "id", "parent"));
    if (!root.path("config").isObject()) {
      root.putObject("config");
    }
    return new ImageConfiguration(root);
  }

  ImageConfiguration copy() {
    return new ImageConfiguration(root.deepCopy());
  }

  private ObjectNode config() {
    return (ObjectNode) root.path("config");
  }

  Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    for (JsonNode entry : config().path("Env")) {
      int equals = entry.asText().indexOf('=');
      if (equals > 0) {
        environment.put(entry.asText().substring(0, equals), entry.asText().substring(equals + 1));
      }
    }
    return environment;
  }

  void putEnvironment(Map<String, String> values) {
    Map<String, String> environment = environment();
    environment.putAll(values);
    ArrayNode list = config().putArray("Env");
    environment.forEach((name, value) -> list.add(name + "=" + value));
  }

  void putLabel(String name, String value) {
    object("Labels").put(name, value);
  }

  void expose(String port) {
    object("ExposedPorts").putObject(port);
  }

  void volume(String path) {
    object("Volumes").putObject(path);
  }

  private ObjectNode object(String field) {
    return config().path(field) instanceof ObjectNode node ? node : config().putObject(field);
  }

  String workdir() {
    return config().path("WorkingDir").asText("/");
  }

  void set(String field, String value) {
    config().put(field, value);
  }

  void setAuthor(String name) {
    root.put("author", name);
  }

  void setShell(List<String> words) {
    array("Shell", words);
  }

  /// @param field `Cmd` or `Entrypoint`
  void setCommand(String field, Command command) {
    array(field, words(command));
  }

  void remove(String field) {
    config().remove(field);
  }

  private List<String> words(Command command) {
    return switch (command) {
      case Command.Exec(List<String> words) -> words;
      case Command.Line(String text) -> {
        var words = new ArrayList<String>();
        config().path("Shell").forEach(word -> words.add(word.asText()));
        if (words.isEmpty()) {
          words.addAll(DEFAULT_SHELL);
        }
        words.add(text);
        yield words;
      }
    };
  }

  private void array(String field, List<String> words) {
    ArrayNode array = config().putArray(field);
    words.forEach(array::add);
  }

  /// @param nanoseconds `Interval`, `Timeout`, ..
  void setHealthcheck(
      @Nullable Command command, Map<String, Long> nanoseconds, @Nullable Integer retries) {
    ObjectNode check = config().putObject("Healthcheck");
    ArrayNode test = check.putArray("Test");
    switch (command) {
      case null -> test.add("NONE");
      case Command.Exec(List<String> words) -> {
        test.add("CMD");
        words.forEach(test::add);
      }
      case Command.Line(String text) -> test.add("CMD-SHELL").add(text);
    }
    nanoseconds.forEach(check::put);
    if (retries != null) {
      check.put("Retries", retries);
    }
  }

  /// Notes a layer that was put on top.
  void addLayer(Layer layer, String createdBy) {
    ((ArrayNode) root.path("rootfs").path("diff_ids")).add(layer.diffId());
    ArrayNode history =
        root.path("history") instanceof ArrayNode array ? array : root.putArray("history");
    history
        .addObject()
        .put("created", EPOCH)
        .put("created_by", createdBy)
        .put("comment", "fairlead");
  }

  String toJson() {
    ObjectNode finished = root.deepCopy();
    finished.put("created", EPOCH);
    return finished.toString();
  }
}
