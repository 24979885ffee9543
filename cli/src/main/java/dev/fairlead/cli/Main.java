package dev.fairlead.cli;

import picocli.CommandLine;

/// The `fairlead` command.
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new FairleadCommand())
        .setExecutionExceptionHandler((failure, command, _) -> {
          command.getErr().println("fairlead: " + failure.getMessage());
          return 1;
        });
  }
}
