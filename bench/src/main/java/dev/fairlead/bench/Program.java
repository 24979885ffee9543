package dev.fairlead.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A command that `template` and its arguments can be given to: helm, or `./fairlead`.
record Program(String path) {

  /// Runs it and throws its output away.
  ///
  /// @return the exit status
  int template(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(path, "template"));
    command.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(command)
        .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /// As [#template], for what has to succeed.
  void succeed(String... arguments) throws IOException, InterruptedException {
    int status = template(arguments);
    if (status != 0) {
      throw new IllegalStateException(
          path + " template " + String.join(" ", arguments) + " ends with status " + status);
    }
  }
}
