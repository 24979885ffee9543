package dev.fairlead.cli;

import dev.fairlead.chart.ChartEngine;
import dev.fairlead.chart.TemplateCommandLine;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/// `fairlead template NAME CHART [flags]`: what `helm template` does, with its flags, output and
/// exit codes; `fairlead template --batch` does it for each line of standard input.
@Command(
    name = "template",
    description =
        "Render a Helm chart: fairlead template [NAME] CHART [the flags of helm template]; or"
            + " many: fairlead template --batch.")
final class TemplateCommand implements Callable<Integer> {

  // Helm's flags are the chart module's to read: all of them come here as they are.
  @Unmatched private final List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() {
    return run(arguments, System.out, System.err);
  }

  /// Runs the command.
  ///
  /// @return the exit status
  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    var engine = new ChartEngine(Clock.system(ZoneId.systemDefault()), new SecureRandom());
    Path here = Path.of("").toAbsolutePath();
    if (arguments.equals(List.of("--batch"))) {
      return batch(engine, here);
    }
    TemplateCommandLine.Result result =
        new TemplateCommandLine(engine, WorkingDirectory.withStandardInput(here)).run(arguments);
    write(out, result.stdoutBytes());
    write(err, result.stderrBytes());
    // On lines of their own behind helm's text, which stays comparable.
    result.hints().forEach(hint -> err.println("fairlead: " + hint));
    return result.exitCode();
  }

  private static int batch(ChartEngine engine, Path here) {
    int atOnce = Runtime.getRuntime().availableProcessors();
    try {
      new TemplateBatch(engine, here, atOnce).run(System.in, System.out);
      return 0;
    } catch (IOException e) {
      System.err.println("Error: the batch ended early: " + e.getMessage());
      return 1;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return 130;
    }
  }

  /// Bytes and not characters: what a chart prints need not be text.
  private static void write(PrintStream stream, byte[] bytes) {
    try {
      stream.write(bytes);
      stream.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
