package dev.fairlead.cli;

import dev.fairlead.git.JGitHome;
import dev.fairlead.server.Fairlead;
import dev.fairlead.server.config.ServerConfigReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fairlead server`: watches repositories and delivers them until it is stopped.
@Command(
    name = "server",
    description = "Watch repositories, deliver what is pushed, heal drift, show it all on pages.",
    mixinStandardHelpOptions = true)
final class ServerCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The server's configuration; docs/server.md describes it.")
  private Path config;

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description = "Written with the server's address once it answers.")
  private @Nullable Path readyFile;

  @Override
  public Integer call() throws IOException, InterruptedException {
    JGitHome.leaveAlone();
    var ended = new CountDownLatch(1);
    Fairlead server = Fairlead.start(ServerConfigReader.read(config));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  ended.countDown();
                },
                "shutdown"));
    PrintWriter out = spec.commandLine().getOut();
    out.println("Fairlead listens on " + server.url());
    out.flush();
    if (readyFile != null) {
      Path draft = readyFile.resolveSibling(readyFile.getFileName() + ".new");
      Files.writeString(draft, server.url() + "\n");
      Files.move(draft, readyFile, StandardCopyOption.ATOMIC_MOVE);
    }
    ended.await();
    return 0;
  }
}
