package dev.fairlead.cli;

import java.util.Objects;
import picocli.CommandLine;

/// The `fairlead` command.
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    var commandLine = new CommandLine(new FairleadCommand());
    CommandLine template =
        Objects.requireNonNull(commandLine.getSubcommands().get("template"), "a subcommand");
    template.setUnmatchedArgumentsAllowed(true).setUnmatchedOptionsArePositionalParams(true);
    return commandLine.setExecutionExceptionHandler((failure, command, _) -> {
      String message = failure.getMessage();
      command.getErr().println("fairlead: " + (message == null ? failure.toString() : message));
      return 1;
    });
  }
}
