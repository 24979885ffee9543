package dev.fairlead.ansible.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The files of one attempt at a run. The record is written before anything is started; marks say
/// what was decided, so that a successor decides the same.
///
/// @param controlDirectory where ssh keeps its sockets: their path has to be short
record Attempt(Path directory, Path controlDirectory, Instant started) {
  private static final ObjectMapper JSON = new ObjectMapper();

  Path process() {
    return directory.resolve("process");
  }

  Path events() {
    return directory.resolve("events.jsonl");
  }

  Path temporary() {
    return directory.resolve("tmp");
  }

  Path extraVars() {
    return directory.resolve("extra-vars.json");
  }

  Path emptyConfig() {
    return directory.resolve("ansible.cfg");
  }

  /// The newest attempt in a run directory; empty where none was begun.
  static Optional<Attempt> newest(Path run) {
    int count = count(run);
    if (count == 0) {
      return Optional.empty();
    }
    Path directory = run.resolve("attempt-" + count);
    try {
      JsonNode record = JSON.readTree(directory.resolve("record.json").toFile());
      return Optional.of(
          new Attempt(
              directory,
              Path.of(record.path("controlDirectory").asText()),
              Instant.parse(record.path("started").asText())));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the record of the run in " + directory, e);
    }
  }

  private static int count(Path run) {
    int count = 0;
    while (Files.exists(run.resolve("attempt-" + (count + 1)).resolve("record.json"))) {
      count++;
    }
    return count;
  }

  /// Makes the next attempt's files.
  ///
  /// @param socketFolder where short paths can be had, such as `/tmp`
  static Attempt begin(Path run, RunRequest request, Instant now, Path socketFolder) {
    Path directory = run.resolve("attempt-" + (count(run) + 1)).toAbsolutePath();
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    try {
      Files.createDirectories(run);
      Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwx------"));
      Files.createDirectories(directory, owner);
      Files.createDirectories(directory.resolve("tmp"), owner);
      Path control = Files.createTempDirectory(socketFolder, "fl", owner);
      var attempt = new Attempt(directory, control, now);
      attempt.write("ansible.cfg", "");
      if (!request.extraVars().isEmpty()) {
        attempt.write("extra-vars.json", JSON.writeValueAsString(request.extraVars()));
      }
      return attempt;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the files of a run in " + directory, e);
    }
  }

  /// Writes down what will be started: names of the environment only.
  void record(RunRequest request, CommandLine command) {
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    record.put("playbook", request.playbook());
    record.put("started", started.toString());
    record.put("controlDirectory", controlDirectory.toString());
    record.put("directory", command.directory().toString());
    texts(record, "argv", command.argv());
    texts(record, "environment", List.copyOf(command.environment().keySet()));
    texts(record, "limit", request.limit());
    try {
      write("record.json", JSON.writerWithDefaultPrettyPrinter().writeValueAsString(record));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the record of the run in " + directory, e);
    }
  }

  private static void texts(ObjectNode record, String field, List<String> texts) {
    ArrayNode array = record.putArray(field);
    texts.forEach(array::add);
  }

  Optional<String> read(String mark) {
    try {
      Path file = directory.resolve(mark);
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + mark + " in " + directory, e);
    }
  }

  /// Writes a mark unless it is there already.
  ///
  /// @return what the mark says now
  String mark(String name, String text) {
    Optional<String> before = read(name);
    if (before.isPresent()) {
      return before.get();
    }
    try {
      write(name, text);
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + name + " in " + directory, e);
    }
  }

  private void write(String name, String text) throws IOException {
    Path draft = directory.resolve(name + ".draft");
    Files.deleteIfExists(draft);
    try {
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException _) {
      // Another thread writes the same mark; both say the same.
    }
    Files.writeString(draft, text);
    Files.move(draft, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /// Removes what may hold secrets or is of no use after the end.
  void cleanUp() {
    deleteTree(controlDirectory);
    deleteTree(temporary());
    deleteTree(extraVars());
  }

  private static void deleteTree(@Nullable Path root) {
    if (root == null || !Files.exists(root)) {
      return;
    }
    List<Path> paths = new ArrayList<>();
    try (var walk = Files.walk(root)) {
      walk.sorted(Comparator.reverseOrder()).forEach(paths::add);
      for (Path path : paths) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException _) {
      // A worker that is just ending may still write; what is left is private to the run.
    }
  }
}
