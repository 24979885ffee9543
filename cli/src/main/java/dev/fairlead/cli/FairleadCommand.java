package dev.fairlead.cli;

import dev.fairlead.cli.demo.DemoCommand;
import dev.fairlead.cli.sandbox.SandboxCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The root: names the commands, does nothing itself.
@Command(
    name = "fairlead",
    description = "One program for the whole GitOps path: checks it, delivers it, watches it.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    subcommands = {
      DemoCommand.class,
      ServerCommand.class,
      SandboxCommand.class,
      TemplateCommand.class,
      WarmUpCommand.class
    })
final class FairleadCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
