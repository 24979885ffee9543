package dev.fairlead.cli.sandbox;

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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fairlead sandbox up`: runs in the foreground until it is stopped, or goes on in the background.
@Command(
    name = "up",
    description =
        "Start it: in the foreground until it is stopped, or in the background. Started again on"
            + " the same directory, it has everything that it had.",
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
  static final String BACKGROUND = "--background";

  @Spec private CommandSpec spec;
  @Mixin private DirectoryOption directory;

  @Option(
      names = "--nodes",
      paramLabel = "FILE",
      description = "Node manifests; the default is one node.")
  private @Nullable Path nodes;

  @Option(
      names = "--no-nodes",
      description = "Begin without any node; who joins nodes makes their objects.")
  private boolean noNodes;

  @Option(
      names = BACKGROUND,
      description = "Return when it is ready; `fairlead sandbox down` ends it.")
  private boolean background;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (background) {
      new BackgroundStart(directory.path()).run().print(out);
      return 0;
    }
    JGitHome.leaveAlone();
    var ended = new CountDownLatch(1);
    Sandbox sandbox =
        Sandbox.start(
            new SandboxOptions(
                directory.path(),
                specs(),
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
    RunningSandbox.get(directory.path()).print(out);
    ended.await();
    return 0;
  }

  private List<NodeSpec> specs() throws IOException {
    if (nodes != null) {
      return NodeManifest.parse(nodes.toString(), Files.readString(nodes));
    }
    return noNodes ? List.of() : List.of(NodeSpec.named("node-1"));
  }
}
