package dev.fairlead.cli.sandbox;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `fairlead sandbox`: a forge, a cluster and a registry on loopback.
@Command(
    name = "sandbox",
    description = "A forge, a Kubernetes-compatible cluster and an image registry on loopback.",
    mixinStandardHelpOptions = true,
    subcommands = {UpCommand.class, DownCommand.class, StatusCommand.class, FaultCommand.class})
public final class SandboxCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
