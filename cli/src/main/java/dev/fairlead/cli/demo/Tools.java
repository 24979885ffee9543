package dev.fairlead.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Names what is missing before anything is started, and installs it where that is allowed.
final class Tools {
  private final DemoCommand.Story story;

  Tools(DemoCommand.Story story) {
    this.story = story;
  }

  /// @param install whether Debian's packages may be installed where we are root
  /// @return what is still missing
  Set<Tool> provide(boolean install) throws InterruptedException {
    Set<Tool> missing = missing();
    if (missing.isEmpty()) {
      return missing;
    }
    story.line("missing: " + missing.stream().map(Tool::program).collect(Collectors.joining(", ")));
    for (Tool tool : missing) {
      if (tool.debianPackage().isEmpty()) {
        story.detail(tool.program() + ": Debian has no package of it; put it into the PATH");
      }
    }
    List<String> packages =
        missing.stream().map(Tool::debianPackage).filter(name -> !name.isEmpty()).toList();
    if (packages.isEmpty()) {
      return missing;
    }
    if (!install || !isRoot() || !Tool.isThere("apt-get")) {
      story.detail(
          (install ? "install them with: sudo " : "not installed, as you asked; it would be: ")
              + String.join(" ", installation(packages)));
      return missing;
    }
    story.line("installing " + String.join(", ", packages) + " with apt-get");
    if (run(List.of("apt-get", "update", "-qq"))) {
      boolean _ = run(installation(packages));
    }
    return missing();
  }

  private static Set<Tool> missing() {
    Set<Tool> missing = EnumSet.noneOf(Tool.class);
    for (Tool tool : Tool.values()) {
      if (!tool.isThere()) {
        missing.add(tool);
      }
    }
    return missing;
  }

  private static List<String> installation(List<String> packages) {
    List<String> command =
        new ArrayList<>(List.of("apt-get", "install", "-y", "-qq", "--no-install-recommends"));
    command.addAll(packages);
    return command;
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private boolean run(List<String> command) throws InterruptedException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      try (var lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        String last = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          last = line;
        }
        int status = process.waitFor();
        if (status != 0) {
          story.failed(String.join(" ", command) + " ended with status " + status + ": " + last);
        }
        return status == 0;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(command.getFirst() + " cannot be run", e);
    }
  }
}
