package dev.fairlead.cli;

import dev.fairlead.git.JGitHome;
import dev.fairlead.sandbox.NodeManifest;
import dev.fairlead.sandbox.Sandbox;
import dev.fairlead.sandbox.SandboxOptions;
import dev.fairlead.sandbox.node.NodeAgentOptions.Isolation;
import dev.fairlead.sandbox.node.NodeSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fairlead sandbox`: a forge, a cluster and a registry on loopback.
@Command(
    name = "sandbox",
    description = "A forge, a Kubernetes-compatible cluster and an image registry on loopback.",
    mixinStandardHelpOptions = true,
    subcommands = SandboxCommand.Up.class)
final class SandboxCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /// `fairlead sandbox up`: runs in the foreground until it is stopped.
  @Command(
      name = "up",
      description = "Start it in the foreground; sandbox.json in its directory says where all is.",
      mixinStandardHelpOptions = true)
  static final class Up implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(
        names = "--dir",
        paramLabel = "DIR",
        defaultValue = "./sandbox",
        description = "Where everything is kept (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(
        names = "--nodes",
        paramLabel = "FILE",
        description = "Node manifests; the default is one node.")
    private @Nullable Path nodes;

    @Option(
        names = "--no-nodes",
        description = "Begin without any node; who joins nodes makes their objects.")
    private boolean noNodes;

    @Override
    public Integer call() throws IOException, InterruptedException {
      JGitHome.leaveAlone();
      List<NodeSpec> specs =
          nodes == null
              ? noNodes ? List.of() : List.of(NodeSpec.named("node-1"))
              : NodeManifest.parse(nodes.toString(), Files.readString(nodes));
      var ended = new CountDownLatch(1);
      Sandbox sandbox =
          Sandbox.start(
              new SandboxOptions(
                  directory,
                  specs,
                  Path.of(System.getProperty("java.home")),
                  Isolation.BEST,
                  Clock.systemUTC(),
                  new SecureRandom()));
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    sandbox.close();
                    ended.countDown();
                  },
                  "shutdown"));
      PrintWriter out = spec.commandLine().getOut();
      out.println("cluster   export KUBECONFIG=" + sandbox.kubeconfig());
      out.println("forge     " + sandbox.forge().baseUrl());
      out.println("registry  " + sandbox.registryAuthority() + "  (CA: " + sandbox.caFile() + ")");
      out.println("all of it " + sandbox.description());
      out.flush();
      ended.await();
      return 0;
    }
  }
}
