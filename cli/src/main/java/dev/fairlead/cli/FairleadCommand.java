package dev.fairlead.cli;

import picocli.CommandLine.Command;

/// The root: names the commands, does nothing itself.
@Command(
    name = "fairlead",
    description = "One program for the whole GitOps path: checks it, delivers it, watches it.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    subcommands = {
      dev.fairlead.cli.demo.DemoCommand.class,
      ServerCommand.class,
      SandboxCommand.class,
      TemplateCommand.class,
      WarmUpCommand.class
    })
final class FairleadCommand implements Runnable {

  @picocli.CommandLine.Spec private picocli.CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
