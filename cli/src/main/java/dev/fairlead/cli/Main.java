package dev.fairlead.cli;

import picocli.CommandLine;

/// The `fairlead` command.
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    var commandLine = new CommandLine(new FairleadCommand());
    commandLine
        .getSubcommands()
        .get("template")
        .setUnmatchedArgumentsAllowed(true)
        .setUnmatchedOptionsArePositionalParams(true)
        .setStopAtPositional(false);
    return commandLine.setExecutionExceptionHandler((failure, command, _) -> {
      command.getErr().println("fairlead: " + failure.getMessage());
      return 1;
    });
  }
}
