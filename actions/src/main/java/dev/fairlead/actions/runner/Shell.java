package dev.fairlead.actions.runner;

import dev.fairlead.model.State;
import dev.fairlead.process.Processes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How a script is run: GitHub's command lines.
///
/// @param arguments with `{0}` for the script's path
record Shell(List<String> arguments, String extension, String prefix, String suffix) {

  /// @param name of `shell`; empty: the default
  /// @param path the step's PATH
  /// @throws StepFailure for a shell that is not known, or not on this machine
  static Shell named(String name, String path) {
    Shell shell =
        switch (name) {
          case "" ->
              found("bash", path) ? of(".sh", "bash", "-e", "{0}") : of(".sh", "sh", "-e", "{0}");
          case "bash" -> of(".sh", "bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "{0}");
          case "sh" -> of(".sh", "sh", "-e", "{0}");
          case "python" ->
              of(
                  ".py",
                  found("python", path) || !found("python3", path) ? "python" : "python3",
                  "{0}");
          case "pwsh", "powershell" ->
              new Shell(
                  List.of(name, "-command", ". '{0}'"),
                  ".ps1",
                  "$ErrorActionPreference = 'stop'\n",
                  "\nif ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }");
          case "cmd" ->
              throw new StepFailure(State.FAILED, "shell 'cmd' exists on Windows only; use bash");
          default -> custom(name);
        };
    if (!found(shell.arguments().getFirst(), path)) {
      throw new StepFailure(
          State.FAILED,
          "shell '"
              + shell.arguments().getFirst()
              + "' is not on this machine (PATH: "
              + path
              + ")");
    }
    return shell;
  }

  private static boolean found(String program, String path) {
    return Processes.find(program, path, Path.of("/")).isPresent();
  }

  private static Shell of(String extension, String... arguments) {
    return new Shell(List.of(arguments), extension, "", "");
  }

  private static Shell custom(String text) {
    if (!text.contains("{0}")) {
      throw new StepFailure(
          State.FAILED,
          "unknown shell '"
              + text
              + "': expected bash, sh, python, pwsh, or a command with {0} where the script's path"
              + " goes");
    }
    return new Shell(words(text), "", "", "");
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    boolean any = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
        any = true;
      } else if (Character.isWhitespace(c) && !quoted) {
        if (any) {
          words.add(word.toString());
          word.setLength(0);
          any = false;
        }
      } else {
        word.append(c);
        any = true;
      }
    }
    if (any) {
      words.add(word.toString());
    }
    return words;
  }

  List<String> command(Path script) {
    return arguments.stream().map(each -> each.replace("{0}", script.toString())).toList();
  }

  /// For the log.
  String display() {
    return String.join(" ", arguments);
  }
}
