package dev.fairlead.cli.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `fairlead sandbox down`: ends the sandbox of a directory and the processes of its Pods. What it
/// keeps stays.
@Command(
    name = "down",
    description = "End it and the processes of its Pods; what it keeps stays in its directory.",
    mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
  private static final long PATIENCE_SECONDS = 60;

  @Spec private CommandSpec spec;
  @Mixin private DirectoryOption directory;

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    Path path = directory.path();
    Optional<ProcessHandle> process = RunningSandbox.find(path).flatMap(RunningSandbox::process);
    if (process.isEmpty()) {
      spec.commandLine().getOut().println("no sandbox runs in " + path);
      return 0;
    }
    process.get().destroy();
    try {
      process.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      throw new IllegalStateException(
          "the sandbox in %s (pid %d) has not ended within %d s; its log may say why"
              .formatted(path, process.get().pid(), PATIENCE_SECONDS));
    }
    spec.commandLine().getOut().println("the sandbox in " + path + " has ended");
    return 0;
  }
}
