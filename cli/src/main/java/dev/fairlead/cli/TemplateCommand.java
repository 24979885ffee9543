package dev.fairlead.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/// Names [TemplateProgram] among the commands.
@Command(
    name = "template",
    description =
        "Render a Helm chart: fairlead template [NAME] CHART [the flags of helm template]; or"
            + " many: fairlead template --batch.")
final class TemplateCommand implements Callable<Integer> {

  // Its flags are helm's: all of them go there as they are.
  @Unmatched private final List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() {
    return TemplateProgram.run(arguments, System.out, System.err);
  }
}
