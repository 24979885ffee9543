package dev.fairlead.cli.demo;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `fairlead demo`: exit status 0 only if everything was verified.
@Command(
    name = "demo",
    description = {
      "Start a sandbox (forge, cluster, registry) and a server on free loopback ports, deliver the",
      "example platform, play what a team does with it, and check each outcome from outside."
    },
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private static final List<Scenario> SCENARIOS =
      List.of(
          new InstanceType(),
          new CniUpgrade(),
          new AuthVersion(),
          new PostgresResources(),
          new NewWorker(),
          new BrokenChange(),
          new Rollback(),
          new HandEdit());

  @Spec private CommandSpec spec;

  @Option(names = "--keep", description = "Leave everything running, and say where it is.")
  private boolean keep;

  @Option(
      names = "--scenario",
      paramLabel = "N",
      description = "Play this one only (1 to 8), after the first delivery.")
  private @Nullable Integer only;

  @Option(
      names = "--no-install",
      description = "Install nothing: what needs a missing program is reported as not run.")
  private boolean noInstall;

  @Override
  public Integer call() throws InterruptedException {
    List<Scenario> chosen = chosen();
    Path home = home();
    var story = new Story(spec.commandLine().getOut(), Instant.now());
    Workplace workplace = Workplace.create(home.resolve(".fairlead"));
    var tidy = new Tidying(workplace);
    Runtime.getRuntime().addShutdownHook(new Thread(tidy::tidy, "tidy"));
    boolean verified = false;
    try {
      Set<Tool> missing = new Tools(story).provide(!noInstall);
      verified = new Demo(home, workplace, tidy, story, missing).run(chosen);
    } catch (DemoException e) {
      story.failed(String.valueOf(e.getMessage()));
    }
    if (keep) {
      tidy.keep(story);
    } else {
      tidy.tidy();
    }
    story.end(verified);
    return verified ? 0 : 1;
  }

  private List<Scenario> chosen() {
    if (only == null) {
      return SCENARIOS;
    }
    List<Scenario> chosen = new ArrayList<>();
    for (Scenario scenario : SCENARIOS) {
      // The rollback takes back what scenario 3 has released.
      if (scenario.number() == only || (only == 7 && scenario.number() == 3)) {
        chosen.add(scenario);
      }
    }
    if (chosen.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "there is no scenario " + only + "; choose 1 to 8");
    }
    return chosen;
  }

  private static Path home() {
    String home = System.getenv("FAIRLEAD_HOME");
    Path directory = home == null ? Path.of("").toAbsolutePath() : Path.of(home);
    if (!Files.isDirectory(directory.resolve("examples"))) {
      throw new DemoException(
          "no examples in " + directory + "; run the demo from a clone, as ./fairlead demo");
    }
    return directory;
  }

  /// Tells the story line by line.
  static final class Story {
    private final PrintWriter out;
    private final Instant start;

    Story(PrintWriter out, Instant start) {
      this.out = out;
      this.start = start;
    }

    void line(String text) {
      Duration passed = Duration.between(start, Instant.now());
      out.printf("%6.1f s  %s%n", passed.toMillis() / 1000.0, text);
      out.flush();
    }

    void detail(String text) {
      line("    " + text);
    }

    void failed(String message) {
      message.lines().forEach(text -> line("✗ " + text));
    }

    void end(boolean verified) {
      line(verified ? "● everything was verified" : "✗ not everything was verified");
    }
  }
}
