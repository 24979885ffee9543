package dev.fairlead.cli;

import java.io.PrintWriter;
import java.io.Writer;
import picocli.CommandLine.Command;

/// Does what short commands do, so that the launcher's start-up cache holds what they use. What
/// `template` uses is in a cache of its own, see [TemplateWarmUp].
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Runnable {

  @Override
  public void run() {
    for (String[] args : new String[][] {{"--version"}, {"--help"}}) {
      Main.commandLine().setOut(new PrintWriter(Writer.nullWriter())).execute(args);
    }
  }
}
