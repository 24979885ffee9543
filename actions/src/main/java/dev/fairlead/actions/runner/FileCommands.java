package dev.fairlead.actions.runner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The files through which a step tells the runner its outputs, environment and path.
record FileCommands(Path directory) {
  /// GitHub's limit for a summary, in bytes.
  static final int MAX_SUMMARY_BYTES = 1024 * 1024;

  /// Makes them empty, for a step that begins.
  void create() throws IOException {
    Files.createDirectories(directory);
    for (Path file : List.of(env(), output(), path(), state(), summary())) {
      Files.write(file, new byte[0]);
    }
  }

  Path env() {
    return directory.resolve("set_env");
  }

  Path output() {
    return directory.resolve("set_output");
  }

  Path path() {
    return directory.resolve("add_path");
  }

  Path state() {
    return directory.resolve("save_state");
  }

  Path summary() {
    return directory.resolve("step_summary");
  }

  /// The pairs of a file, in order.
  ///
  /// @throws FileCommandException with the line that cannot be read
  static Map<String, String> pairs(Path file, String what) throws IOException {
    Map<String, String> pairs = new LinkedHashMap<>();
    String[] lines = text(file).split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i];
      if (line.isEmpty()) {
        continue;
      }
      int equals = line.indexOf('=');
      int heredoc = line.indexOf("<<");
      if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
        if (equals == 0) {
          throw bad(what, i, line, "a name is missing before '='");
        }
        pairs.put(line.substring(0, equals), line.substring(equals + 1));
      } else if (heredoc >= 0) {
        String name = line.substring(0, heredoc);
        String delimiter = line.substring(heredoc + 2);
        if (name.isEmpty() || delimiter.isEmpty()) {
          throw bad(what, i, line, "name and delimiter must not be empty");
        }
        int end = i + 1;
        while (end < lines.length && !lines[end].equals(delimiter)) {
          end++;
        }
        if (end == lines.length) {
          throw bad(what, i, line, "the delimiter '" + delimiter + "' does not follow");
        }
        pairs.put(name, String.join("\n", java.util.Arrays.asList(lines).subList(i + 1, end)));
        i = end;
      } else {
        throw bad(what, i, line, "expected NAME=value or NAME<<DELIMITER");
      }
    }
    return pairs;
  }

  private static FileCommandException bad(String what, int index, String line, String why) {
    return new FileCommandException(
        what + ", line " + (index + 1) + ": '" + line + "' cannot be read: " + why);
  }

  List<String> paths() throws IOException {
    List<String> paths = new ArrayList<>();
    for (String line : text(path()).split("\n")) {
      if (!line.isBlank()) {
        paths.add(line.strip());
      }
    }
    return paths;
  }

  static String text(Path file) throws IOException {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException _) {
      return ""; // The step removed it.
    }
  }

  static final class FileCommandException extends RuntimeException {
    FileCommandException(String message) {
      super(message);
    }
  }
}
