package dev.fairlead.cli.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `fairlead sandbox status`: exit status 0 while one runs, 3 where none does, as `systemctl
/// status` has it.
@Command(
    name = "status",
    description = "Say whether it runs (exit status 0; 3 where none does), and where.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  private static final int NOT_RUNNING = 3;

  @Spec private CommandSpec spec;
  @Mixin private DirectoryOption directory;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Optional<RunningSandbox> running = RunningSandbox.find(directory.path());
    if (running.isEmpty()) {
      out.println("no sandbox runs in " + directory.path());
      return NOT_RUNNING;
    }
    RunningSandbox sandbox = running.get();
    out.println("running   pid " + sandbox.pid());
    sandbox.print(out);
    for (JsonNode fault : sandbox.control("GET", "/faults", "")) {
      out.println("fault     " + fault);
    }
    return 0;
  }
}
