package dev.fairlead.cli;

import java.util.Arrays;
import java.util.Objects;
import picocli.CommandLine;

/// The `fairlead` command.
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals("template")) {
      // Its flags are helm's, and it is the command that is run most: no detour by the parser.
      TemplateProgram.main(Arrays.copyOfRange(args, 1, args.length));
    }
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      // Nor do scripts that only ask for this wait for it.
      System.out.println(Version.text());
      return;
    }
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
