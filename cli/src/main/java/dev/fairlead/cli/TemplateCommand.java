package dev.fairlead.cli;

import dev.fairlead.chart.ChartEngine;
import dev.fairlead.chart.TemplateCommandLine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/// `fairlead template NAME CHART [flags]`: what `helm template` does, with its flags, output and
/// exit codes.
@Command(
    name = "template",
    description =
        "Render a Helm chart: fairlead template [NAME] CHART [the flags of helm template].")
final class TemplateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  // Helm's flags are the chart module's to read: all of them come here as they are.
  @Unmatched private final List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() {
    var engine = new ChartEngine(Clock.systemUTC(), new SecureRandom());
    TemplateCommandLine.Result result =
        new TemplateCommandLine(engine, new WorkingDirectory(Path.of("").toAbsolutePath()))
            .run(arguments);
    PrintWriter out = spec.commandLine().getOut();
    out.print(result.stdout());
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    err.print(result.stderr());
    err.flush();
    return result.exitCode();
  }
}
