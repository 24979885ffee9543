package dev.fairlead.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Does what short commands do, so that the launcher's start-up cache holds what they use: classes,
/// linked, with profiles of what they run.
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Runnable {
  /// Enough for the compiler to see what is worth compiling.
  private static final int RENDERINGS = 30;

  @Parameters(arity = "0..*", description = "charts to render")
  private final List<String> charts = new ArrayList<>();

  @Override
  public void run() {
    for (String[] args : new String[][] {{"--version"}, {"--help"}}) {
      Main.commandLine().setOut(new PrintWriter(Writer.nullWriter())).execute(args);
    }
    for (String chart : charts) {
      for (int i = 0; i < RENDERINGS; i++) {
        var out = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        TemplateCommand.run(List.of("warm-up", chart, "--set", "image.tag=1.2.3"), out, out);
      }
    }
  }
}
