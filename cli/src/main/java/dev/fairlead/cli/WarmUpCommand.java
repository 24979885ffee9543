package dev.fairlead.cli;

import java.io.PrintWriter;
import java.io.Writer;
import picocli.CommandLine.Command;

/// Touches what short commands use, so that the launcher's start-up cache holds it.
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Runnable {

  @Override
  public void run() {
    for (String[] args : new String[][] {{"--version"}, {"--help"}}) {
      Main.commandLine().setOut(new PrintWriter(Writer.nullWriter())).execute(args);
    }
  }
}
