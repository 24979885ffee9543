package dev.fairlead.cli;

import dev.fairlead.chart.ChartEngine;
import dev.fairlead.chart.TemplateCommandLine;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// `fairlead template NAME CHART [flags]`: what `helm template` does, with its flags, output and
/// exit codes; `fairlead template --batch` does it for each line of standard input.
///
/// A program of its own, which the launcher starts from a jar that holds no more than it needs:
/// most runs are short, and most of their time would be that of getting ready for the rest.
public final class TemplateProgram {

  private TemplateProgram() {}

  /// @param arguments what follows `template`
  public static void main(String[] arguments) {
    int status = run(Arrays.asList(arguments), System.out, System.err);
    // Nothing is left to be done at the end, and exit() would look for somebody to log it.
    Runtime.getRuntime().halt(status);
  }

  /// Runs the command.
  ///
  /// @return the exit status
  static int run(List<String> arguments, OutputStream out, OutputStream err) {
    var engine = new ChartEngine(new LocalClock(), new SystemRandom());
    Path here = Path.of("").toAbsolutePath();
    if (arguments.equals(List.of("--batch"))) {
      return batch(engine, here);
    }
    TemplateCommandLine.Result result =
        new TemplateCommandLine(engine, WorkingDirectory.withStandardInput(here)).run(arguments);
    write(out, result.stdoutBytes());
    write(err, result.stderrBytes());
    // On lines of their own behind helm's text, which stays comparable.
    for (String hint : result.hints()) {
      write(err, ("fairlead: " + hint + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return result.exitCode();
  }

  private static int batch(ChartEngine engine, Path here) {
    int atOnce = Runtime.getRuntime().availableProcessors();
    try {
      new TemplateBatch(engine, here, atOnce)
          .run(System.in, new FileOutputStream(FileDescriptor.out));
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
  private static void write(OutputStream stream, byte[] bytes) {
    try {
      stream.write(bytes);
      stream.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
